/** What a declaration means: defaults, selectors, overrides, grants. */
import { callersByPlace, managedPolicyArn, placesOf, placeTrustPolicy, type RolePlace } from "../../access";
import { accessOf, file, fileWithRole } from "./files";

/** The settings of the one role in each of its accounts. */
function settings(role: object) {
  const access = accessOf(fileWithRole(role as never));
  return Object.fromEntries(
    placesOf(access).map(({ account, settings: { declared, ...settings } }) => [account.name, settings]),
  );
}
const inB = (role: object) => settings(role)["account-b"];

describe("without a word about it", () => {
  test("an access is in the commercial partition and its first region; others have theirs", () => {
    expect(accessOf(file())).toMatchObject({ partition: "aws", region: "us-east-1" });
    expect(accessOf(file({ partition: "aws-us-gov" }))).toMatchObject({ region: "us-gov-west-1" });
    expect(accessOf(file({ partition: "aws-cn" }))).toMatchObject({ region: "cn-north-1" });
    expect(accessOf(file({ region: "eu-central-1" }))).toMatchObject({ region: "eu-central-1" });
  });

  test("a role trusts the identity account, requires MFA, lasts an hour, and may do nothing", () => {
    const access = accessOf(fileWithRole({}));
    expect(access.roles[0]).toMatchObject({
      path: "/",
    });
    expect(access.roles[0]?.places[0]?.settings).toMatchObject({
      managedPolicies: [],
      inlinePolicies: [],
      maxSessionDuration: 3600,
      tags: {},
      trust: [
        {
          entity: { kind: "account", accountId: "111111111111" },
          conditions: { requireMfa: true, requireUserSessionName: false },
        },
      ],
      trustGrantedOnly: false,
    });
  });

  test("MFA is required of users of the identity account, and of no other entity", () => {
    const requireMfa = (role: object) => inB(role)?.trust[0]?.conditions.requireMfa;
    expect(requireMfa({ trustedEntity: { awsAccount: "111111111111" } })).toBe(true);
    expect(requireMfa({ trustedEntity: { awsAccount: "333333333333" } })).toBe(false);
    expect(requireMfa({ trustedEntity: { service: "ec2.amazonaws.com" } })).toBe(false);
    expect(requireMfa({ trustedEntity: { awsAccount: "333333333333" }, requireMfa: true })).toBe(true);
    expect(requireMfa({ trustedEntity: { awsAccount: "333333333333" }, mfaMaxAge: "15m" })).toBe(true);
    expect(requireMfa({ requireMfa: false })).toBe(false);
  });

  test("a user has no console; with it, a password of 20 characters to be reset, and self-service", () => {
    const user = (alex: object) => accessOf(file({ users: { alex } })).users[0];
    expect(user({})).toMatchObject({
      path: "/",
      selfService: false,
      existing: false,
      forceDestroy: false,
      groups: [],
    });
    expect(user({})?.consoleAccess).toBeUndefined();
    expect(user({ consoleAccess: false })?.consoleAccess).toBeUndefined();
    for (const consoleAccess of [true, {}])
      expect(user({ consoleAccess })).toMatchObject({
        consoleAccess: { passwordResetRequired: true, passwordLength: 20 },
        selfService: true,
      });
    expect(
      user({ consoleAccess: { passwordResetRequired: false, passwordLength: 32 }, selfService: false }),
    ).toMatchObject({
      consoleAccess: { passwordResetRequired: false, passwordLength: 32 },
      selfService: false,
    });
  });

  test("a password policy asks for long passwords with every kind of character, and for new ones", () => {
    const policy = (passwordPolicy?: object) =>
      accessOf(file({ identityAccount: { id: "111111111111", passwordPolicy } })).identityAccount
        .passwordPolicy;
    const strict = {
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
    expect(policy()).toBeUndefined();
    expect(policy({})).toEqual(strict);
    expect(policy({ minimumPasswordLength: 8, requireSymbols: false, maxPasswordAge: 90 })).toEqual({
      ...strict,
      minimumPasswordLength: 8,
      requireSymbols: false,
      maxPasswordAge: 90,
    });
  });

  test("a generated password is as long as the account's policy asks for, and never shorter than 20", () => {
    const length = (minimumPasswordLength: number) =>
      accessOf(
        file({
          identityAccount: { id: "111111111111", passwordPolicy: { minimumPasswordLength } },
          users: { alex: { consoleAccess: true } },
        }),
      ).users[0]?.consoleAccess?.passwordLength;
    expect(length(32)).toBe(32);
    expect(length(8)).toBe(20);
  });

  test("a user enrols an MFA device in the console only; with an access key, where declared, by self-service", () => {
    const user = (alex: object) => accessOf(file({ users: { alex } })).users[0];
    expect(user({ consoleAccess: true })).toMatchObject({ enrolMfaWithAccessKey: false });
    expect(user({ selfService: true })).toMatchObject({ enrolMfaWithAccessKey: false });
    expect(user({ enrolMfaWithAccessKey: true })).toMatchObject({
      enrolMfaWithAccessKey: true,
      selfService: true,
    });
  });
});

describe("how Terraform reaches an account", () => {
  const reach = (more: Record<string, unknown>) =>
    accessOf(file(more)).targetAccounts.map(({ name, deployWith }) => [name, deployWith]);

  test("is what the account says, else what the file says", () => {
    expect(
      reach({
        targetAccounts: {
          own: { id: "222222222222", deployWith: { profile: "own" } },
          plain: { id: "333333333333" },
        },
      }),
    ).toEqual([
      ["own", { profile: "own" }],
      ["plain", { role: "OrganizationAccountAccessRole" }],
    ]);
  });

  test("is as the identity account is reached, for a target account that is the identity account", () => {
    const targetAccounts = { here: { id: "111111111111" } };
    expect(reach({ targetAccounts })).toEqual([["here", "ambient"]]);
    expect(
      reach({ targetAccounts, identityAccount: { id: "111111111111", deployWith: { profile: "identity" } } }),
    ).toEqual([["here", { profile: "identity" }]]);
  });
});

describe("a selector", () => {
  const accounts = {
    a: { id: "200000000001", tags: { environment: "dev", team: "web" } },
    b: { id: "200000000002", tags: { environment: "prod", team: "web" } },
    c: { id: "200000000003", tags: { environment: "prod" } },
    d: { id: "200000000004" },
  };
  const selected = (targetAccounts: unknown) =>
    accessOf(file({ targetAccounts: accounts, roles: { Reader: { targetAccounts } } })).roles[0]?.places.map(
      ({ account }) => account.name,
    );

  test.each([
    ["names", ["c", "a"], ["a", "c"]],
    ["everything", "*", ["a", "b", "c", "d"]],
    ["a tag", { tags: { environment: "prod" } }, ["b", "c"]],
    ["all of several tags", { tags: { environment: "prod", team: "web" } }, ["b"]],
    ["no tag in particular", { tags: {} }, ["a", "b", "c", "d"]],
  ])("by %s means these accounts, sorted", (_what, selector, expected) => {
    expect(selected(selector)).toEqual(expected);
  });

  test("of a grant chooses among the role's own accounts only", () => {
    const granted = (grantedIn: unknown) =>
      accessOf(
        file({
          targetAccounts: accounts,
          roles: { Reader: { targetAccounts: ["a", "b"] } },
          users: { alex: { canAssume: [{ role: "Reader", accounts: grantedIn }] } },
        }),
      ).users[0]?.grants[0]?.places.map(({ account }) => account.name);
    expect(granted("*")).toEqual(["a", "b"]);
    expect(granted({ tags: { environment: "prod" } })).toEqual(["b"]);
    expect(granted(["b"])).toEqual(["b"]);
  });
});

describe("an override", () => {
  const own = {
    managedPolicies: ["ReadOnlyAccess"],
    inlinePolicies: {
      own: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
    },
    permissionsBoundary: "PowerUserAccess",
    maxSessionDuration: "2h",
    sourceIps: ["198.51.100.0/24"],
  };

  test("says what is different in one account; the rest is as elsewhere", () => {
    const { "account-b": b, "account-c": c } = settings({
      ...own,
      overrides: { "account-c": { managedPolicies: ["SecurityAudit"], requireMfa: false } },
    });
    expect(b).toMatchObject({
      managedPolicies: [{ name: "ReadOnlyAccess" }],
      trust: [{ conditions: { requireMfa: true } }],
    });
    expect(c).toEqual({
      ...b,
      managedPolicies: [{ kind: "aws", name: "SecurityAudit" }],
      trust: [{ ...b?.trust[0], conditions: { ...b?.trust[0]?.conditions, requireMfa: false } }],
    });
  });

  test.each([
    ["managedPolicies", ["SecurityAudit"]],
    ["inlinePolicies", {}],
    ["permissionsBoundary", "ReadOnlyAccess"],
    ["maxSessionDuration", "3h"],
    ["requireMfa", false],
    ["mfaMaxAge", "15m"],
    ["externalId", "acme-42"],
    ["sourceIps", ["203.0.113.0/24"]],
    ["organizationId", "o-a1b2c3d4e5"],
    ["requireUserSessionName", true],
  ])("may say %s, there alone", (key, value) => {
    const { "account-b": b, "account-c": c } = settings({
      ...own,
      overrides: { "account-c": { [key]: value } },
    });
    expect(b).toEqual(inB(own));
    expect(c).toEqual(inB({ ...own, [key]: value }));
    expect(c).not.toEqual(b);
  });

  test("leaves the other accounts one object of settings, so that thousands of them cost little", () => {
    const access = accessOf(
      file({
        targetAccounts: { a: { id: "200000000001" }, b: { id: "200000000002" }, c: { id: "200000000003" } },
        roles: { Reader: { targetAccounts: "*", overrides: { b: {} } } },
      }),
    );
    const [a, b, c] = access.roles[0]?.places ?? [];
    expect(a?.settings).toBe(c?.settings);
    expect(a?.settings).not.toBe(b?.settings);
    expect(b?.settings.declared.override).toBe("b");
  });
});

describe("the trusted entity", () => {
  const entity = (trustedEntity: object) =>
    accessOf(fileWithRole({ trustedEntity })).roles[0]?.places[0]?.settings.trust[0]?.entity;
  const document = {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "111111111111" } },
  };

  test.each([
    [{ awsAccount: "333333333333" }, { kind: "account", accountId: "333333333333" }],
    [{ service: "ec2.amazonaws.com" }, { kind: "service", services: ["ec2.amazonaws.com"] }],
    [
      { service: ["b.amazonaws.com", "a.amazonaws.com"] },
      { kind: "service", services: ["a.amazonaws.com", "b.amazonaws.com"] },
    ],
    [
      { webIdentity: { provider: "x.example.com", audience: "a", subjects: ["s"] } },
      { kind: "webIdentity", provider: "x.example.com", audiences: ["a"], subjects: ["s"] },
    ],
    [{ saml: { provider: "Okta" } }, { kind: "saml", provider: "Okta" }],
    [{ custom: document }, { kind: "custom", document }],
    [{ custom: JSON.stringify(document) }, { kind: "custom", document }],
  ])("%j", (declared, expected) => {
    expect(entity(declared)).toEqual(expected);
  });
});

describe("a managed policy", () => {
  test.each([
    ["ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
    ["ViewOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
    ["job-function/ViewOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
    ["arn:aws:iam::222222222222:policy/x/own", "arn:aws:iam::222222222222:policy/x/own"],
    [{ name: "own" }, "arn:aws:iam::222222222222:policy/own"],
    [{ name: "own", path: "/x/" }, "arn:aws:iam::222222222222:policy/x/own"],
  ])("%j is %s in account B", (declared, arn) => {
    const here = { targetAccounts: ["account-b"], managedPolicies: [declared] };
    const [policy] = inB(here)?.managedPolicies ?? [];
    expect(policy && managedPolicyArn({ partition: "aws", id: "222222222222" }, policy)).toBe(arn);
  });
});

describe("grants", () => {
  test("of one role in several entries are one, in all their accounts; roles and accounts are sorted", () => {
    const access = accessOf(
      file({
        roles: { Writer: { targetAccounts: "*" }, Reader: { targetAccounts: "*" } },
        users: {
          alex: {
            canAssume: [
              { role: "Writer", accounts: ["account-c"] },
              "Reader",
              { role: "Writer", accounts: { tags: { environment: "dev" } } },
            ],
          },
        },
      }),
    );
    expect(
      access.users[0]?.grants.map(({ role, places }) => [
        role.name,
        places.map(({ account }) => account.name),
      ]),
    ).toEqual([
      ["Reader", ["account-b", "account-c"]],
      ["Writer", ["account-b", "account-c"]],
    ]);
  });

  const declared = file({
    roles: { Reader: { targetAccounts: "*", path: "/teams/", trustGrantedOnly: true, requireMfa: false } },
    groups: { staff: { canAssume: [{ role: "Reader", accounts: ["account-b"] }] }, others: {} },
    users: {
      alex: { path: "/people/", canAssume: ["Reader"] },
      sam: { groups: ["staff", "others"] },
      kim: { groups: ["others"] },
      pat: { existing: true, groups: ["staff"] },
    },
    principals: {
      ci: { roleName: "runner", path: "/ci/", canAssume: [{ role: "Reader", accounts: ["account-c"] }] },
    },
  });
  const access = accessOf(declared);
  const [inB, inC] = placesOf(access);
  if (!inB || !inC) throw new Error("not there");

  test("make a user, the members of a group and a principal grantees of a role, each in its accounts", () => {
    const arnsOf = (place: RolePlace) => [...(callersByPlace(access).get(place) ?? [])].map(({ arn }) => arn);
    expect(arnsOf(inB)).toEqual([
      "arn:aws:iam::111111111111:user/people/alex",
      "arn:aws:iam::111111111111:user/pat",
      "arn:aws:iam::111111111111:user/sam",
    ]);
    expect(arnsOf(inC)).toEqual([
      "arn:aws:iam::111111111111:user/people/alex",
      "arn:aws:iam::111111111111:role/ci/runner",
    ]);
  });

  test("are whom the trust names, with trustGrantedOnly", () => {
    expect(placeTrustPolicy(inB)).toMatchObject({
      Statement: [
        {
          Condition: {
            ArnEquals: {
              "aws:PrincipalArn": [
                "arn:aws:iam::111111111111:user/pat",
                "arn:aws:iam::111111111111:user/people/alex",
                "arn:aws:iam::111111111111:user/sam",
              ],
            },
          },
        },
      ],
    });
  });

  test("lead to a role's ARN, with its path, in the partition of the accounts", () => {
    const arns = (partition: string) => placesOf(accessOf({ ...declared, partition })).map(({ arn }) => arn);
    expect(arns("aws")).toContain("arn:aws:iam::222222222222:role/teams/Reader");
    expect(arns("aws-cn")).toContain("arn:aws-cn:iam::222222222222:role/teams/Reader");
    expect(access.users.map(({ arn }) => arn)).toContain("arn:aws:iam::111111111111:user/people/alex");
  });
});
