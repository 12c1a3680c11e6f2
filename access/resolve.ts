/** From what is written to what is meant: defaults, names, selectors, overrides. */
import { iamArn, parseIamArn } from "../iam/arn";
import { asksForExternalId, letsAccountsIn } from "../iam/custom-trust";
import { partitionFacts } from "../iam/partition";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import { statementsOf } from "../iam/statement";
import { defaultDisplayName, type SwitchRoleTarget, switchRoleLink } from "../iam/switch-role-link";
import type { TrustedEntity } from "../iam/trust-policy";
import {
  type Access,
  callersByPlace,
  type Grant,
  type Group,
  type IdentityAccount,
  type InlinePolicy,
  type ManagedPolicy,
  placesOf,
  type Role,
  type RolePlace,
  type RoleSettings,
  type StackSet,
  type TargetAccount,
  type User,
} from "./access";
import { seconds } from "./duration";
import type {
  AccessFile,
  CanAssume,
  DeployWith,
  ManagedPolicyDeclaration,
  RoleDeclaration,
  RoleSettingsDeclaration,
  TrustedEntityDeclaration,
  UserDeclaration,
} from "./schema";
import { selectAccounts } from "./select";
import { isUnknown } from "./unknown";

/** IAM's default and least session. */
const defaultSessionDuration = 3600;
/** The provider's default. Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile */
const defaultPasswordLength = 20;

/** The names of a map, sorted, with what they map to. */
export function sortedEntries<Value>(map: Readonly<Record<string, Value>> | undefined): [string, Value][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => byCodePoint(a, b));
}

/**
 * The access that a declaration means. Names that do not exist are passed over: `checkDeclaration` has spoken of them.
 */
export function resolveAccess(file: AccessFile): Access {
  const partition = file.partition ?? "aws";
  const { alias, deployWith, denyWithoutMfa, passwordPolicy } = file.identityAccount;
  const identityAccount: IdentityAccount = {
    partition,
    id: file.identityAccount.id,
    alias,
    deployWith: deployWith ?? "ambient",
    denyWithoutMfa: denyWithoutMfa ?? false,
    passwordPolicy,
  };
  const withProvider = accountsWithProvider(file);
  const targetAccounts = sortedEntries(file.targetAccounts).map(
    ([name, account]): TargetAccount => ({
      partition,
      name,
      id: account.id,
      tags: Object.fromEntries(sortedEntries(account.tags)),
      deployWith: deployWithOf(file, account),
      stack: stackOf(file, name),
      movedFrom: account.movedFrom,
      retired: account.retired ?? false,
      hasProvider: withProvider.has(name),
    }),
  );
  // A retired account has no roles; Terraform needs its provider to delete them.
  const inUse = new Map(
    targetAccounts.filter(({ retired }) => !retired).map((account) => [account.name, account]),
  );
  const roles = new Map(
    sortedEntries(file.roles).map(([name, role]) => [
      name,
      resolveRole(file, name, role, inUse, identityAccount.id),
    ]),
  );
  const grants = (canAssume: readonly CanAssume[] | undefined) => resolveGrants(canAssume ?? [], roles);
  const groups = new Map(
    sortedEntries(file.groups).map(([name, group]): [string, Group] => [
      name,
      {
        kind: "group",
        name,
        path: group.path ?? "/",
        existing: group.existing ?? false,
        adopt: group.adopt ?? false,
        grants: grants(group.canAssume),
      },
    ]),
  );
  const access: Access = {
    partition,
    region: file.region ?? partitionFacts(partition).defaultRegion,
    backend: file.backend,
    organization: file.organization && {
      id: file.organization.id,
      accountId: file.organization.accountId,
      deployWith: organizationDeployWith(file),
      callAs: file.organization.callAs ?? "self",
    },
    identityAccount,
    targetAccounts,
    roles: [...roles.values()],
    groups: [...groups.values()],
    users: sortedEntries(file.users).map(([name, user]) =>
      resolveUser(name, user, identityAccount, groups, grants(user.canAssume)),
    ),
    principals: sortedEntries(file.principals).map(([name, { roleName, path = "/", canAssume }]) => ({
      kind: "principal",
      name,
      roleName,
      path,
      arn: iamArn(partition, identityAccount.id, "role", roleName, path),
      grants: grants(canAssume),
    })),
  };
  nameGranteesInTrust(access);
  return access;
}

type Mutable<Thing> = { -readonly [Key in keyof Thing]: Thing[Key] };

/** A trust policy that names exactly the grantees needs to know them; they are known when all grants are. */
function nameGranteesInTrust(access: Access): void {
  const places = placesOf(access).filter(({ settings }) => settings.trustGrantedOnly);
  if (places.length === 0) return;
  const callers = callersByPlace(access);
  for (const place of places)
    (place as Mutable<RolePlace>).trustedArns = [...(callers.get(place) ?? [])].map(({ arn }) => arn);
}

/**
 * How Terraform reaches a target account: as the account says, else as the file says. A target account that is the
 * identity account itself is reached as that is.
 */
export function deployWithOf(
  file: Pick<AccessFile, "deployWith" | "identityAccount">,
  account: { readonly id: string; readonly deployWith?: DeployWith },
): DeployWith | undefined {
  if (account.deployWith !== undefined) return account.deployWith;
  if (account.id === file.identityAccount.id) return file.identityAccount.deployWith ?? "ambient";
  return file.deployWith;
}

/** How Terraform reaches the account where stack sets are made: like any other account, once it is named. */
export function organizationDeployWith(
  file: Pick<AccessFile, "deployWith" | "identityAccount" | "organization">,
): DeployWith | undefined {
  const { accountId, deployWith } = file.organization ?? {};
  return accountId === undefined ? undefined : deployWithOf(file, { id: accountId, deployWith });
}

/** The stack with the identity account. It has the same name in every layout, so that its state never moves. */
export const identityStack = "access";
/** The stack with the stack sets. */
export const organizationStack = "organization";

/** The stack an account is in: it depends on nothing but the account's own entry and the layout. */
export function stackOf(file: Pick<AccessFile, "stacks" | "targetAccounts">, account: string): string {
  return file.targetAccounts[account]?.stack ?? (file.stacks === "perAccount" ? account : identityStack);
}

/**
 * The target accounts that Terraform works in by a provider of their own: all but those whose roles come by stack sets
 * only. An account without any role keeps its provider: Terraform may have roles to delete there.
 */
export function accountsWithProvider(file: Pick<AccessFile, "targetAccounts" | "roles">): Set<string> {
  const accounts = new Map(
    Object.entries(file.targetAccounts).map(([name, { tags }]) => [name, { name, tags: tags ?? {} }]),
  );
  const namesIn = (rollout: RoleDeclaration["rollout"]) =>
    new Set(
      Object.values(file.roles)
        .filter((role) => (role.rollout ?? "provider") === rollout)
        .flatMap((role) => selectAccounts(role.targetAccounts, accounts).map(({ name }) => name)),
    );
  const [byProvider, byStackSet] = [namesIn("provider"), namesIn("stackSet")];
  return new Set(
    Object.entries(file.targetAccounts)
      .filter(
        ([name, { retired, keepProvider }]) =>
          byProvider.has(name) || !byStackSet.has(name) || retired || keepProvider,
      )
      .map(([name]) => name),
  );
}

function stackSetOf(file: AccessFile, { stackSet }: RoleDeclaration): StackSet {
  return {
    organizationalUnits: [
      ...(stackSet?.organizationalUnits ?? file.organization?.organizationalUnits ?? []),
    ].sort(byCodePoint),
    failureTolerancePercentage: stackSet?.failureTolerancePercentage ?? 0,
    maxConcurrentPercentage: stackSet?.maxConcurrentPercentage ?? 10,
  };
}

function resolveUser(
  name: string,
  user: UserDeclaration,
  { partition, id }: IdentityAccount,
  groups: ReadonlyMap<string, Group>,
  grants: readonly Grant[],
): User {
  const console = user.consoleAccess === true ? {} : user.consoleAccess;
  const enrolMfaWithAccessKey = user.enrolMfaWithAccessKey ?? false;
  const path = user.path ?? "/";
  return {
    kind: "user",
    name,
    path,
    arn: iamArn(partition, id, "user", name, path),
    tags: Object.fromEntries(sortedEntries(user.tags)),
    permissionsBoundary:
      user.permissionsBoundary === undefined ? undefined : managedPolicyOf(user.permissionsBoundary),
    forceDestroy: user.forceDestroy ?? false,
    consoleAccess: console
      ? {
          passwordResetRequired: console.passwordResetRequired ?? true,
          passwordLength: console.passwordLength ?? defaultPasswordLength,
          pgpKey: console.pgpKey,
          adopt: console.adopt ?? false,
        }
      : undefined,
    selfService: user.selfService ?? (Boolean(console) || enrolMfaWithAccessKey),
    enrolMfaWithAccessKey,
    existing: user.existing ?? false,
    adopt: user.adopt ?? false,
    groups: [...(user.groups ?? [])].sort(byCodePoint).flatMap((group) => groups.get(group) ?? []),
    grants,
  };
}

function resolveRole(
  file: AccessFile,
  name: string,
  declared: RoleDeclaration,
  targetAccounts: ReadonlyMap<string, TargetAccount>,
  identityAccountId: string,
): Role {
  const places: RolePlace[] = [];
  const role: Role = {
    name,
    path: declared.path ?? "/",
    description: declared.description,
    tags: Object.fromEntries(sortedEntries(declared.tags)),
    trustedEntity: trustedEntityOf(declared.trustedEntity, identityAccountId),
    places,
    stackSet: declared.rollout === "stackSet" ? stackSetOf(file, declared) : undefined,
  };
  // One object for all accounts without an override: thousands of accounts share it.
  const shared = roleSettingsOf(declared, role, identityAccountId);
  for (const account of selectAccounts(declared.targetAccounts, targetAccounts)) {
    const override =
      declared.overrides && Object.hasOwn(declared.overrides, account.name)
        ? declared.overrides[account.name]
        : undefined;
    const settings = override
      ? roleSettingsOf({ ...declared, ...override }, role, identityAccountId, {
          account: account.name,
          keys: Object.keys(override),
        })
      : shared;
    places.push({
      role,
      account,
      settings,
      arn: iamArn(account.partition, account.id, "role", name, role.path),
      link: switchRoleLink({
        partition: account.partition,
        account: account.id,
        roleName: name,
        rolePath: role.path,
        ...whoSwitches(role.trustedEntity, settings),
        displayName: declared.displayName ?? defaultDisplayName(name, account.name),
      }),
      adopt: declared.adopt === true || (declared.adopt || []).includes(account.name),
    });
  }
  return role;
}

/** Whether people of an AWS account may assume a role, and whether they need an external ID for it. */
export function whoSwitches(
  trustedEntity: TrustedEntity,
  { conditions }: Pick<RoleSettings, "conditions">,
): Pick<SwitchRoleTarget, "requiresExternalId" | "trustsAnAccount"> {
  if (trustedEntity.kind !== "custom")
    return {
      requiresExternalId: conditions.externalId !== undefined,
      trustsAnAccount: trustedEntity.kind === "account",
    };
  const ways = statementsOf(trustedEntity.document)
    .map(({ statement }) => statement)
    .filter(letsAccountsIn);
  return { requiresExternalId: ways.every(asksForExternalId), trustsAnAccount: ways.length > 0 };
}

function roleSettingsOf(
  settings: RoleSettingsDeclaration,
  { name, trustedEntity: entity }: Role,
  identityAccountId: string,
  override?: { readonly account: string; readonly keys: readonly string[] },
): RoleSettings {
  const trustsIdentity = entity.kind === "account" && entity.accountId === identityAccountId;
  return {
    declared: {
      at: ["roles", name, ...(override ? ["overrides", override.account] : [])],
      override: override?.account,
      keys: new Set(
        [...(override?.keys ?? Object.keys(settings))].sort() as (keyof RoleSettingsDeclaration)[],
      ),
    },
    managedPolicies: (settings.managedPolicies ?? []).map(managedPolicyOf).sort(byPolicyName),
    inlinePolicies: sortedEntries(settings.inlinePolicies).map(
      ([name, document]): InlinePolicy => ({ name, document: policyDocumentOf(document) as PolicyDocument }),
    ),
    permissionsBoundary:
      settings.permissionsBoundary === undefined ? undefined : managedPolicyOf(settings.permissionsBoundary),
    maxSessionDuration:
      seconds(settings.maxSessionDuration ?? defaultSessionDuration) ?? defaultSessionDuration,
    conditions: {
      // A maximum age means nothing without MFA, so it asks for MFA wherever it stands.
      requireMfa: settings.requireMfa ?? (trustsIdentity || settings.mfaMaxAge !== undefined),
      mfaMaxAge: settings.mfaMaxAge === undefined ? undefined : seconds(settings.mfaMaxAge),
      externalId: settings.externalId,
      sourceIps: settings.sourceIps && [...settings.sourceIps].sort(byCodePoint),
      organizationId: settings.organizationId,
      requireUserSessionName: settings.requireUserSessionName ?? false,
    },
    trustGrantedOnly: settings.trustGrantedOnly ?? false,
  };
}

export function trustedEntityOf(
  entity: TrustedEntityDeclaration | undefined,
  identityAccountId: string,
): TrustedEntity {
  if (entity?.awsAccount !== undefined) return { kind: "account", accountId: entity.awsAccount };
  if (entity?.service !== undefined)
    return { kind: "service", services: [entity.service].flat().sort(byCodePoint) };
  if (entity?.webIdentity) {
    const { provider, audience, subjects } = entity.webIdentity;
    return {
      kind: "webIdentity",
      provider,
      audiences: [audience].flat().sort(byCodePoint),
      subjects: [...(subjects ?? [])].sort(byCodePoint),
    };
  }
  if (entity?.saml) return { kind: "saml", ...entity.saml };
  if (entity?.custom !== undefined)
    return { kind: "custom", document: policyDocumentOf(entity.custom) as PolicyDocument };
  return { kind: "account", accountId: identityAccountId };
}

/** A policy document as it is written, YAML or a string of JSON; a string that is no JSON stays as it is. */
export function policyDocumentOf(document: unknown): unknown {
  if (typeof document !== "string") return document;
  try {
    return JSON.parse(document);
  } catch {
    return document;
  }
}

export function managedPolicyOf(policy: ManagedPolicyDeclaration): ManagedPolicy {
  if (typeof policy !== "string") return { kind: "customer", name: policy.name, path: policy.path ?? "/" };
  // Unknown text is taken for an ARN: the names of AWS's policies are known.
  if (policy.startsWith("arn:") || isUnknown(policy))
    return { kind: "arn", name: parseIamArn(policy)?.name ?? policy, arn: policy };
  // People copy names with their path, `job-function/ViewOnlyAccess`; AWS's names are unique without it.
  return { kind: "aws", name: policy.slice(policy.lastIndexOf("/") + 1) };
}

/** Policies whose name is unknown come first, in the order of the declaration. */
function byPolicyName(a: ManagedPolicy, b: ManagedPolicy): number {
  const [aIsUnknown, bIsUnknown] = [isUnknown(a.name), isUnknown(b.name)];
  if (aIsUnknown !== bIsUnknown) return aIsUnknown ? -1 : 1;
  return aIsUnknown ? 0 : byCodePoint(a.name, b.name);
}

/** The role of an entry of `canAssume`, and the selector of its accounts. */
export function grantParts(entry: CanAssume): Exclude<CanAssume, string> {
  return typeof entry === "string" ? { role: entry } : entry;
}

/** One grant for each role, with the places of all entries that name it. */
function resolveGrants(canAssume: readonly CanAssume[], roles: ReadonlyMap<string, Role>): Grant[] {
  const granted = new Map<Role, { readonly accounts: Set<TargetAccount>; organization: boolean }>();
  for (const entry of canAssume) {
    const { role: name, accounts: selector } = grantParts(entry);
    const role = roles.get(name);
    if (!role) continue;
    const ofRole = granted.get(role) ?? { accounts: new Set(), organization: false };
    granted.set(role, ofRole);
    ofRole.organization ||= selector === "organization";
    for (const account of grantedAccounts(role, selector)) ofRole.accounts.add(account);
  }
  return [...granted]
    .filter(([, { accounts }]) => accounts.size > 0)
    .map(([role, { accounts, organization }]) => ({
      role,
      places: role.places.filter(({ account }) => accounts.has(account)),
      organization,
    }))
    .sort((a, b) => byCodePoint(a.role.name, b.role.name));
}

/** The accounts of a role that a grant means; all of them without a selector. */
function grantedAccounts(
  role: Role,
  selector: Exclude<CanAssume, string>["accounts"],
): readonly TargetAccount[] {
  const all = role.places.map(({ account }) => account);
  return selector === undefined || selector === "organization"
    ? all
    : selectAccounts(selector, new Map(all.map((account) => [account.name, account])));
}
