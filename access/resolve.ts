/** From what is declared to what is meant: defaults, overrides, ARNs and links. */
import { iamArn, parseIamArn } from "../iam/arn";
import { partitionFacts } from "../iam/partition";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import { defaultDisplayName, switchRoleLink } from "../iam/switch-role-link";
import {
  type Access,
  callersByPlace,
  type Grant,
  type Group,
  type IdentityAccount,
  type InlinePolicy,
  type ManagedPolicy,
  type Organization,
  placesOf,
  type Role,
  type RolePlace,
  type RoleSettings,
  type StackSet,
  type TargetAccount,
  type User,
} from "./access";
import { seconds } from "./duration";
import type { Path, Problem } from "./problem";
import { entriesOf, isList, itemsOf, type Readable, type Unreadable } from "./readable";
import { type GrantedRole, References } from "./references";
import type {
  AccessFile,
  Backend,
  DeployWith,
  ManagedPolicyDeclaration,
  RoleDeclaration,
  RoleSettingsDeclaration,
  TrustedEntityDeclaration,
  UserDeclaration,
} from "./schema";
import { stackOf } from "./stacks";
import { trustedEntityOf, whoSwitches } from "./trusted-entity";
import { isUnknown } from "./unknown";

/** IAM's default, and its shortest session. */
const defaultSessionDuration = 3600;
/** The provider's default. Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile */
const defaultPasswordLength = 20;

export interface Resolved {
  /**
   * What the declaration means, as far as it can be read: an entry is left out where its ARN or its trusted entity cannot.
   * `undefined`: the id of the identity account cannot be read.
   */
  readonly access?: Access;
  /** References that do not exist, selectors that select nothing, and what is named or granted twice. */
  readonly problems: readonly Problem[];
}

/**
 * The access that a declaration means.
 *
 * @param unreadable takes the references that do not exist as well
 */
export function resolveAccess(declaration: Readable<AccessFile>, unreadable: Unreadable): Resolved {
  const references = new References(declaration, unreadable);
  const { problems } = references;
  const { id, alias, deployWith, denyWithoutMfa, passwordPolicy } = declaration.identityAccount ?? {};
  if (id === undefined) return { problems };
  const identityAccount: IdentityAccount = {
    partition: declaration.partition ?? "aws",
    id,
    alias,
    deployWith: deployWith ?? "ambient",
    denyWithoutMfa: denyWithoutMfa ?? false,
    passwordPolicy,
  };
  const isReadable = (path: Path) => unreadable.isReadable(path);
  return { access: accessOf({ declaration, references, identityAccount, isReadable }), problems };
}

interface Resolving {
  readonly declaration: Readable<AccessFile>;
  readonly references: References;
  readonly identityAccount: IdentityAccount;
  readonly isReadable: (path: Path) => boolean;
}

function accessOf(resolving: Resolving): Access {
  const { declaration, references, identityAccount, isReadable } = resolving;
  const { partition, id: identityAccountId } = identityAccount;
  const targetAccounts = targetAccountsOf(resolving);
  const inUse = new Map(
    // A retired account has no roles; Terraform needs its provider to delete them.
    targetAccounts.filter(({ retired }) => !retired).map((account) => [account.name, account]),
  );
  const roles = new Map<string, Role>();
  // Without its trusted entity it would be another role.
  for (const [name, role] of sortedEntries(declaration.roles))
    if (isReadable(["roles", name, "trustedEntity"]))
      roles.set(name, resolveRole(resolving, name, role, inUse));
  const grants = (map: "groups" | "users" | "principals", name: string) =>
    references
      .grantsOf(map, name)
      .flatMap((granted) => grantOf(granted, roles, references) ?? [])
      .sort((a, b) => byCodePoint(a.role.name, b.role.name));
  const groups = new Map(
    sortedEntries(declaration.groups).map(([name, { path, existing, adopt }]): [string, Group] => [
      name,
      {
        kind: "group",
        name,
        path: path ?? "/",
        existing: existing ?? false,
        adopt: adopt ?? false,
        grants: grants("groups", name),
      },
    ]),
  );
  const access: Access = {
    partition,
    region: declaration.region ?? partitionFacts(partition).defaultRegion,
    backend: isReadable(["backend"]) ? (declaration.backend as Backend | undefined) : undefined,
    organization: organizationOf(declaration),
    identityAccount,
    targetAccounts,
    roles: [...roles.values()],
    groups: [...groups.values()],
    users: sortedEntries(declaration.users).map(([name, user]) =>
      resolveUser(name, user, identityAccount, {
        groups: references.groupsOf(name).flatMap((group) => groups.get(group) ?? []),
        grants: grants("users", name),
      }),
    ),
    principals: sortedEntries(declaration.principals).flatMap(([name, { roleName, path = "/" }]) =>
      roleName === undefined
        ? []
        : {
            kind: "principal",
            name,
            roleName,
            path,
            arn: iamArn(partition, identityAccountId, "role", roleName, path),
            grants: grants("principals", name),
          },
    ),
  };
  nameGranteesInTrust(access);
  return access;
}

/** The entries of a map that can be read, sorted by name. */
function sortedEntries<Value>(
  map: Readonly<Record<string, Value | undefined>> | undefined,
): [string, Value][] {
  return entriesOf(map).sort(([a], [b]) => byCodePoint(a, b));
}

type Mutable<Thing> = { -readonly [Key in keyof Thing]: Thing[Key] };

/** A trust policy that names exactly the grantees needs to know them; they are known when all grants are. */
function nameGranteesInTrust(access: Access): void {
  const places = placesOf(access).filter(({ settings }) => settings.trustGrantedOnly);
  if (places.length === 0) return;
  const callers = callersByPlace(access);
  for (const place of places)
    (place as Mutable<RolePlace>).trustedArns = [...(callers.get(place) ?? [])]
      .map(({ arn }) => arn)
      .sort(byCodePoint);
}

function organizationOf(declaration: Readable<AccessFile>): Organization | undefined {
  const { id, accountId, deployWith, callAs } = declaration.organization ?? {};
  if (id === undefined) return undefined;
  return {
    id,
    accountId,
    deployWith:
      accountId === undefined ? undefined : deployWithOf(declaration, { id: accountId, deployWith }),
    callAs: callAs ?? "self",
  };
}

/**
 * How Terraform reaches an account: by the account's own `deployWith`, otherwise by that of the file. A target account that is
 * also the identity account is reached as that is.
 */
function deployWithOf(
  { identityAccount, deployWith }: Readable<AccessFile>,
  account: { readonly id: string; readonly deployWith?: DeployWith },
): DeployWith | undefined {
  if (account.deployWith !== undefined) return account.deployWith;
  if (account.id === identityAccount?.id) return identityAccount.deployWith ?? "ambient";
  return deployWith;
}

function targetAccountsOf({ declaration, references, identityAccount }: Resolving): TargetAccount[] {
  const byRollout = { provider: new Set<string>(), stackSet: new Set<string>() };
  for (const [name, { rollout = "provider" }] of entriesOf(declaration.roles))
    for (const account of references.accountsOf(name).accounts.keys()) byRollout[rollout].add(account);
  return sortedEntries(declaration.targetAccounts).flatMap(([name, account]) => {
    const { id, tags, deployWith, movedFrom, retired = false, keepProvider = false } = account;
    if (id === undefined) return [];
    return {
      partition: identityAccount.partition,
      name,
      id,
      tags: Object.fromEntries(sortedEntries(tags)),
      deployWith: deployWithOf(declaration, { id, deployWith }),
      stack: stackOf(declaration, name),
      movedFrom,
      retired,
      // An account without any role keeps its provider: Terraform may have roles to delete there.
      hasProvider: byRollout.provider.has(name) || !byRollout.stackSet.has(name) || retired || keepProvider,
    };
  });
}

function stackSetOf(
  { organization }: Readable<AccessFile>,
  { stackSet }: Readable<RoleDeclaration>,
): StackSet {
  const units = stackSet?.organizationalUnits ?? organization?.organizationalUnits;
  return {
    organizationalUnits: itemsOf(units)
      .map(([, unit]) => unit)
      .sort(byCodePoint),
    failureTolerancePercentage: stackSet?.failureTolerancePercentage ?? 0,
    maxConcurrentPercentage: stackSet?.maxConcurrentPercentage ?? 10,
  };
}

function resolveUser(
  name: string,
  user: Readable<UserDeclaration>,
  { partition, id }: IdentityAccount,
  granted: Pick<User, "groups" | "grants">,
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
    permissionsBoundary: managedPolicyOf(user.permissionsBoundary),
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
    ...granted,
  };
}

function resolveRole(
  resolving: Resolving,
  name: string,
  declared: Readable<RoleDeclaration>,
  targetAccounts: ReadonlyMap<string, TargetAccount>,
): Role {
  const { declaration, references, identityAccount } = resolving;
  const { description, path = "/", tags, trustedEntity, rollout, overrides, displayName, adopt } = declared;
  const places: RolePlace[] = [];
  const role: Role = {
    name,
    path,
    description,
    tags: Object.fromEntries(sortedEntries(tags)),
    trustedEntity: trustedEntityOf(trustedEntity as TrustedEntityDeclaration | undefined, identityAccount.id),
    places,
    stackSet: rollout === "stackSet" ? stackSetOf(declaration, declared) : undefined,
  };
  // One object for all accounts without an override: thousands of accounts share it.
  const shared = roleSettingsOf(resolving, role, declared);
  for (const accountName of references.accountsOf(name).accounts.keys()) {
    const account = targetAccounts.get(accountName);
    if (!account) continue;
    const override = overrides && Object.hasOwn(overrides, accountName) ? overrides[accountName] : undefined;
    const settings = override
      ? roleSettingsOf(resolving, role, { ...declared, ...override }, { accountName, override })
      : shared;
    places.push({
      role,
      account,
      settings,
      arn: iamArn(account.partition, account.id, "role", name, path),
      link: switchRoleLink({
        partition: account.partition,
        account: account.id,
        roleName: name,
        rolePath: path,
        ...whoSwitches(role.trustedEntity, settings),
        displayName: displayName ?? defaultDisplayName(name, accountName),
      }),
      adopt: adopt === true || (adopt !== undefined && isList(adopt) && adopt.includes(accountName)),
    });
  }
  return role;
}

function roleSettingsOf(
  { identityAccount, isReadable }: Resolving,
  { name, trustedEntity: entity }: Role,
  settings: Readable<RoleSettingsDeclaration>,
  overridden?: { readonly accountName: string; readonly override: Readable<RoleSettingsDeclaration> },
): RoleSettings {
  const trustsIdentity = entity.kind === "account" && entity.accountId === identityAccount.id;
  const role = ["roles", name];
  const at = overridden ? [...role, "overrides", overridden.accountName] : role;
  const policiesAt = overridden && Object.hasOwn(overridden.override, "inlinePolicies") ? at : role;
  const { maxSessionDuration = defaultSessionDuration, mfaMaxAge, sourceIps } = settings;
  return {
    declared: {
      at,
      override: overridden?.accountName,
      keys: new Set(
        Object.keys(overridden?.override ?? settings).sort() as (keyof RoleSettingsDeclaration)[],
      ),
    },
    managedPolicies: itemsOf(settings.managedPolicies)
      .flatMap(([, policy]) => managedPolicyOf(policy) ?? [])
      .sort(byPolicyName),
    inlinePolicies: sortedEntries(settings.inlinePolicies)
      .filter(([policy]) => isReadable([...policiesAt, "inlinePolicies", policy]))
      .map(
        ([policy, document]): InlinePolicy => ({
          name: policy,
          document: document as unknown as PolicyDocument,
        }),
      ),
    permissionsBoundary: managedPolicyOf(settings.permissionsBoundary),
    maxSessionDuration: seconds(maxSessionDuration) ?? defaultSessionDuration,
    conditions: {
      // A maximum age means nothing without MFA, so it asks for MFA wherever it stands.
      requireMfa: settings.requireMfa ?? (trustsIdentity || mfaMaxAge !== undefined),
      mfaMaxAge: mfaMaxAge === undefined ? undefined : seconds(mfaMaxAge),
      externalId: settings.externalId,
      sourceIps:
        sourceIps &&
        itemsOf(sourceIps)
          .map(([, range]) => range)
          .sort(byCodePoint),
      organizationId: settings.organizationId,
      requireUserSessionName: settings.requireUserSessionName ?? false,
    },
    trustGrantedOnly: settings.trustGrantedOnly ?? false,
  };
}

/** The managed policy that a declaration names; `undefined` for none. */
export function managedPolicyOf(
  policy: Readable<ManagedPolicyDeclaration> | undefined,
): ManagedPolicy | undefined {
  if (typeof policy === "object")
    return policy.name === undefined
      ? undefined
      : { kind: "customer", name: policy.name, path: policy.path ?? "/" };
  if (policy === undefined) return undefined;
  // What only Terraform knows can only be an ARN.
  if (policy.startsWith("arn:") || isUnknown(policy))
    return { kind: "arn", name: parseIamArn(policy)?.name ?? policy, arn: policy };
  // People copy names with their path, `job-function/ViewOnlyAccess`; AWS's names are unique without it.
  return { kind: "aws", name: policy.slice(policy.lastIndexOf("/") + 1) };
}

/** Unknown policies have no name yet: they come first, in the order they were given. */
function byPolicyName(a: ManagedPolicy, b: ManagedPolicy): number {
  const [aIsUnknown, bIsUnknown] = [isUnknown(a.name), isUnknown(b.name)];
  if (aIsUnknown !== bIsUnknown) return aIsUnknown ? -1 : 1;
  return aIsUnknown ? 0 : byCodePoint(a.name, b.name);
}

/** The places of a role that is granted; none where the role or its places cannot be read. */
function grantOf(
  { roleName, accounts, organization }: GrantedRole,
  roles: ReadonlyMap<string, Role>,
  references: References,
): Grant | undefined {
  const role = roles.get(roleName);
  if (!role) return undefined;
  const places =
    accounts === references.accountsOf(roleName).accounts
      ? role.places
      : role.places.filter(({ account }) => accounts.has(account.name));
  return places.length === 0 ? undefined : { role, places, organization };
}
