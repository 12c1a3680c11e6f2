/**
 * Access files with what real organizations declare: several trusted entities with conditions of their own, grants that end,
 * roles made elsewhere, session tags, defaults, overrides of trust. And requests to put to them.
 */
import fc from "fast-check";
import type { AccessFile } from "../../access";
import type { RoleSettingsDeclaration, TrustedEntityDeclaration } from "../../access/schema";
import { memberAccount } from "./declared-requests";
import { at, type Drawn, named } from "./drawn";
import { mended } from "./files";
import { type Caller, type Circumstances, foreignAccounts, organization } from "./requests";

const identity = "111111111111";
const accountNames = ["hub", "dev", "prod", "data"];
const accountIds = [identity, "222222222222", "333333333333", "444444444444"];
const environments = ["shared", "dev", "prod", "prod"];
const roleNames = ["Team", "Operator", "Reader", "Deployer"];
const groupNames = ["staff", "ops"];
const userNames = ["alex", "kim", "sam"];
const organizationPaths = [
  `${organization}/r-ab12/ou-ab12-11111111/`,
  `${organization}/r-ab12/ou-ab12-22222222/ou-ab12-33333333/`,
];
const strangers = [...foreignAccounts, "222222222222", identity].map(
  (account): Caller => ({ kind: "stranger", account, arn: `arn:aws:iam::${account}:role/elsewhere/robot` }),
);
const services = ["ec2.amazonaws.com", "lambda.amazonaws.com"];
const github = "token.actions.githubusercontent.com";
const samlAudience = "https://signin.aws.amazon.com/saml";
const tokens: readonly Caller[] = [
  ...[
    ["Okta", samlAudience],
    ["Okta", "https://example.com/saml"],
    ["Entra", samlAudience],
  ].map(
    ([name, audience = ""]): Caller => ({
      kind: "token",
      action: "sts:AssumeRoleWithSAML",
      provider: `saml-provider/${name}`,
      keys: { "SAML:aud": audience },
    }),
  ),
  ...[
    [github, "sts.amazonaws.com", "repo:acme/infra:ref:refs/heads/main"],
    [github, "sts.amazonaws.com", "repo:other/infra:ref:refs/heads/main"],
    [github, "another-audience", "repo:acme/infra:ref:refs/heads/main"],
    ["gitlab.com", "sts.amazonaws.com", "repo:acme/infra:ref:refs/heads/main"],
  ].map(
    ([host = "", audience = "", subject = ""]): Caller => ({
      kind: "token",
      action: "sts:AssumeRoleWithWebIdentity",
      provider: `oidc-provider/${host}`,
      keys: { [`${host}:aud`]: audience, [`${host}:sub`]: subject },
    }),
  ),
];

/** Whoever asks and is not in the file. */
export const outsiders: readonly Caller[] = [
  ...strangers,
  ...services.map((service): Caller => ({ kind: "service", service })),
  ...tokens,
];

const index = fc.nat({ max: 9 });
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
// Past and future, on both sides of any day on which the tests run, and between the times of the requests.
const until = fc.constantFrom("2025-12-24", "2025-12-24T18:00:00Z", "2199-06-01");
const tags = { environment: ["prod", "shared"] };

/** At most two conditions, so that requests meet them. */
const atMostTwo = (...of: RoleSettingsDeclaration[]) =>
  fc
    .uniqueArray(fc.constantFrom(...of), { maxLength: 2 })
    .map((chosen): RoleSettingsDeclaration => Object.assign({}, ...chosen));
const conditionsOfTokens: readonly RoleSettingsDeclaration[] = [
  { sourceIps: ["198.51.100.0/24", "2001:db8::/32"] },
  { tagSession: true },
  { tagSession: false },
  { tagSession: ["team"] },
  { tagSession: ["team", "cost"] },
  { setSourceIdentity: true },
  { setSourceIdentity: ["alex@example.com", "kim@example.com"] },
  { setSourceIdentity: ["*@example.com"] },
];
const ofTokens = atMostTwo(...conditionsOfTokens);
const conditions = atMostTwo(
  { requireMfa: true },
  { requireMfa: false },
  { mfaMaxAge: "1h" },
  { externalId: "acme-1" },
  { organizationId: organization },
  { requireUserSessionName: true },
  ...conditionsOfTokens,
);

const entity = fc.oneof(
  fc
    .tuple(
      fc.constantFrom<TrustedEntityDeclaration>(
        { identityAccount: true },
        { identityAccount: true },
        { awsAccount: identity },
        { awsAccount: "999999999999" },
        { awsAccount: ["999999999999", "222222222222"] },
        { awsAccount: ["888888888888", "333333333333"] },
        { principals: ["arn:aws:iam::999999999999:role/elsewhere/robot"] },
        {
          principals: [
            "arn:aws:iam::888888888888:role/elsewhere/*",
            "arn:aws:iam::222222222222:role/Operator",
            `arn:aws:iam::${identity}:user/alex`,
          ],
        },
        { principals: ["arn:aws:iam::222222222222:role/elsewhere/robot"] },
        { organizationalUnits: [organizationPaths[0] as string] },
        { organizationalUnits: [`${organization}/r-ab12/ou-ab12-22222222/*`] },
      ),
      conditions,
    )
    .map(([kind, own]): TrustedEntityDeclaration => ({ ...kind, ...own })),
  fc.constantFrom<TrustedEntityDeclaration>({ service: services[0] as string }, { service: services }),
  fc
    .tuple(
      fc.constantFrom<TrustedEntityDeclaration>(
        { saml: { provider: "Okta" } },
        { saml: { provider: "Entra", audience: "https://example.com/saml" } },
        {
          webIdentity: {
            provider: github,
            audience: "sts.amazonaws.com",
            subjects: ["repo:acme/infra:ref:refs/heads/main", "repo:acme/shop:*"],
          },
        },
      ),
      ofTokens,
    )
    .map(([kind, own]): TrustedEntityDeclaration => ({ ...kind, ...own })),
);
const trustedEntity = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: entity },
  { weight: 3, arbitrary: fc.array(entity, { minLength: 2, maxLength: 3 }) },
);
const settings = fc
  .tuple(conditions, seldom(fc.boolean()))
  .map(([own, trustGrantedOnly]): RoleSettingsDeclaration => ({ ...own, trustGrantedOnly }));

const selector = fc.oneof(
  fc.constantFrom<AccessFile["roles"][string]["targetAccounts"]>(
    "*",
    { tags },
    { except: ["dev"] },
    { tags, except: { tags: { environment: "shared" } } },
  ),
  fc.uniqueArray(index, { minLength: 1, maxLength: 2 }),
);
const grantedAccounts = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: selector },
  { weight: 1, arbitrary: fc.constant("organization" as const) },
);
const grants = (maxLength: number) =>
  fc.array(fc.record({ role: index, accounts: grantedAccounts, until: seldom(until) }), { maxLength });

const parts = fc.record({
  stacks: fc.constantFrom("single" as const, "perAccount" as const),
  accounts: fc.integer({ min: 2, max: accountNames.length }),
  // A target account among them.
  managementAccount: fc.constantFrom("555555555555", "555555555555", "333333333333"),
  callAs: seldom(fc.constantFrom("self" as const, "delegatedAdmin" as const)),
  quotas: seldom(fc.constantFrom({ trustPolicy: 4096 }, { managedPoliciesPerRole: 20 })),
  denyWithoutMfa: fc.boolean(),
  defaults: seldom(
    fc.record({
      roles: fc.tuple(settings, seldom(fc.constant("{account}-default"))),
      users: fc.record({ path: fc.constantFrom("/", "/people/"), denyWithoutMfa: seldom(fc.boolean()) }),
    }),
  ),
  roles: fc.array(
    fc.record({
      path: seldom(fc.constantFrom("/", "/teams/")),
      roleName: seldom(fc.constantFrom("{account}-role", "x-{accountId}")),
      accounts: selector,
      existing: fc.nat({ max: 5 }).map((number) => number === 0),
      rollout: seldom(fc.constant("stackSet" as const)),
      trustedEntity,
      settings,
      override: seldom(fc.tuple(index, trustedEntity, settings)),
      grants: grants(2),
    }),
    { minLength: 2, maxLength: roleNames.length },
  ),
  groups: fc.array(
    fc.record({
      members: seldom(fc.constantFrom("*" as const, { except: ["alex"] }, ["alex"])),
      grants: grants(2),
    }),
    { maxLength: groupNames.length },
  ),
  users: fc.array(
    fc.record({
      existing: fc.nat({ max: 5 }).map((number) => number === 0),
      denyWithoutMfa: seldom(fc.boolean()),
      until: seldom(until),
      groups: fc.uniqueArray(fc.record({ group: index, until: seldom(until) }), {
        maxLength: 2,
        selector: ({ group }) => group,
      }),
      grants: grants(3),
    }),
    { minLength: 1, maxLength: userNames.length },
  ),
  principals: fc.array(
    fc.record({
      account: seldom(index),
      isPermissionSet: fc.nat({ max: 2 }).map((number) => number === 0),
      until: seldom(until),
      grants: grants(2),
    }),
    {
      maxLength: 2,
    },
  ),
});
type Parts = Drawn<typeof parts>;

/** Access files without an error: what is wrong with one is taken out of it. */
export const requestFiles: fc.Arbitrary<AccessFile> = parts.map((drawn) => mended(fileOf(drawn)));

function fileOf(drawn: Parts): AccessFile {
  const accounts = accountNames.slice(0, drawn.accounts);
  const names = roleNames.slice(0, drawn.roles.length);
  const groups = groupNames.slice(0, drawn.groups.length);
  const accountsOf = <Other>(chosen: number[] | Other) =>
    Array.isArray(chosen)
      ? [...new Set((chosen as number[]).map((number) => at(accounts, number)))]
      : (chosen as Exclude<Other, number[]>);
  const grantsOf = (chosen: Parts["users"][number]["grants"]) =>
    chosen.map(({ role, accounts: where, ...end }) => ({
      role: at(names, role),
      accounts: where === undefined ? undefined : accountsOf(where),
      ...end,
    }));
  const { defaults } = drawn;
  return {
    stacks: drawn.stacks,
    quotas: drawn.quotas,
    deployWith: { role: "OrganizationAccountAccessRole" },
    organization: {
      id: organization,
      accounts: [memberAccount],
      accountId: drawn.managementAccount,
      callAs: drawn.callAs,
      organizationalUnits: ["r-ab12"],
    },
    defaults: defaults && {
      roles: { ...defaults.roles[0], roleName: defaults.roles[1] },
      users: defaults.users,
    },
    identityAccount: { id: identity, denyWithoutMfa: drawn.denyWithoutMfa },
    targetAccounts: named(accounts, accounts, (name) => ({
      id: at(accountIds, accountNames.indexOf(name)),
      tags: { environment: at(environments, accountNames.indexOf(name)) },
    })),
    roles: named(roleNames, drawn.roles, ({ existing, path, roleName, rollout, override, ...role }, key) => {
      const made = {
        managedPolicies: ["ReadOnlyAccess"],
        trustedEntity: role.trustedEntity,
        ...role.settings,
      };
      const common = { path, roleName, targetAccounts: accountsOf(role.accounts) };
      const canAssume = grantsOf(role.grants);
      if (existing) return { ...common, canAssume, existing };
      // CloudFormation knows no names of accounts, and makes the same in all of them.
      if (rollout) return { ...common, ...made, rollout, roleName: roleName && `${key}-{accountId}` };
      const overrides = override && {
        [at(accounts, override[0])]: { trustedEntity: override[1], ...override[2] },
      };
      return { ...common, ...made, canAssume, overrides };
    }),
    groups: named(groupNames, drawn.groups, ({ members, grants: own }) => ({
      members,
      canAssume: grantsOf(own),
    })),
    users: named(userNames, drawn.users, ({ groups: memberships, grants: own, ...user }) => ({
      ...user,
      denyWithoutMfa: user.existing ? undefined : user.denyWithoutMfa,
      groups:
        groups.length === 0
          ? []
          : memberships.map(({ group, ...end }) => ({ group: at(groups, group), ...end })),
      canAssume: grantsOf(own),
    })),
    principals: named(
      ["ci", "build"],
      drawn.principals,
      ({ account, isPermissionSet, grants: own, ...end }, key) => ({
        ...(isPermissionSet
          ? { permissionSet: `Set-${key}` }
          : {
              roleName: `role-of-${key}`,
              account: account === undefined ? undefined : at(accounts, account),
            }),
        canAssume: grantsOf(own),
        ...end,
      }),
    ),
  };
}

const mostly = <Value>(usual: Value, ...others: Value[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );

/** What requests have: mostly what is asked for, and now and then not. */
export const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  // A second before and at the ends, too.
  time: mostly(
    "2026-06-01T00:00:00Z",
    "2025-01-01T00:00:00Z",
    "2025-12-23T23:59:59Z",
    "2025-12-24T00:00:00Z",
    "2025-12-24T17:59:59Z",
    "2199-06-01T00:00:00Z",
  ),
  mfaAge: mostly<number | undefined>(60, undefined, 3600),
  externalId: mostly<string | undefined>("acme-1", undefined, "acme-2"),
  sourceIp: mostly("198.51.100.7", "203.0.113.7"),
  organizationId: mostly(organization, "o-other12345"),
  organizationPath: fc.constantFrom(...organizationPaths),
  ownSessionName: mostly(true, false),
  sessionTags: mostly<string[]>([], ["team"], ["team", "cost"]),
  sourceIdentity: mostly<string | undefined>(
    undefined,
    "alex@example.com",
    "robin@example.com",
    "alex@example.org",
  ),
});
