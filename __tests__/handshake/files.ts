/** Access files of every kind, for properties that hold of all of them. */
import fc from "fast-check";
import { type AccessFile, type Problem, readAccess } from "../../access";
import type { RoleDeclaration, RoleSettingsDeclaration } from "../../access/schema";
import { samlMetadata } from "../support/saml-metadata";
import { withoutWarnings } from "../support/without-warnings";
import { at, type Drawn, named } from "./drawn";

const identity = "111111111111";
const paths = ["/", "/a/", "/a/b.c/", "/teams/eu=1/"];
const tags = fc.record(
  { environment: fc.constantFrom("dev", "prod"), team: fc.constantFrom("web", "data") },
  { requiredKeys: [] },
);
const accountNames = ["web", "web-prod", "1st", "a_b", "a.b"];
const roleNames = ["Admin", "AdminPlus", "Read_Only", "a.b", "x+y=z,@w-"];
const groupNames = ["admins", "a__b", "web"];
const userNames = ["alex", "dana.ops+eu@example.com", "kim=desk,1", "a__b", "sam_okafor"];
const principalNames = ["ci", "alex"];

const index = fc.nat({ max: 9 });
const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const wantedTags = fc.oneof(
  tags,
  fc.record({ environment: fc.constant(["dev", "prod"]), team: fc.constantFrom("web", ["web", "ops"]) }),
);
const selector = fc.oneof(
  fc.constant("*" as const),
  fc.record({ tags: wantedTags }),
  fc.record({ tags: some(wantedTags), except: fc.record({ tags }) }),
  fc.uniqueArray(index, { minLength: 1, maxLength: 3 }),
);
type Selector = Drawn<typeof selector>;

const settings = fc.record(
  {
    requireMfa: fc.boolean(),
    mfaMaxAge: fc.constantFrom("15m", "1h", 300),
    externalId: fc.constantFrom("acme-1", "acme:audit/2025"),
    sourceIps: fc.constantFrom<string[]>(["198.51.100.0/24"], ["2001:db8::/32", "198.51.100.0/24"]),
    organizationId: fc.constant("o-a1b2c3d4e5"),
    requireUserSessionName: fc.boolean(),
    trustGrantedOnly: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A statement of somebody's own trust policy; the numbers stand for users and principals of the file. */
const statement = fc.record({
  effect: fc.oneof(
    { weight: 4, arbitrary: fc.constant("Allow") },
    { weight: 1, arbitrary: fc.constant("Deny") },
  ),
  principal: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("root", "id") },
    { weight: 1, arbitrary: fc.constantFrom("*", "AWS *", "other", "service") },
    { weight: 2, arbitrary: index },
  ),
  action: fc.constantFrom<string | string[]>(
    "sts:AssumeRole",
    "sts:*",
    ["sts:TagSession", "sts:assumerole"],
    "sts:TagSession",
  ),
  condition: fc.oneof(
    fc.constant(undefined),
    fc.record({
      operator: fc.constantFrom("ArnLike", "ArnEquals", "ArnNotLike", "StringEquals", "StringLike"),
      values: fc.array(fc.oneof(fc.constantFrom("user/*", "role/*", "user/a/*", "anybody"), index), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    fc.constantFrom("mfa", "no mfa", "externalId", "username"),
  ),
});
type OwnStatement = Drawn<typeof statement>;

const entity = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom("identity", "third party", "service") },
  { weight: 3, arbitrary: fc.constantFrom("webIdentity", "saml") },
  { weight: 4, arbitrary: fc.array(statement, { minLength: 1, maxLength: 3 }) },
);

const grants = fc.array(fc.record({ role: index, accounts: some(selector) }), { maxLength: 4 });
/** A policy of a user or group itself; the number stands for an account. */
const ownPolicy = fc.record({
  effect: fc.oneof(
    { weight: 4, arbitrary: fc.constant("Allow" as const) },
    { weight: 1, arbitrary: fc.constant("Deny" as const) },
  ),
  action: fc.constantFrom<string | string[]>("sts:AssumeRole", "sts:*", "*", "s3:*", [
    "iam:Get*",
    "sts:Assume*",
  ]),
  on: fc.oneof(fc.constantFrom("*", "role/*", "role/a/*", "role/*Admin*"), index),
});
const awsPolicy = fc.constantFrom("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess");
const mostlyNone = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const mostly = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3, nil: undefined });

const holder = fc.record({
  path: fc.constantFrom(...paths),
  existing: fc.boolean(),
  grants,
  own: mostlyNone(fc.array(ownPolicy, { minLength: 1, maxLength: 2 })),
  awsPolicy: mostlyNone(awsPolicy),
  boundary: mostlyNone(awsPolicy),
});

const parts = fc.record({
  partition: fc.constantFrom("aws", "aws-us-gov", "aws-cn"),
  stacks: fc.constantFrom("single", "single", "single", "perAccount"),
  denyWithoutMfa: fc.boolean(),
  accounts: fc.array(fc.record({ tags, own: fc.boolean() }), {
    minLength: 1,
    maxLength: accountNames.length,
  }),
  roles: fc.array(
    fc.record({
      roleName: some(fc.constantFrom("{account}.admin", "x-{accountId}", "Admin")),
      path: fc.constantFrom(...paths),
      selector,
      entity,
      settings,
      overrides: fc.array(fc.tuple(index, settings), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: roleNames.length },
  ),
  groups: fc.array(fc.tuple(holder, some(fc.constantFrom("*" as const, { except: [0] }, [0]))), {
    maxLength: groupNames.length,
  }),
  users: fc.array(fc.tuple(holder, fc.uniqueArray(index, { maxLength: 3 }), fc.boolean()), {
    maxLength: userNames.length,
  }),
  principals: fc.array(holder, { maxLength: principalNames.length }),
  // Of the roles that trust providers, some trust those of the file, and some those that exist.
  providers: fc.record({
    Okta: mostly(fc.record({ saml: fc.constant({ metadata: samlMetadata() }), tags })),
    token: mostly(
      fc.record({
        oidc: fc.record({
          url: fc.constant("https://token.example.com"),
          audiences: fc.constantFrom(["aws"], ["aws", "other"]),
          thumbprints: mostly(fc.constant(["a".repeat(40)])),
        }),
        tags,
      }),
    ),
  }),
});
type Parts = Drawn<typeof parts>;

/** Access files without an error: what is wrong with one is taken out of it. */
export const accessFiles: fc.Arbitrary<AccessFile> = parts.map((drawn) => mended(fileOf(drawn)));

function fileOf(drawn: Parts): AccessFile {
  const { partition } = drawn;
  const own = drawn.accounts.findIndex((account) => account.own);
  const accounts = accountNames.slice(0, drawn.accounts.length);
  const unique = <Item>(items: readonly Item[]) => [...new Set(items)];
  const accountsOf = (chosen: Selector) =>
    Array.isArray(chosen) ? unique(chosen.map((number) => at(accounts, number))) : chosen;
  const grantsOf = (chosen: Parts["users"][number][0]["grants"]) =>
    chosen.map(({ role, accounts: where }) => {
      const name = at(roleNames.slice(0, drawn.roles.length), role);
      return where === undefined ? name : { role: name, accounts: accountsOf(where) };
    });
  const holderArns = [
    ...drawn.users.map(([user], number) => `user${user.path}${userNames[number]}`),
    ...drawn.principals.map(({ path }, number) => `role${path}role-of-${principalNames[number]}`),
    "user/nobody",
  ].map((resource) => `arn:${partition}:iam::${identity}:${resource}`);
  const statementOf = ({ effect, principal, action, condition }: OwnStatement) => ({
    Effect: effect,
    Principal:
      principal === "*"
        ? "*"
        : principal === "service"
          ? { Service: "ec2.amazonaws.com" }
          : {
              AWS:
                typeof principal === "number"
                  ? at(holderArns, principal)
                  : {
                      root: `arn:${partition}:iam::${identity}:root`,
                      id: identity,
                      "AWS *": "*",
                      other: `arn:${partition}:iam::999999999999:root`,
                    }[principal],
            },
    Action: action,
    ...(condition === "mfa" && { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
    ...(condition === "no mfa" && {
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    }),
    ...(condition === "externalId" && { Condition: { StringEquals: { "sts:ExternalId": "acme-1" } } }),
    ...(condition === "username" && {
      Condition: { StringEquals: { "sts:RoleSessionName": "${aws:username}" } },
    }),
    ...(typeof condition === "object" && {
      Condition: {
        [condition.operator]: {
          "aws:PrincipalArn": condition.values.map((value) =>
            typeof value === "number"
              ? at(holderArns, value)
              : value === "anybody"
                ? `arn:${partition}:iam::*:*`
                : `arn:${partition}:iam::${identity}:${value}`,
          ),
        },
      },
    }),
  });
  /** The policies of a user or group itself. */
  const policiesOf = ({ existing, own, awsPolicy }: Parts["principals"][number]) =>
    existing
      ? {}
      : {
          ...(awsPolicy && { managedPolicies: [awsPolicy] }),
          ...(own && {
            inlinePolicies: Object.fromEntries(
              own.map(({ effect, action, on }, number) => {
                const resource = typeof on === "number" ? `${222222222222 + (on % 5)}:role/*` : `*:${on}`;
                const Resource = on === "*" ? "*" : `arn:${partition}:iam::${resource}`;
                const Statement = [{ Effect: effect, Action: action, Resource }];
                return [`own-${number}`, { Version: "2012-10-17", Statement }];
              }),
            ),
          }),
        };
  const firstUser = (_: readonly number[]) => [userNames[0] as string];
  const membersOf = (chosen: Parts["groups"][number][1]) =>
    chosen === undefined || chosen === "*"
      ? chosen
      : "except" in chosen
        ? { except: firstUser(chosen.except) }
        : firstUser(chosen);
  const entityOf = (chosen: Parts["roles"][number]["entity"]): RoleDeclaration["trustedEntity"] => {
    if (Array.isArray(chosen))
      return { custom: { Version: "2012-10-17", Statement: chosen.map(statementOf) } };
    switch (chosen) {
      case "identity":
        return { awsAccount: identity };
      case "third party":
        return { awsAccount: "999999999999" };
      case "service":
        return { service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] };
      case "webIdentity":
        return { webIdentity: { provider: "token.example.com", audience: "aws", subjects: ["a:*", "b"] } };
      case "saml":
        return { saml: { provider: "Okta" } };
    }
  };
  return {
    partition: partition as AccessFile["partition"],
    stacks: drawn.stacks as AccessFile["stacks"],
    deployWith: { role: "Deployer" },
    identityAccount: { id: identity, denyWithoutMfa: drawn.denyWithoutMfa },
    targetAccounts: named(accountNames, drawn.accounts, (account, _name, number) => ({
      id: number === own ? identity : String(222222222222 + number),
      tags: account.tags,
    })),
    roles: named(roleNames, drawn.roles, (role) => ({
      roleName: role.roleName,
      path: role.path,
      targetAccounts: accountsOf(role.selector),
      trustedEntity: entityOf(role.entity),
      managedPolicies: ["ReadOnlyAccess"],
      ...role.settings,
      overrides: Object.fromEntries(
        role.overrides.map(([number, override]): [string, RoleSettingsDeclaration] => [
          at(accounts, number),
          override,
        ]),
      ),
    })),
    identityProviders: drawn.providers as AccessFile["identityProviders"],
    groups: named(groupNames, drawn.groups, ([group, members]) => ({
      members: drawn.users.length === 0 ? undefined : membersOf(members),
      path: group.path,
      existing: group.existing,
      ...policiesOf(group),
      canAssume: grantsOf(group.grants),
    })),
    users: named(userNames, drawn.users, ([user, memberships, console]) => ({
      path: user.path,
      existing: user.existing,
      ...policiesOf(user),
      ...(user.boundary && !user.existing && { permissionsBoundary: user.boundary }),
      ...(console && !user.existing && { consoleAccess: true as const }),
      groups: unique(
        drawn.groups.length === 0
          ? []
          : memberships.map((number) => at(groupNames.slice(0, drawn.groups.length), number)),
      ),
      canAssume: grantsOf(user.grants),
    })),
    principals: named(principalNames, drawn.principals, (principal, name) => ({
      roleName: `role-of-${name}`,
      path: principal.path,
      canAssume: grantsOf(principal.grants),
    })),
  };
}

/** Takes out what has errors: the setting, the grant, the override, or else the trusted entity. */
export function mended(drawn: AccessFile): AccessFile {
  const file = JSON.parse(JSON.stringify(drawn)) as AccessFile;
  for (let round = 0; round < 20; round++) {
    const { problems } = readAccess(withoutWarnings(file));
    const errors = problems.filter(({ severity }) => severity === "error");
    if (errors.length === 0) return file;
    // Last first: taking out an item of a list moves those behind it.
    for (const problem of [...errors].reverse()) takeOut(file, problem);
  }
  throw new Error(`cannot be mended: ${JSON.stringify(readAccess(file).problems)}`);
}

function takeOut(file: AccessFile, { path, code }: Problem): void {
  const [map, name, key, inner, setting] = path.map(String);
  const entry = (file as unknown as Record<string, Record<string, Entry>>)[map as string]?.[name as string];
  if (!entry) return;
  // The trust, and so its grants, cannot be the same in all accounts.
  if (code === "stack-set-trust-differs") delete entry.rollout;
  else if (code === "trust-policy-too-long" || path.at(-1) === "trustGrantedOnly") {
    // An override may have it from its role.
    const override = entry.overrides?.[inner ?? ""];
    delete (override && "trustGrantedOnly" in override ? override : entry).trustGrantedOnly;
  } else if (key === undefined) return;
  else if (key === "canAssume" && inner !== undefined) entry.canAssume?.splice(Number(inner), 1);
  else if (key === "targetAccounts") entry.targetAccounts = "*";
  else if (key === "overrides" && inner !== undefined) {
    if (setting === undefined) delete entry.overrides?.[inner];
    else delete entry.overrides?.[inner]?.[setting];
  } else delete entry[key];
}

/** A role, group, user or principal, to take something out of. */
type Entry = Record<string, unknown> & {
  readonly canAssume?: unknown[];
  readonly overrides?: Record<string, Record<string, unknown>>;
};
