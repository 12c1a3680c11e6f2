/** Everything that is wrong with a declaration, in one run; and nothing that only follows from something else. */
import { failures, readAccess } from "../../access";
import { unknownText } from "../../access/unknown";
import { base, file, problemsOf, textsOf } from "./files";

function manyAccounts(count: number): object {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`account-${index}`, { id: String(500000000000 + index) }]),
  );
}

describe("many things wrong at once", () => {
  const text = `
partition: aws-iso
deployWith: { role: OrganizationAccountAccessRole }
identityAccount:
  id: 11111111111
  alias: Acme
targetAccounts:
  account-b: { id: "2222-2222-2222" }
  account-c: { id: "333333333333", tag: {} }
  account-d: { id: "333333333333", deployWith: { profil: d } }
roles:
  Reader:
    targetAccounts: [account-b, acount-c, 3, account-e]
    managedPolicies: [3, AmazonS3ReadOnlyAcess, "", ReadOnlyAccess, ReadOnlyAccess]
    maxSessionDuration: 30m
    overrides:
      account-x: { requireMfa: "no", maxSessionDuration: 13h }
  reader: { targetAccounts: { tags: { environment: prod } } }
  "a/b": { targetAccounts: "*", inlinePolicies: { own: { Version: "2012-10-17", Statement: { Effect: allow } } } }
groups:
  staff: { canAssume: [Reder, { role: Reader, accounts: [account-b, account-d] }] }
users:
  alex: { groups: [staf, 3, stafff], canAssume: [{ rol: Reader }, Reader, Writer] }
  sam: { consoleAccess: { passwordLength: 7 }, canAsume: [] }
  kim: {}
`.trim();

  test("each is said, in the order of the file", () => {
    expect(textsOf(text)).toEqual([
      'access.yaml:1:12  partition  error: must be one of aws, aws-us-gov, aws-cn, not "aws-iso"',
      "access.yaml:4:7  identityAccount.id  error: must be 12 digits; put it in quotes: YAML reads 11111111111 as a number",
      'access.yaml:5:10  identityAccount.alias  error: must be 3-63 of a-z 0-9 -, with no hyphen at an end or beside another, not "Acme"',
      'access.yaml:7:20  targetAccounts.account-b.id  error: must be 12 digits, not "2222-2222-2222"',
      'access.yaml:8:36  targetAccounts.account-c.tag  error: unknown key; did you mean "tags"?',
      'access.yaml:9:20  targetAccounts.account-d.id  error: is the id of target account "account-c" already; list each account once',
      'access.yaml:9:50  targetAccounts.account-d.deployWith.profil  error: unknown key; did you mean "profile"?',
      'access.yaml:12:33  roles.Reader.targetAccounts[1]  error: no target account "acount-c"; did you mean "account-c"?',
      "access.yaml:12:43  roles.Reader.targetAccounts[2]  error: must be the name of a target account; put it in quotes: YAML reads 3 as a number",
      'access.yaml:12:46  roles.Reader.targetAccounts[3]  error: no target account "account-e"; did you mean "account-b"?',
      "access.yaml:13:23  roles.Reader.managedPolicies[0]  error: must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy, not 3",
      'access.yaml:13:26  roles.Reader.managedPolicies[1]  error: no AWS managed policy "AmazonS3ReadOnlyAcess"; did you mean "AmazonS3ReadOnlyAccess"?',
      'access.yaml:13:49  roles.Reader.managedPolicies[2]  error: must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy, not ""',
      'access.yaml:13:69  roles.Reader.managedPolicies[4]  error: names the policy "ReadOnlyAccess" a second time',
      "access.yaml:14:25  roles.Reader.maxSessionDuration  error: is 30m; it must be 1h to 12h",
      'access.yaml:16:7  roles.Reader.overrides.account-x  error: no target account "account-x"; did you mean "account-b"?',
      'access.yaml:16:32  roles.Reader.overrides.account-x.requireMfa  error: must be true or false, not "no"',
      "access.yaml:16:58  roles.Reader.overrides.account-x.maxSessionDuration  error: is 13h; it must be 1h to 12h",
      'access.yaml:17:3  roles.reader  error: differs from "Reader" only in upper and lower case, which IAM treats as one name; rename one',
      'access.yaml:18:3  roles["a/b"]  error: "a/b" cannot be the name of a role: a name is 1-64 letters, digits or any of _ + = , . @ -',
      'access.yaml:18:92  roles["a/b"].inlinePolicies.own.Statement  error: needs Action or NotAction',
      'access.yaml:18:92  roles["a/b"].inlinePolicies.own.Statement  error: needs Resource or NotResource',
      'access.yaml:18:102  roles["a/b"].inlinePolicies.own.Statement.Effect  error: Effect must be Allow or Deny',
      'access.yaml:20:24  groups.staff.canAssume[0]  error: no role "Reder"; did you mean "Reader"?',
      'access.yaml:22:20  users.alex.groups[0]  error: no group "staf"; did you mean "staff"?',
      "access.yaml:22:26  users.alex.groups[1]  error: must be the name of a group, or { group: <name>, until: <date> }, not 3",
      'access.yaml:22:29  users.alex.groups[2]  error: no group "stafff"; did you mean "staff"?',
      'access.yaml:22:52  users.alex.canAssume[0].rol  error: unknown key; did you mean "role"?',
      'access.yaml:22:75  users.alex.canAssume[2]  error: no role "Writer"; there are Reader, reader, a/b',
      "access.yaml:23:43  users.sam.consoleAccess.passwordLength  error: must be a whole number from 8 to 128, not 7",
      'access.yaml:23:48  users.sam.canAsume  error: unknown key; did you mean "canAssume"?',
    ]);
  });
});

describe("nothing is said that only follows from something else", () => {
  test.each([
    [
      "target accounts",
      file({
        targetAccounts: null,
        users: { alex: { canAssume: [{ role: "Reader", accounts: ["account-b"] }] } },
        roles: {
          Reader: { targetAccounts: ["account-b"], overrides: { "account-b": {} } },
          Other: { targetAccounts: { tags: { a: "b" } } },
        },
      }),
      ["targetAccounts"],
    ],
    ["roles", file({ roles: [], users: { alex: { canAssume: ["Reader", { role: "Writer" }] } } }), ["roles"]],
    [
      "groups",
      file({ groups: "x", users: { alex: { groups: ["staff"], canAssume: ["Reader"] } } }),
      ["groups"],
    ],
    ["the identity account", file({ identityAccount: [] }), ["identityAccount"]],
    ["an account's way", file({ deployWith: { role: 3 } }), ["deployWith.role"]],
    [
      "a role's target accounts",
      file({
        roles: { Reader: { targetAccounts: 3 } },
        users: { alex: { canAssume: [{ role: "Reader", accounts: ["account-b"] }] } },
      }),
      ["roles.Reader.targetAccounts"],
    ],
    ["an entry", file({ users: { alex: 3 } }), ["users.alex"]],
    [
      "a trusted entity",
      file({
        roles: { Reader: { targetAccounts: "*", trustedEntity: { awsAccount: 3 } } },
        users: { alex: { canAssume: ["Reader"] } },
      }),
      ["roles.Reader.trustedEntity.awsAccount"],
    ],
    [
      "an organization",
      file({ organization: 3, roles: { Reader: { targetAccounts: "*", rollout: "stackSet" } } }),
      ["organization"],
    ],
  ])("of what is wrong with %s", (_what, declared, paths) => {
    expect(
      readAccess(declared)
        .problems.filter(({ severity }) => severity === "error")
        .map(({ path }) => path.join(".")),
    ).toEqual(paths);
  });
});

describe("a value that cannot be read silences what follows from it, and nothing else", () => {
  const granted = { users: { alex: { canAssume: ["Reader"] } } };
  const role = (Reader: object, more: object = {}) =>
    file({ roles: { Reader: { targetAccounts: "*", ...Reader } }, ...granted, ...more });
  const account = (b: unknown, more: object = {}) =>
    file({ targetAccounts: { "account-b": b, "account-c": { id: "333333333333" } }, ...granted, ...more });
  const admin = { managedPolicies: ["AdministratorAccess"] };
  const trusting = (AWS: string, more: object = {}) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS }, ...more }],
  });

  test.each<[string, object, string[]]>([
    [
      "the id of the identity account",
      file({
        identityAccount: { id: "1" },
        roles: {
          Reader: {
            targetAccounts: ["account-d"],
            trustedEntity: { service: "ec2.amazonaws.com" },
            requireMfa: true,
          },
          Writer: {
            targetAccounts: "*",
            trustedEntity: { awsAccount: "999999999999" },
            trustGrantedOnly: true,
          },
        },
        users: { alex: { canAssume: ["Reader", "Writer", "Readr"] } },
      }),
      [
        "identityAccount.id wrong-form",
        "roles.Reader.targetAccounts.0 no-such-target-account",
        "roles.Reader.requireMfa impossible-condition",
        "users.alex.canAssume.0 grant-of-foreign-role",
        "users.alex.canAssume.2 no-such-role",
      ],
    ],
    [
      "the id of an account: its name, its tags and its stack can still be referred to",
      account(
        { id: "1", tags: { environment: "dev" }, deployWith: {}, stack: "Organization" },
        {
          roles: {
            Reader: { targetAccounts: { tags: { environment: "dev" } }, overrides: { "account-b": {} } },
            Writer: { targetAccounts: ["account-b", "acount-b"], ignore: ["nobody-may-assume"] },
          },
          users: { alex: { canAssume: [{ role: "Reader", accounts: ["account-b"] }] } },
        },
      ),
      [
        "targetAccounts.account-b.id wrong-form",
        "targetAccounts.account-b.deployWith incomplete-deploy-with",
        "targetAccounts.account-b.stack stacks-equal-but-for-case",
        "roles.Writer.targetAccounts.1 no-such-target-account",
      ],
    ],
    [
      "the tags of an account: a selector may select it",
      account(
        { id: "222222222222", tag: { environment: "dev" } },
        { roles: { Reader: { targetAccounts: { tags: { environment: "dev" } } } } },
      ),
      ["targetAccounts.account-b.tag unknown-key"],
    ],
    [
      "an account",
      account(3, { roles: { Reader: { targetAccounts: ["account-b", "account-c"] } } }),
      ["targetAccounts.account-b wrong-type"],
    ],
    [
      "how the accounts are divided into stacks",
      file({ stacks: "perAcount", targetAccounts: manyAccounts(21), ...granted }),
      ["stacks wrong-value"],
    ],
    [
      "whether a role requires MFA",
      role(
        { ...admin, requireMfa: "yes", maxSessionDuration: "8h" },
        {
          principals: { ci: { roleName: "ci", canAssume: [{ role: "Reader", accounts: ["account-b"] }] } },
        },
      ),
      [
        "roles.Reader.requireMfa wrong-type",
        "roles.Reader.maxSessionDuration administrator-long-session",
        "principals.ci.canAssume.0 chained-session",
      ],
    ],
    [
      "what a role inherits",
      role({
        ...admin,
        requireMfa: 1,
        overrides: { "account-b": { ...admin }, "account-c": { requireMfa: false } },
      }),
      ["roles.Reader.requireMfa wrong-type", "roles.Reader.overrides.account-c administrator-without-mfa"],
    ],
    [
      "the boundary of a role",
      role({ ...admin, requireMfa: false, permissionsBoundary: 3 }),
      ["roles.Reader.permissionsBoundary wrong-type"],
    ],
    [
      "the external ID of a third party",
      role(
        { trustedEntity: { awsAccount: "999999999999" }, externalID: "acme", description: 3 },
        { users: {} },
      ),
      ["roles.Reader.externalID unknown-key", "roles.Reader.description wrong-type"],
    ],
    [
      "a trusted entity",
      role({ trustedEntity: { awsAccount: 3 }, trustGrantedOnly: true, managedPolicies: ["Nonsense"] }),
      [
        "roles.Reader.trustedEntity.awsAccount wrong-type",
        "roles.Reader.managedPolicies.0 no-such-managed-policy",
      ],
    ],
    [
      "the subjects of a web identity",
      role(
        {
          trustedEntity: {
            webIdentity: { provider: "token.actions.githubusercontent.com", audience: "a", subjects: 3 },
          },
        },
        { users: {} },
      ),
      ["roles.Reader.trustedEntity.webIdentity.subjects wrong-type"],
    ],
    [
      "a statement of a policy: the others are read",
      role({
        inlinePolicies: {
          own: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "allow", Action: "s3:Get*", Resource: "*" },
              {
                Effect: "Allow",
                Action: "s3:Get*",
                Resource: "*",
                Condition: { StringEquals: { "aws:PrincipalOrg": "o-a1b2c3d4e5" } },
              },
            ],
          },
        },
      }),
      [
        "roles.Reader.inlinePolicies.own.Statement.0.Effect invalid-policy-document",
        "roles.Reader.inlinePolicies.own.Statement.1.Condition.StringEquals.aws:PrincipalOrg unknown-condition-key",
      ],
    ],
    [
      "the path of a user, whom a trust policy names",
      role(
        { trustedEntity: { custom: trusting("arn:aws:iam::111111111111:user/people/alex") } },
        { users: { alex: { path: "people", canAssume: ["Reader"] } } },
      ),
      ["users.alex.path wrong-form"],
    ],
    [
      "a group, which may have anybody as a member",
      role({}, { groups: { staff: null }, users: { alex: { groups: ["staff"] }, kim: {} } }),
      ["groups.staff wrong-type"],
    ],
    [
      "a grant",
      role(
        { trustGrantedOnly: true },
        {
          groups: { staff: { canAsume: ["Reader"] } },
          users: { alex: { groups: ["staff"] }, kim: { tags: 3 } },
        },
      ),
      ["groups.staff.canAsume unknown-key", "users.kim.tags wrong-type", "users.kim nothing-granted"],
    ],
    [
      "something that has nothing to do with the grants",
      role({ trustGrantedOnly: true, description: 3 }, { users: { alex: { tags: 3 } } }),
      [
        "roles.Reader.trustGrantedOnly nobody-granted",
        "roles.Reader.description wrong-type",
        "users.alex nothing-granted",
        "users.alex.tags wrong-type",
      ],
    ],
    [
      "the organization",
      role(
        { rollout: "stackSet" },
        {
          organization: { id: "x", accountId: 3 },
          users: { alex: { canAssume: [{ role: "Reader", accounts: "organization" }] } },
        },
      ),
      [
        "organization.id wrong-form",
        "organization.accountId wrong-type",
        "roles.Reader.rollout stack-set-without-units",
      ],
    ],
    [
      "how a role is rolled out",
      role({ rollout: "stackset", stackSet: {} }, { deployWith: undefined }),
      ["roles.Reader.rollout wrong-value"],
    ],
    [
      "the partition",
      role(
        { managedPolicies: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess", "Nonsense"] },
        { partition: "aws-chn", region: "cn-north-1" },
      ),
      ["partition wrong-value", "roles.Reader.managedPolicies.1 no-such-managed-policy"],
    ],
    [
      "a key for a password",
      role({}, { users: { alex: { canAssume: ["Reader"], consoleAccess: { pgpKey: "x", adopt: 3 } } } }),
      ["users.alex.consoleAccess.pgpKey wrong-form", "users.alex.consoleAccess.adopt wrong-type"],
    ],
    [
      "the whole of a map",
      file({ roles: 3, users: { alex: { canAssume: ["Reader"], groups: ["staff"] } }, groups: [] }),
      ["groups wrong-type", "roles wrong-type"],
    ],
  ])("%s", (_what, declared, expected) => {
    const found = readAccess(declared).problems.map(({ path, code }) => `${path.join(".")} ${code}`);
    expect(found.sort()).toEqual([...expected].sort());
  });
});

describe("what shows only when names are resolved is said in the same run", () => {
  test("a trust policy that outgrows its limit, though another entry is wrong", () => {
    const users = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `somebody-with-a-long-name-${index}`,
        { canAssume: ["Reader"] },
      ]),
    );
    const declared = file({
      roles: {
        Reader: { targetAccounts: "*", trustGrantedOnly: true },
        Writer: { targetAccounts: ["account-d"] },
      },
      users,
    });
    expect(problemsOf(declared)).toEqual([
      expect.stringMatching(
        /^roles\.Reader {2}error: the trust policy in "account-b" has \d+ characters; IAM allows 2048/,
      ),
      expect.stringMatching(
        /^roles\.Reader {2}error: the trust policy in "account-c" has \d+ characters; IAM allows 2048/,
      ),
      'roles.Writer.targetAccounts[0]  error: no target account "account-d"; did you mean "account-b"?',
    ]);
  });

  test("but not that nobody is granted a role, when a grant is only misspelt", () => {
    const declared = file({
      roles: { Reader: { targetAccounts: "*", trustGrantedOnly: true } },
      users: { alex: { canAssume: ["Readr"] } },
    });
    expect(problemsOf(declared)).toEqual([
      'users.alex.canAssume[0]  error: no role "Readr"; did you mean "Reader"?',
    ]);
  });
});

describe("an access", () => {
  test("is there with warnings, and not with errors", () => {
    const warned = readAccess(file());
    expect(warned.problems.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(warned.access).toBeDefined();
    expect(failures(warned.problems, false)).toEqual([]);
    expect(failures(warned.problems, true)).toEqual(warned.problems);
    expect(readAccess(file({ roles: {}, user: {} })).access).toBeUndefined();
  });

  test("is not there where a lint rule finds an error", () => {
    const everybody = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } },
    };
    const { access, problems } = readAccess(
      file({ roles: { Reader: { targetAccounts: "*", trustedEntity: { custom: everybody } } } }),
    );
    expect(problems.map(({ code }) => code)).toContain("wildcard-principal");
    expect(access).toBeUndefined();
  });

  test("does not change what it was read from", () => {
    const declared = file({ roles: { Reader: { targetAccounts: [3, "account-b"] } } });
    const before = structuredClone(declared);
    readAccess(declared);
    expect(declared).toEqual(before);
  });
});

describe("props", () => {
  const unknown = unknownText(7);
  const options = { makesProviders: false };

  test("may be unknown until the deployment: ids, ARNs and external IDs have any form then", () => {
    const { access, problems } = readAccess(
      {
        identityAccount: { id: unknown },
        targetAccounts: { b: { id: unknown } },
        roles: {
          Reader: {
            targetAccounts: "*",
            managedPolicies: [unknown, `arn:aws:iam::${unknown}:policy/x`],
            permissionsBoundary: unknown,
            externalId: unknown,
          },
        },
        users: { alex: { canAssume: ["Reader"] } },
      },
      options,
    );
    expect(failures(problems, false)).toEqual([]);
    expect(access?.targetAccounts[0]?.id).toBe(unknown);
  });

  test("need no way to reach an account where the caller brings the providers", () => {
    const { deployWith: _, ...without } = base;
    expect(failures(readAccess(without, options).problems, false)).toEqual([]);
    expect(failures(readAccess(without).problems, false)).toHaveLength(2);
  });

  test("that are no data at all are wrong, and nothing worse", () => {
    const circular: Record<string, unknown> = { Version: "2012-10-17" };
    circular.Statement = [circular];
    for (const document of [circular, () => 1, Symbol("x"), 1n, new Date(), new Map(), Number.NaN])
      expect(
        readAccess(file({ roles: { Reader: { targetAccounts: "*", inlinePolicies: { own: document } } } }))
          .access,
      ).toBeUndefined();
    for (const nonsense of [undefined, null, 3, "x", [], () => 1, Symbol("x"), new Map([["roles", {}]])])
      expect(readAccess(nonsense).problems).not.toEqual([]);
  });
});
