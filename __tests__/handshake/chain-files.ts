/** Access files with role chains: roles of every account that are granted roles, and principals of target accounts. */
import fc from "fast-check";
import type { AccessFile } from "../../access";
import { at, type Drawn, named } from "./drawn";
import { mended } from "./files";

const identity = "111111111111";
const accountNames = ["hub", "dev", "prod", "data"];
const roleNames = ["Team", "Operator", "Reader", "Deployer", "Steward"];
const accountIds = [identity, "222222222222", "333333333333", "444444444444"];

const index = fc.nat({ max: 9 });
/** Seldom, so that few files have errors to take out. */
const some = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const indexes = fc.uniqueArray(index, { minLength: 1, maxLength: 2 });
const grants = (maxLength: number) =>
  fc.uniqueArray(
    fc.record({ role: index, accounts: some(fc.uniqueArray(index, { minLength: 2, maxLength: 3 })) }),
    {
      minLength: 1,
      maxLength,
      selector: ({ role }) => role,
    },
  );

const settings = fc.record(
  {
    requireMfa: fc.boolean(),
    mfaMaxAge: fc.constant("1h"),
    externalId: fc.constant("acme-1"),
    trustGrantedOnly: fc.boolean(),
    tagSession: fc.constant(true),
  },
  { requiredKeys: [] },
);
const role = fc.record({
  path: fc.constantFrom("/", "/", "/teams/"),
  roleName: some(fc.constantFrom("{account}-role", "x-{accountId}")),
  accounts: indexes,
  existing: fc.oneof(
    { weight: 12, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  // Most of the time, what the role asks for is the default.
  settings: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: settings }),
  override: some(fc.tuple(index, settings)),
  entity: fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom("saml" as const, "account" as const, "both" as const) },
  ),
  grants: grants(3),
});

const parts = fc.record({
  stacks: fc.constantFrom("single" as const, "perAccount" as const),
  accounts: fc.integer({ min: 2, max: accountNames.length }),
  roles: fc.array(role, { minLength: 3, maxLength: roleNames.length }),
  users: fc.array(grants(2), { minLength: 1, maxLength: 2 }),
  principals: fc.array(
    fc.record({ account: some(index), path: fc.constantFrom("/", "/ci/"), grants: grants(2) }),
    {
      maxLength: 2,
    },
  ),
});
type Parts = Drawn<typeof parts>;

/** Access files without an error: what is wrong with one is taken out of it. */
export const chainFiles: fc.Arbitrary<AccessFile> = parts.map((drawn) => mended(fileOf(drawn)));

function fileOf(drawn: Parts): AccessFile {
  const accounts = accountNames.slice(0, drawn.accounts);
  const accountsOf = (chosen: readonly number[]) => [
    ...new Set(chosen.map((number) => at(accounts, number))),
  ];
  const names = roleNames.slice(0, drawn.roles.length);
  const grantsOf = (chosen: Parts["users"][number]) => {
    const byRole = new Map(chosen.map((grant) => [at(names, grant.role), grant]));
    return [...byRole].map(([name, grant]) =>
      grant.accounts === undefined ? name : { role: name, accounts: accountsOf(grant.accounts) },
    );
  };
  const foreign = { awsAccount: accountIds[1] as string };
  const saml = { saml: { provider: "Okta" } };
  return {
    stacks: drawn.stacks,
    deployWith: { role: "Deployer" },
    identityAccount: { id: identity },
    targetAccounts: named(accounts, accounts, (name) => ({
      id: accountIds[accountNames.indexOf(name)] as string,
    })),
    roles: named(roleNames, drawn.roles, ({ existing, path, roleName, entity, override, ...one }) => {
      const made = {
        managedPolicies: ["ReadOnlyAccess"],
        trustedEntity:
          entity && { saml, account: foreign, both: [{ identityAccount: true as const }, foreign] }[entity],
        ...one.settings,
        overrides: override && { [at(accountsOf(one.accounts), override[0])]: override[1] },
      };
      return {
        path,
        roleName,
        targetAccounts: accountsOf(one.accounts),
        canAssume: grantsOf(one.grants),
        ...(existing ? { existing } : made),
      };
    }),
    users: named(["alex", "kim"], drawn.users, (own) => ({ canAssume: grantsOf(own) })),
    principals: named(["ci", "build"], drawn.principals, ({ account, path, grants: own }, key) => ({
      roleName: `role-of-${key}`,
      path,
      account: account === undefined ? undefined : at(accounts, account),
      canAssume: grantsOf(own),
    })),
  };
}
