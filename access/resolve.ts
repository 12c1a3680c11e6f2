/** From what is declared to what is meant: defaults, overrides, ARNs and links. */
import { iamArn, parseIamArn } from "../iam/arn";
import { customerManagedPolicies, managedPoliciesAttached, trustPolicyCharacters } from "../iam/limits";
import { partitionFacts } from "../iam/partition";
import { permissionSetPath, permissionSetRoleName } from "../iam/permission-set";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import { defaultDisplayName, switchRoleLink } from "../iam/switch-role-link";
import {
  type Access,
  type End,
  earlierEnd,
  endedBy,
  type Grant,
  type Group,
  grantsOf,
  type IdentityAccount,
  type InlinePolicy,
  laterTime,
  type ManagedPolicy,
  type Organization,
  type OwnPolicies,
  type PasswordRules,
  type Policy,
  type Principal,
  placesOf,
  type Role,
  type RolePlace,
  type RoleSettings,
  type StackSet,
  type TargetAccount,
  type User,
} from "./access";
import { seconds } from "./duration";
import { isTrustedAsGrantee, trustGrantedRoles } from "./granted-roles";
import { identityProvidersOf } from "./identity-providers";
import { trustElsewhere } from "./made-elsewhere";
import type { Path, Problem } from "./problem";
import { entriesOf, isList, itemsOf, type Readable, type Unreadable } from "./readable";
import {
  type GrantedMap,
  type GrantedRole,
  type MemberOfGroup,
  References,
  type WrittenEnd,
} from "./references";
import { roleNameIn } from "./role-name";
import type {
  AccessFile,
  Backend,
  DeployWith,
  ManagedPolicyDeclaration,
  PasswordPolicy,
  PrincipalDeclaration,
  Quotas,
  RoleDeclaration,
  RoleSettingsDeclaration,
  UserDeclaration,
} from "./schema";
import { stackOf } from "./stacks";
import { trustOf } from "./trust";
import { whoSwitches } from "./trusted-entity";
import { isUnknown } from "./unknown";

/** IAM's default, and its shortest session. */
const defaultSessionDuration = 3600;
/** The provider's default. Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile */
const defaultPasswordLength = 20;
const defaultQuotas: Required<Quotas> = {
  trustPolicy: trustPolicyCharacters.default,
  managedPoliciesPerRole: managedPoliciesAttached.role.default,
  managedPoliciesPerUser: managedPoliciesAttached.user.default,
  customerManagedPolicies: customerManagedPolicies.default,
};
/**
 * What a password policy asks for unless it says otherwise: what the CIS AWS Foundations Benchmark asks for, and every kind of
 * character. AWS's own values, which it would take for all that is not sent, are the weakest.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html,
 * https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html (IAM.11 to IAM.16)
 */
const defaultPasswordPolicy: PasswordRules = {
  allowUsersToChangePassword: true,
  hardExpiry: false,
  maxPasswordAge: 0,
  minimumPasswordLength: 14,
  passwordReusePrevention: 24,
  requireLowercaseCharacters: true,
  requireNumbers: true,
  requireSymbols: true,
  requireUppercaseCharacters: true,
};

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
    passwordPolicy: passwordPolicy && passwordRules(passwordPolicy),
    adoptPasswordPolicy: passwordPolicy?.adopt ?? false,
  };
  const isReadable = (path: Path) => unreadable.isReadable(path);
  return { access: accessOf({ declaration, references, identityAccount, isReadable }), problems };
}

function passwordRules({ adopt: _adopt, ...rules }: PasswordPolicy): PasswordRules {
  return { ...defaultPasswordPolicy, ...withoutGaps(rules) };
}

interface Resolving {
  readonly declaration: Readable<AccessFile>;
  readonly references: References;
  readonly identityAccount: IdentityAccount;
  readonly isReadable: (path: Path) => boolean;
}

function accessOf(resolving: Resolving): Access {
  const { declaration, references, identityAccount, isReadable } = resolving;
  const { partition } = identityAccount;
  const targetAccounts = targetAccountsOf(resolving);
  const inUse = new Map(
    // A retired account has no roles; Terraform needs its provider to delete them.
    targetAccounts.filter(({ retired }) => !retired).map((account) => [account.name, account]),
  );
  const policies = policiesOf(resolving);
  const roles = new Map<string, Role>();
  // Without its trusted entity it would be another role.
  for (const [name, role] of sortedEntries(declaration.roles))
    if (
      [["trustedEntity"], ["overrides", "*", "trustedEntity"]].every((at) =>
        isReadable(["roles", name, ...at]),
      )
    )
      roles.set(name, resolveRole({ ...resolving, policies }, name, role, inUse));
  const grants = (map: GrantedMap, name: string, end: WrittenEnd = {}) =>
    references
      .grantsOf(map, name)
      .flatMap((granted) => grantOf(granted, roles, references) ?? [])
      .map((grant) => endedBy(grant, endOf(end)))
      .sort(
        (a, b) =>
          byCodePoint(a.role.name, b.role.name) ||
          byCodePoint(a.end.until ?? "", b.end.until ?? "") ||
          byCodePoint(a.end.reason ?? "", b.end.reason ?? ""),
      );
  const groups = new Map(
    sortedEntries(declaration.groups).map(
      ([name, { path, existing, adopt, exclusive, members, renamedFrom, ...own }]): [string, Group] => [
        name,
        {
          kind: "group",
          name,
          renamedFrom,
          path: path ?? "/",
          ...ownPoliciesOf({ ...resolving, policies }, own, ["groups", name]),
          existing: existing ?? false,
          adopt: adopt ?? false,
          exclusive: !existing && exclusive !== false,
          exclusiveMembers: !existing && !adopt && (exclusive ?? members !== undefined),
          grants: grants("groups", name),
        },
      ],
    ),
  );
  const access: Access = {
    partition,
    region: declaration.region ?? partitionFacts(partition).defaultRegion,
    defaultTags: Object.fromEntries(sortedEntries(declaration.defaultTags)),
    quotas: { ...defaultQuotas, ...withoutGaps(declaration.quotas ?? {}) },
    policyNamePrefix: declaration.policyNamePrefix ?? "",
    backend: isReadable(["backend"]) ? (declaration.backend as Backend | undefined) : undefined,
    organization: organizationOf(declaration),
    identityAccount,
    targetAccounts,
    roles: [...roles.values()],
    policies: [...policies.values()],
    identityProviders: identityProvidersOf(declaration),
    groups: [...groups.values()],
    users: sortedEntries(declaration.users).map(([name, user]) =>
      resolveUser({ ...resolving, policies }, name, user, {
        ...membershipsOf(references.groupsOf(name), groups, user),
        grants: grants("users", name, user),
      }),
    ),
    principals: [
      ...sortedEntries(declaration.principals).flatMap(([name, principal]) =>
        principalOf(resolving, [name, principal], {
          inUse,
          grants: grants("principals", name, principal),
        }),
      ),
      ...[...roles.values()].flatMap((role) => rolePrincipals(role, grants("roles", role.name))),
    ],
  };
  trustGrantedRoles(access);
  nameGranteesInTrust(access);
  return access;
}

/** A principal that is made elsewhere; none where its role or its account cannot be read, or the account is retired. */
function principalOf(
  { identityAccount: { partition, id: identityAccountId } }: Resolving,
  [name, principal]: [string, Readable<PrincipalDeclaration>],
  {
    inUse,
    grants,
  }: { readonly inUse: ReadonlyMap<string, TargetAccount>; readonly grants: readonly Grant[] },
): Principal[] {
  const { permissionSet, roleName: writtenName, path: writtenPath = "/", account, renamedFrom } = principal;
  const roleName = permissionSet === undefined ? writtenName : permissionSetRoleName(permissionSet);
  const path = permissionSet === undefined ? writtenPath : permissionSetPath;
  const targetAccount = account === undefined ? undefined : inUse.get(account);
  if (roleName === undefined || (account !== undefined && !targetAccount)) return [];
  const arn = iamArn(partition, targetAccount?.id ?? identityAccountId, "role", roleName, path);
  return [
    { kind: "principal", name, renamedFrom, roleName, path, permissionSet, arn, targetAccount, grants },
  ];
}

/** A role that is granted roles, in each of its accounts. */
function rolePrincipals({ name, path, places }: Role, grants: readonly Grant[]): Principal[] {
  return (grants.length === 0 ? [] : places).map((place) => ({
    kind: "principal",
    name: `${name} in ${place.account.name}`,
    roleName: place.roleName,
    path,
    arn: place.arn,
    place,
    targetAccount: place.account,
    grants,
  }));
}

/** The values that can be read. */
function withoutGaps<Settings extends object>(settings: Settings): Partial<Settings> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Partial<Settings>;
}

/** The entries of a map that can be read, sorted by name. */
function sortedEntries<Value>(
  map: Readonly<Record<string, Value | undefined>> | undefined,
): [string, Value][] {
  return entriesOf(map).sort(([a], [b]) => byCodePoint(a, b));
}

/** A trust policy that names exactly the grantees needs to know them; they are known when all grants are. */
function nameGranteesInTrust(access: Access): void {
  const places = placesOf(access).filter(({ settings }) => settings.trustGrantedOnly);
  if (places.length === 0) return;
  const trusted = new Map(places.map((place) => [place, new Map<string, string | undefined>()]));
  for (const caller of [...access.users, ...access.principals])
    for (const grant of grantsOf(caller))
      for (const place of grant.places) {
        if (caller.kind === "principal" && !isTrustedAsGrantee(access, place, caller)) continue;
        const ends = trusted.get(place);
        const { arn } = caller;
        ends?.set(arn, ends.has(arn) ? laterTime(ends.get(arn), grant.end.until) : grant.end.until);
      }
  for (const [place, ends] of trusted) {
    const ending = [...ends].flatMap(([arn, until]) => (until === undefined ? [] : [[arn, until] as const]));
    Object.assign(place, {
      trustedArns: [...ends.keys()].sort(byCodePoint),
      ...(ending.length > 0 && { trustedEnds: new Map(ending) }),
    } satisfies Partial<RolePlace>);
  }
}

function organizationOf(declaration: Readable<AccessFile>): Organization | undefined {
  const { id, accountId, deployWith, callAs, accounts } = declaration.organization ?? {};
  if (id === undefined) return undefined;
  return {
    id,
    accounts: itemsOf(accounts)
      .map(([, account]) => account)
      .sort(byCodePoint),
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
  const by = { provider: new Set<string>(), stackSet: new Set<string>(), existing: new Set<string>() };
  for (const [name, { rollout = "provider", existing }] of entriesOf(declaration.roles)) {
    // Its grants are policies of the role, wherever it is made.
    const isGranted = references.grantsOf("roles", name).length > 0;
    for (const account of references.accountsOf(name).accounts.keys())
      by[existing ? (isGranted ? "provider" : "existing") : rollout].add(account);
  }
  for (const [, { account }] of entriesOf(declaration.principals))
    if (account !== undefined) by.provider.add(account);
  const needsNone = (name: string) => by.stackSet.has(name) || by.existing.has(name);
  return sortedEntries(declaration.targetAccounts).flatMap(([name, account]) => {
    const { id, tags, deployWith, renamedFrom, retired = false, keepProvider = false } = account;
    if (id === undefined) return [];
    return {
      partition: identityAccount.partition,
      name,
      id,
      tags: Object.fromEntries(sortedEntries(tags)),
      deployWith: deployWithOf(declaration, { id, deployWith }),
      stack: stackOf(declaration, name),
      movedFrom: account.movedFrom ?? stackLeft(declaration, name, renamedFrom),
      renamedFrom,
      retired,
      // An account without any role keeps its provider: Terraform may have roles to delete there.
      hasProvider: by.provider.has(name) || !needsNone(name) || retired || keepProvider,
    };
  });
}

/** The stack that a renamed account leaves, where its stack is named after it. */
function stackLeft(
  declaration: Readable<AccessFile>,
  name: string,
  renamedFrom: string | undefined,
): string | undefined {
  const before = stackOf(declaration, name, renamedFrom);
  return before === stackOf(declaration, name) ? undefined : before;
}

function stackSetOf(
  { declaration: { organization }, references }: Resolving,
  name: string,
  { stackSet }: Readable<RoleDeclaration>,
): StackSet {
  const units = stackSet?.organizationalUnits ?? organization?.organizationalUnits;
  return {
    organizationalUnits: itemsOf(units)
      .map(([, unit]) => unit)
      .sort(byCodePoint),
    failureTolerancePercentage: stackSet?.failureTolerancePercentage ?? 0,
    maxConcurrentPercentage: stackSet?.maxConcurrentPercentage ?? 10,
    leftOut: references.leftOutOf(name),
  };
}

function resolveUser(
  resolving: ResolvingPolicies,
  name: string,
  user: Readable<UserDeclaration>,
  granted: Pick<User, "groups" | "endingMemberships" | "grants">,
): User {
  const { identityAccount, policies } = resolving;
  const { partition, id, denyWithoutMfa, passwordPolicy } = identityAccount;
  const console = user.consoleAccess === true ? {} : user.consoleAccess;
  const enrolMfaWithAccessKey = user.enrolMfaWithAccessKey ?? false;
  const path = user.path ?? "/";
  return {
    kind: "user",
    name,
    renamedFrom: user.renamedFrom,
    path,
    arn: iamArn(partition, id, "user", name, path),
    tags: Object.fromEntries(sortedEntries(user.tags)),
    ...ownPoliciesOf(resolving, user, ["users", name]),
    permissionsBoundary: managedPolicyOf(user.permissionsBoundary, policies),
    forceDestroy: user.forceDestroy ?? false,
    consoleAccess: console
      ? {
          passwordResetRequired: console.passwordResetRequired ?? true,
          passwordLength:
            console.passwordLength ??
            Math.max(defaultPasswordLength, passwordPolicy?.minimumPasswordLength ?? 0),
          // The content of a file stands in its place.
          pgpKey: typeof console.pgpKey === "string" ? console.pgpKey : undefined,
          adopt: console.adopt ?? user.adopt ?? false,
        }
      : undefined,
    selfService: user.selfService ?? (Boolean(console) || enrolMfaWithAccessKey),
    enrolMfaWithAccessKey,
    denyWithoutMfa: (user.denyWithoutMfa ?? denyWithoutMfa) && !user.existing,
    existing: user.existing ?? false,
    adopt: user.adopt ?? false,
    exclusive: !user.existing && user.exclusive !== false,
    ...granted,
  };
}

/** An end as it is written, as a time. */
function endOf({ until, reason }: WrittenEnd): End {
  return { until: until?.replace(/^[^T]*$/, "$&T00:00:00Z"), reason };
}

/** The memberships of a user. What ends for the user ends for each of them. */
function membershipsOf(
  declared: readonly MemberOfGroup[],
  groups: ReadonlyMap<string, Group>,
  ofUser: WrittenEnd,
): Pick<User, "groups" | "endingMemberships"> {
  const memberships = declared.flatMap(({ group: name, end }) => {
    const group = groups.get(name);
    return group ? [{ group, end: earlierEnd(endOf(end), endOf(ofUser)) }] : [];
  });
  return {
    groups: memberships.map(({ group }) => group),
    endingMemberships: memberships.filter(({ end }) => end.until !== undefined),
  };
}

/** The declared policies whose documents can be read. */
function policiesOf({ declaration, isReadable }: Resolving): ReadonlyMap<string, Policy> {
  return new Map(
    sortedEntries(declaration.policies).flatMap(([name, { path, description, document, adopt }]) =>
      document === undefined || !isReadable(["policies", name, "document"])
        ? []
        : [
            [
              name,
              {
                name,
                path: path ?? "/",
                description,
                document: document as unknown as PolicyDocument,
                adopt:
                  adopt !== undefined && isList(adopt)
                    ? itemsOf(adopt).map(([, account]) => account)
                    : (adopt ?? false),
              },
            ],
          ],
    ),
  );
}

type ResolvingPolicies = Resolving & { readonly policies: ReadonlyMap<string, Policy> };

/** @param at where the inline policies are declared */
function ownPoliciesOf(
  { isReadable, policies }: ResolvingPolicies,
  { managedPolicies, inlinePolicies }: Readable<Pick<RoleSettingsDeclaration, keyof OwnPolicies>>,
  at: Path,
): OwnPolicies {
  return {
    managedPolicies: itemsOf(managedPolicies)
      .flatMap(([, policy]) => managedPolicyOf(policy, policies) ?? [])
      .sort(byPolicyName),
    inlinePolicies: sortedEntries(inlinePolicies)
      .filter(([policy]) => isReadable([...at, "inlinePolicies", policy]))
      .map(
        ([policy, document]): InlinePolicy => ({
          name: policy,
          document: document as unknown as PolicyDocument,
        }),
      ),
  };
}

function resolveRole(
  resolving: ResolvingPolicies,
  name: string,
  declared: Readable<RoleDeclaration>,
  targetAccounts: ReadonlyMap<string, TargetAccount>,
): Role {
  const { references } = resolving;
  const { roleName = name, existing = false, path = "/", rollout, overrides, displayName } = declared;
  const adopted = references.adoptedOf(name);
  const places: RolePlace[] = [];
  const role: Role = {
    name,
    renamedFrom: declared.renamedFrom,
    roleName,
    path,
    existing,
    exclusive: rollout !== "stackSet" && !existing && declared.exclusive !== false,
    places,
    stackSet: rollout === "stackSet" ? stackSetOf(resolving, name, declared) : undefined,
  };
  // One object for all accounts without an override: thousands of accounts share it.
  const shared = roleSettingsOf(resolving, name, declared);
  for (const accountName of references.accountsOf(name).accounts.keys()) {
    const account = targetAccounts.get(accountName);
    if (!account) continue;
    const override = overrides && Object.hasOwn(overrides, accountName) ? overrides[accountName] : undefined;
    const settings = override
      ? roleSettingsOf(resolving, name, { ...declared, ...override }, { accountName, override })
      : shared;
    const nameThere = roleNameIn(roleName, account);
    places.push({
      role,
      account,
      roleName: nameThere,
      settings,
      arn: iamArn(account.partition, account.id, "role", nameThere, path),
      link: switchRoleLink({
        partition: account.partition,
        account: account.id,
        roleName: nameThere,
        rolePath: path,
        ...whoSwitches(settings.trust),
        displayName: displayName ?? defaultDisplayName(name, accountName),
      }),
      adopt: adopted.has(accountName),
      trustedRoles: [],
    });
  }
  return role;
}

function roleSettingsOf(
  resolving: ResolvingPolicies,
  name: string,
  settings: Readable<RoleSettingsDeclaration>,
  overridden?: { readonly accountName: string; readonly override: Readable<RoleSettingsDeclaration> },
): RoleSettings {
  const { declaration, identityAccount, policies } = resolving;
  const role = ["roles", name];
  const at = overridden ? [...role, "overrides", overridden.accountName] : role;
  const policiesAt = overridden && Object.hasOwn(overridden.override, "inlinePolicies") ? at : role;
  const { maxSessionDuration = defaultSessionDuration } = settings;
  const trustAt = overridden && Object.hasOwn(overridden.override, "trustedEntity") ? at : role;
  const {
    trust,
    trustAt: places,
    mfaByDefault,
    conditionsForRoles,
  } = trustOf(settings, trustAt, identityAccount.id);
  const isElsewhere = declaration.roles?.[name]?.existing === true;
  return {
    declared: {
      at,
      trustAt: places,
      mfaByDefault,
      override: overridden?.accountName,
      keys: new Set(
        Object.keys(overridden?.override ?? settings).sort() as (keyof RoleSettingsDeclaration)[],
      ),
    },
    description: settings.description,
    tags: Object.fromEntries(sortedEntries(settings.tags)),
    ...ownPoliciesOf(resolving, settings, policiesAt),
    permissionsBoundary: managedPolicyOf(settings.permissionsBoundary, policies),
    maxSessionDuration: seconds(maxSessionDuration) ?? defaultSessionDuration,
    trust: isElsewhere ? [trustElsewhere] : trust,
    conditionsForRoles,
    trustGrantedOnly: settings.trustGrantedOnly ?? false,
    instanceProfile: settings.instanceProfile ?? false,
  };
}

/** The managed policy that a declaration names; `undefined` for none. */
export function managedPolicyOf(
  policy: Readable<ManagedPolicyDeclaration> | undefined,
  policies?: ReadonlyMap<string, Policy>,
): ManagedPolicy | undefined {
  if (typeof policy === "object") {
    if (policy.name === undefined) return undefined;
    const declared = policies?.get(policy.name);
    return declared
      ? { kind: "customer", name: policy.name, path: declared.path, declared }
      : { kind: "customer", name: policy.name, path: policy.path ?? "/" };
  }
  if (policy === undefined) return undefined;
  // What only Terraform knows can only be an ARN.
  if (policy.startsWith("arn:") || isUnknown(policy))
    return { kind: "arn", name: parseIamArn(policy)?.name ?? nameAtEnd(policy) ?? policy, arn: policy };
  // People copy names with their path, `job-function/ViewOnlyAccess`; AWS's names are unique without it.
  return { kind: "aws", name: policy.slice(policy.lastIndexOf("/") + 1) };
}

/** The name in an ARN of which Terraform knows the rest, such as the account. */
function nameAtEnd(arn: string): string | undefined {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  return name === arn || name === "" || isUnknown(name) ? undefined : name;
}

/** Unknown policies have no name yet: they come first, in the order they were given. */
function byPolicyName(a: ManagedPolicy, b: ManagedPolicy): number {
  const [aIsUnknown, bIsUnknown] = [isUnknown(a.name), isUnknown(b.name)];
  if (aIsUnknown !== bIsUnknown) return aIsUnknown ? -1 : 1;
  return aIsUnknown ? 0 : byCodePoint(a.name, b.name);
}

/** The places of a role that is granted; none where the role or its places cannot be read. */
function grantOf(
  { roleName, accounts, organization, end }: GrantedRole,
  roles: ReadonlyMap<string, Role>,
  references: References,
): Grant | undefined {
  const role = roles.get(roleName);
  if (!role) return undefined;
  const places =
    accounts === references.accountsOf(roleName).accounts
      ? role.places
      : role.places.filter(({ account }) => accounts.has(account.name));
  return places.length === 0 ? undefined : { role, places, organization, end: endOf(end) };
}
