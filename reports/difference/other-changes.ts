/** Changes that are nobody's access to a role, but matters of security or of the deployment. */
import type {
  Access,
  AccessFile,
  DeployWith,
  Group,
  IdentityProvider,
  Principal,
  Role,
  User,
} from "../../access";
import type { PasswordRules } from "../../access/access";
import { ownLevelOf } from "../../access/role-level";
import { byCodePoint, canonicalJson } from "../../iam/policy-document";
import { declaredPolicyChanges } from "./declared-policies";
import { ofLevel } from "./entry-findings";
import { type Finding, type FindingId, finding, mostDangerousFirst, only, rank } from "./findings";
import { boundaryFindings, policyFindings } from "./policy-findings";
import { type NewNames, newName, type Renames } from "./renames";

/** All changes of one thing that are not access to a role. */
export interface OtherChange {
  /** In words: `user`, `identity account`, `access file`. */
  readonly kind: string;
  /** The name in the access file, of a thing that has one. */
  readonly name?: string;
  /** At least one, the most dangerous first. */
  readonly findings: readonly Finding[];
}

/** Both access files as data: what they say that is not part of the resolved access. */
export interface Declarations {
  readonly before: AccessFile;
  readonly after: AccessFile;
}

export interface Compared {
  readonly before: Access;
  readonly after: Access;
  readonly renames: Renames;
  readonly declarations?: Declarations;
}

/** The other changes, most dangerous first. */
export function otherChanges(compared: Compared): OtherChange[] {
  const { before, after, renames, declarations } = compared;
  const pairs = <Thing extends { readonly name: string }>(
    old: readonly Thing[],
    now: readonly Thing[],
    names: NewNames,
  ) => {
    const byName = new Map(old.map((thing) => [newName(names, thing.name), thing]));
    return now.map((is) => [byName.get(is.name), is] as const);
  };
  const changes: OtherChange[] = [
    { kind: "access file", findings: ofFile(before, after) },
    { kind: "identity account", findings: ofIdentityAccount(before, after) },
    { kind: "organization", findings: ofOrganization(before, after) },
    ...pairs(before.targetAccounts, after.targetAccounts, renames.accounts).map(([was, is]) => ({
      kind: "target account",
      name: is.name,
      findings: was
        ? [
            ...only(was.id !== is.id, "account-changed", `account ${is.id} (was ${was.id})`),
            ...ofDeployWith(was.deployWith, is.deployWith),
            ...ofAccountTags(was.tags, is.tags, declarations),
            ...only(
              was.retired && !is.retired,
              "retired-undone",
              "no longer retired: its roles are made again",
            ),
            ...only(!was.retired && is.retired, "restricted", "retired: its roles are removed"),
            ...only(
              was.stack !== is.stack || was.movedFrom !== is.movedFrom,
              "stack-changed",
              `Terraform stack ${is.stack} (was ${was.stack})`,
            ),
            ...only(was.hasProvider !== is.hasProvider, "setting-changed", providerText(is.hasProvider)),
          ]
        : [],
    })),
    ...pairs(before.roles, after.roles, renames.roles).map(([was, is]) => ({
      kind: "role",
      name: is.name,
      findings: ofRole(was, is),
    })),
    ...pairs(before.groups, after.groups, renames.groups).map(([was, is]) => ({
      kind: "group",
      name: is.name,
      findings: was
        ? [
            ...ofOwnPolicies([before, was], [after, is]),
            ...ofExisting(was.existing, is.existing, "group"),
            ...only(was.path !== is.path, "moved", `path ${is.path} (was ${was.path})`),
            ...only(was.adopt !== is.adopt, "adopted", adoptText(is.adopt)),
            ...ofExclusive(was.exclusive, is.exclusive, "policies"),
            ...ofExclusive(was.exclusiveMembers, is.exclusiveMembers, "members"),
          ]
        : ofOwnPolicies([before, undefined], [after, is]),
    })),
    ...pairs(before.identityProviders, after.identityProviders, providerRenames(after)).map(([was, is]) => ({
      kind: "identity provider",
      name: is.name,
      findings: was ? ofIdentityProvider(was, is) : [],
    })),
    ...declaredPolicyChanges(compared),
    ...pairs(before.users, after.users, renames.users).map(([was, is]) => ({
      kind: "user",
      name: is.name,
      findings: [
        ...ofOwnPolicies([before, was], [after, is]),
        ...ofUser(was, is),
        ...ofDenial(was, is, after),
      ],
    })),
    ...pairs(before.principals, after.principals, renames.principals).map(([was, is]) => ({
      kind: "principal",
      name: is.name,
      findings: ofPrincipal(was, is),
    })),
    ...addedAndRemoved(compared),
    ...(declarations ? ignoredRules(declarations) : []),
  ];
  return changes
    .filter(({ findings }) => findings.length > 0)
    .map((change) => ({ ...change, findings: mostDangerousFirst(change.findings) }))
    .sort((a, b) => rankOf(a) - rankOf(b) || byCodePoint(textOf(a), textOf(b)));
}

function textOf({ kind, name = "" }: OtherChange): string {
  return `${kind} ${name}`;
}

function rankOf({ findings: [worst] }: OtherChange): number {
  return worst ? rank(worst) : Number.POSITIVE_INFINITY;
}

/** A finding where two values differ. The text tells both. */
function changed<Value>(was: Value, is: Value, id: FindingId, name: string): Finding[] {
  const shown = (value: Value) =>
    value === undefined ? "none" : typeof value === "string" ? value : canonicalJson(value);
  return only(canonicalJson(was) !== canonicalJson(is), id, `${name} ${shown(is)} (was ${shown(was)})`);
}

function ofFile(before: Access, after: Access): Finding[] {
  return [
    ...changed(before.partition, after.partition, "partition-changed", "partition"),
    ...changed(before.region, after.region, "region-changed", "region"),
    ...ofTags(before.defaultTags, after.defaultTags).map((each) => ({
      ...each,
      text: `default ${each.text}`,
    })),
    ...changed(before.quotas, after.quotas, "setting-changed", "quotas"),
    ...changed(before.backend, after.backend, "backend-changed", "Terraform state:"),
    ...changed(
      before.policyNamePrefix,
      after.policyNamePrefix,
      "setting-changed",
      "prefix of policy names in the identity account:",
    ),
  ];
}

function ofIdentityAccount({ identityAccount: was }: Access, { identityAccount: is }: Access): Finding[] {
  return [
    ...changed(was.id, is.id, "identity-account-changed", "account"),
    ...changed(was.alias, is.alias, "setting-changed", "alias"),
    ...ofDeployWith(was.deployWith, is.deployWith),
    ...only(
      was.denyWithoutMfa && !is.denyWithoutMfa,
      "deny-without-mfa-dropped",
      "users without MFA are no longer denied (denyWithoutMfa)",
    ),
    ...only(!was.denyWithoutMfa && is.denyWithoutMfa, "restricted", "users without MFA are denied"),
    ...ofPasswordPolicy(was.passwordPolicy, is.passwordPolicy),
    ...only(
      was.adoptPasswordPolicy !== is.adoptPasswordPolicy,
      "adopted",
      `password policy ${adoptText(is.adoptPasswordPolicy)}`,
    ),
  ];
}

/** The settings of a password policy in which a higher number, or `true`, is stricter. */
const stricterIfMore: readonly (keyof PasswordRules)[] = [
  "minimumPasswordLength",
  "requireLowercaseCharacters",
  "requireUppercaseCharacters",
  "requireNumbers",
  "requireSymbols",
  "passwordReusePrevention",
  "hardExpiry",
];

function ofPasswordPolicy(was: PasswordRules | undefined, is: PasswordRules | undefined): Finding[] {
  if (canonicalJson(was) === canonicalJson(is)) return [];
  if (is === undefined) return [finding("password-policy-weakened", "the password policy was removed")];
  if (was === undefined) return [finding("restricted", "a password policy was added")];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])] as (keyof PasswordRules)[];
  return keys.flatMap((key) => {
    const [from, to] = [was[key], is[key]];
    if (from === to) return [];
    if (key === "allowUsersToChangePassword") return changed(from, to, "setting-changed", key);
    const [less, more] = [Number(from ?? 0), Number(to ?? 0)];
    const isStricter = stricterIfMore.includes(key)
      ? more > less
      : // Of maxPasswordAge, sooner is stricter, and 0 days means never.
        more !== 0 && (less === 0 || more < less);
    return changed(from, to, isStricter ? "restricted" : "password-policy-weakened", key);
  });
}

function ofOrganization({ organization: was }: Access, { organization: is }: Access): Finding[] {
  if (!was || !is)
    return only(Boolean(was) !== Boolean(is), "setting-changed", is ? `${is.id} added` : "removed");
  return [
    ...changed(was.id, is.id, "organization-changed", "organization"),
    ...changed(was.accountId, is.accountId, "organization-account-changed", "stack sets are made in account"),
    ...changed(was.callAs, is.callAs, "setting-changed", "callAs"),
    ...ofDeployWith(was.deployWith, is.deployWith),
  ];
}

function ofDeployWith(was: DeployWith | undefined, is: DeployWith | undefined): Finding[] {
  return changed(was, is, "deploy-role-changed", "Terraform deploys with");
}

function ofAccountTags(
  was: Readonly<Record<string, string>>,
  is: Readonly<Record<string, string>>,
  declarations: Declarations | undefined,
): Finding[] {
  const selecting = declarations ? selectorTags(declarations.before, declarations.after) : undefined;
  return ofTags(was, is, (tag) =>
    selecting?.has(tag) === false ? "setting-changed" : "selector-tags-changed",
  );
}

/** Tags of users and roles: policies may let in by them (`aws:PrincipalTag`). */
function ofTags(
  was: Readonly<Record<string, string>>,
  is: Readonly<Record<string, string>>,
  idOf: (tag: string) => FindingId = () => "tags-changed",
): Finding[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((tag) =>
    changed(was[tag], is[tag], idOf(tag), `tag ${tag}:`),
  );
}

/** The keys of tags that select accounts, for roles or grants. */
function selectorTags(...files: readonly AccessFile[]): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown, isSelector = false): void => {
    if (value === null || typeof value !== "object") return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "tags" && isSelector) for (const tag of Object.keys(inner ?? {})) found.add(tag);
      visit(inner, key === "targetAccounts" || key === "accounts" || (isSelector && key === "except"));
    }
  };
  for (const { roles, groups, users, principals } of files) visit([roles, groups, users, principals]);
  return found;
}

function ofRole(was: Role | undefined, is: Role): Finding[] {
  const units = (role: Role | undefined) => role?.stackSet?.organizationalUnits ?? [];
  const added = units(is).filter((unit) => !units(was).includes(unit));
  const [from, to] = [units(was).join(", ") || "none", units(is).join(", ") || "none"];
  const moved = `the stack set deploys to organizational units ${to} (was ${from})`;
  const rollout = [
    ...only(added.length > 0, "rollout-changed", moved),
    ...only(added.length === 0 && from !== to, "restricted", moved),
  ];
  if (!was) return rollout;
  const adopting = (role: Role) =>
    role.places
      .filter(({ adopt }) => adopt)
      .map(({ account }) => account.id)
      .sort();
  // Overrides may differ; the first account with a change stands for them.
  const [old, now] =
    is.places
      .map(({ account, settings }) => [
        was.places.find((one) => one.account.id === account.id)?.settings,
        settings,
      ])
      .find(
        ([a, b]) => a && canonicalJson([a.description, a.tags]) !== canonicalJson([b?.description, b?.tags]),
      ) ?? [];
  const { organizationalUnits: _was, leftOut: _wasOut, ...settingsBefore } = was.stackSet ?? {};
  const { organizationalUnits: _is, leftOut: _isOut, ...settingsAfter } = is.stackSet ?? {};
  return [
    ...rollout,
    ...ofTags(old?.tags ?? {}, now?.tags ?? {}),
    ...changed(old?.description, now?.description, "setting-changed", "description"),
    ...changed(settingsBefore, settingsAfter, "setting-changed", "stack set"),
    ...ofExclusive(was.exclusive, is.exclusive, "policies"),
    ...(canonicalJson(adopting(was)) === canonicalJson(adopting(is))
      ? []
      : [finding("adopted", adoptText(adopting(is).length > 0))]),
  ];
}

/** What a user itself says of `denyWithoutMfa`; what the identity account says is reported there. */
function ofDenial(was: User | undefined, is: User, { identityAccount }: Access): Finding[] {
  if (identityAccount.denyWithoutMfa && !is.denyWithoutMfa && !is.existing)
    return only(was?.denyWithoutMfa ?? true, "deny-without-mfa-dropped", "is not denied without MFA");
  return only(
    Boolean(was) && is.denyWithoutMfa && !was?.denyWithoutMfa && !identityAccount.denyWithoutMfa,
    "restricted",
    "is denied without MFA",
  );
}

function ofUser(was: User | undefined, is: User): Finding[] {
  const [old, console] = [was?.consoleAccess, is.consoleAccess];
  const given = [
    ...only(!old && Boolean(console), "console-given", "can sign in to the console"),
    ...only(
      Boolean(was) && !was?.selfService && is.selfService,
      "self-service-given",
      "manages its own password, keys and MFA",
    ),
    ...only(
      Boolean(console) && !console?.passwordResetRequired && (old?.passwordResetRequired ?? true),
      "password-reset-dropped",
      "the first password need not be changed",
    ),
  ];
  if (!was) return given;
  return [
    ...given,
    ...boundaryFindings(was.permissionsBoundary, is.permissionsBoundary),
    ...only(Boolean(old) && !console, "restricted", "can no longer sign in to the console"),
    ...only(
      was.selfService && !is.selfService,
      "restricted",
      "no longer manages its own password, keys and MFA",
    ),
    ...(old && console
      ? [
          ...only(
            !old.passwordResetRequired && console.passwordResetRequired,
            "restricted",
            "the first password must be changed",
          ),
          ...only(
            old.pgpKey !== console.pgpKey,
            "pgp-key-changed",
            console.pgpKey
              ? "the password is encrypted for another PGP key"
              : "the password is no longer encrypted",
          ),
          ...changed(old.passwordLength, console.passwordLength, "setting-changed", "password length"),
          ...only(old.adopt !== console.adopt, "adopted", `login profile ${adoptText(console.adopt)}`),
        ]
      : []),
    ...ofExisting(was.existing, is.existing, "user"),
    ...ofTags(was.tags, is.tags),
    ...only(was.adopt !== is.adopt, "adopted", adoptText(is.adopt)),
    ...only(was.path !== is.path, "moved", `path ${is.path} (was ${was.path})`),
    ...changed(was.forceDestroy, is.forceDestroy, "setting-changed", "forceDestroy"),
    ...ofExclusive(was.exclusive, is.exclusive, "policies"),
  ];
}

/** The policies of a user or group of its own, as opposed to its grants. */
function ofOwnPolicies(
  [before, was]: readonly [Access, User | Group | undefined],
  [after, is]: readonly [Access, User | Group],
): Finding[] {
  const holder = ({ identityAccount: account }: Access, grantee: User | Group | undefined) => ({
    managedPolicies: grantee?.managedPolicies ?? [],
    inlinePolicies: grantee?.inlinePolicies ?? [],
    account,
  });
  const found = policyFindings(holder(before, was), holder(after, is));
  return found.length === 0
    ? []
    : [...ofLevel(was && ownLevelOf(before, was), ownLevelOf(after, is)), ...found];
}

function providerRenames({ identityProviders }: Access): NewNames {
  return new Map(
    identityProviders.flatMap(({ name, renamedFrom }) =>
      renamedFrom === undefined ? [] : [[renamedFrom, name] as const],
    ),
  );
}

/** The holder of the keys of a provider decides who signs in as what. */
function ofIdentityProvider(was: IdentityProvider, is: IdentityProvider): Finding[] {
  const signers = (provider: IdentityProvider) =>
    provider.kind === "saml" ? provider.metadata : `${provider.url} ${provider.thumbprints.join(" ")}`;
  const audiences = (provider: IdentityProvider) => (provider.kind === "oidc" ? provider.audiences : []);
  const added = audiences(is).filter((audience) => !audiences(was).includes(audience));
  const removed = audiences(was).filter((audience) => !audiences(is).includes(audience));
  return [
    ...only(
      was.kind !== is.kind || signers(was) !== signers(is),
      "identity-provider-changed",
      is.kind === "saml" ? "metadata changed: other keys may sign in" : `${is.url}: other keys may sign in`,
    ),
    ...only(added.length > 0, "condition-dropped", `takes tokens for ${added.join(", ")} too`),
    ...only(removed.length > 0, "restricted", `no longer takes tokens for ${removed.join(", ")}`),
    ...ofExisting(was.existing, is.existing, "identity provider"),
    ...ofTags(was.tags, is.tags),
    ...changed(was.adopt, is.adopt, "adopted", "adopt"),
  ];
}

function ofPrincipal(was: Principal | undefined, is: Principal): Finding[] {
  // An entry tells it where the principal is granted something.
  if (!was || is.grants.length > 0) return [];
  return changed(`${was.path}${was.roleName}`, `${is.path}${is.roleName}`, "setting-changed", "role");
}

function ofExisting(was: boolean, is: boolean, what: string): Finding[] {
  return [
    ...only(was && !is, "user-created", `the ${what} is made here: it no longer has to exist`),
    ...only(!was && is, "setting-changed", `the ${what} is managed elsewhere`),
  ];
}

/** Whether what others give is removed. */
function ofExclusive(was: boolean, is: boolean, what: "policies" | "members"): Finding[] {
  return [
    ...only(was && !is, "setting-changed", `${what} that others add are left`),
    ...only(!was && is, "restricted", `${what} that others add are removed`),
  ];
}

function adoptText(adopt: boolean): string {
  return adopt ? "exists already and is imported" : "is no longer imported";
}

function providerText(hasProvider: boolean): string {
  return hasProvider ? "Terraform works in the account" : "Terraform no longer works in the account itself";
}

/** Things that are new or gone, as far as no entry tells of them. */
function addedAndRemoved({ before, after, renames }: Compared): OtherChange[] {
  const of = <Thing extends { readonly name: string }>(
    kind: string,
    [old, now]: readonly [readonly Thing[], readonly Thing[]],
    names: NewNames,
    isTold: (thing: Thing) => boolean = () => false,
  ): OtherChange[] => {
    const kept = new Set(old.map(({ name }) => newName(names, name)));
    const current = new Set(now.map(({ name }) => name));
    return [
      ...now
        .filter((thing) => !kept.has(thing.name) && !isTold(thing))
        .map(({ name }) => ({ kind, name, findings: [finding("setting-changed", "added")] })),
      ...old
        .filter((thing) => !current.has(newName(names, thing.name)) && !isTold(thing))
        .map(({ name }) => ({ kind, name, findings: [finding("restricted", "removed")] })),
    ];
  };
  const isGranted = ({ grants }: { readonly grants: readonly unknown[] }) => grants.length > 0;
  return [
    ...of("target account", [before.targetAccounts, after.targetAccounts], renames.accounts),
    ...of("group", [before.groups, after.groups], renames.groups),
    ...of("user", [before.users, after.users], renames.users, (user) =>
      [user, ...user.groups].some(isGranted),
    ),
    ...of("identity provider", [before.identityProviders, after.identityProviders], providerRenames(after)),
    ...of("principal", [before.principals, after.principals], renames.principals, isGranted),
  ];
}

/** The lint rules that an entry of the access file tells to be ignored, and did not before. */
function ignoredRules({ before, after }: Declarations): OtherChange[] {
  const was = new Map(ignoresOf(before).map((ignores) => [ignores.at, ignores.rules]));
  return ignoresOf(after).flatMap(({ at, kind, name, rules }) => {
    const added = rules.filter((rule) => !was.get(at)?.includes(rule));
    const text = `ignored lint rules: + ${added.join(", ")}`;
    return added.length === 0 ? [] : [{ kind, name, findings: [finding("rules-ignored", text)] }];
  });
}

const kinds = {
  roles: "role",
  groups: "group",
  users: "user",
  principals: "principal",
  targetAccounts: "target account",
};

interface Ignores extends Pick<OtherChange, "kind" | "name"> {
  /** Tells the entry from all others. */
  readonly at: string;
  readonly rules: readonly string[];
}

function ignoresOf(file: AccessFile): Ignores[] {
  const of = (entry: unknown, kind: string, name?: string): Ignores[] => {
    const { ignore } = (entry ?? {}) as { readonly ignore?: readonly string[] };
    return Array.isArray(ignore) ? [{ at: `${kind} ${name}`, kind, name, rules: ignore }] : [];
  };
  const maps = file as unknown as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  return [
    ...of(file, "access file"),
    ...of(file.identityAccount, "identity account"),
    ...of(file.organization, "organization"),
    ...Object.entries(kinds).flatMap(([map, kind]) =>
      Object.entries(maps[map] ?? {}).flatMap(([name, entry]) => of(entry, kind, name)),
    ),
  ];
}
