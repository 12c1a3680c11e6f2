/** Everything that is wrong with a declaration, in one run; and nothing that only follows from something else. */
import { failures, readAccess } from "../../access";
import { base, file, problemsOf, textsOf } from "./files";

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
      'access.yaml:1:12  partition  must be one of aws, aws-us-gov, aws-cn, not "aws-iso"',
      "access.yaml:4:7  identityAccount.id  must be 12 digits in quotes: YAML reads 11111111111 as a number",
      'access.yaml:5:10  identityAccount.alias  must be 3-63 of a-z 0-9 -, with no hyphen at an end or beside another, not "Acme"',
      'access.yaml:7:20  targetAccounts.account-b.id  must be 12 digits in quotes, not "2222-2222-2222"',
      'access.yaml:8:36  targetAccounts.account-c.tag  unknown key; did you mean "tags"?',
      'access.yaml:9:20  targetAccounts.account-d.id  is the id of target account "account-c" already; an account is listed once',
      'access.yaml:9:50  targetAccounts.account-d.deployWith.profil  unknown key; did you mean "profile"?',
      'access.yaml:12:33  roles.Reader.targetAccounts[1]  no target account "acount-c"; did you mean "account-c"?',
      "access.yaml:12:43  roles.Reader.targetAccounts[2]  must be the name of a target account; put it in quotes: YAML reads 3 as a number",
      'access.yaml:12:46  roles.Reader.targetAccounts[3]  no target account "account-e"; did you mean "account-b"?',
      "access.yaml:13:23  roles.Reader.managedPolicies[0]  must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy",
      'access.yaml:13:26  roles.Reader.managedPolicies[1]  no AWS managed policy "AmazonS3ReadOnlyAcess"; did you mean "AmazonS3ReadOnlyAccess"?',
      'access.yaml:13:49  roles.Reader.managedPolicies[2]  must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy, not ""',
      'access.yaml:13:69  roles.Reader.managedPolicies[4]  names the policy "ReadOnlyAccess" a second time',
      "access.yaml:14:25  roles.Reader.maxSessionDuration  is 30m; it must be 1h to 12h",
      'access.yaml:16:7  roles.Reader.overrides.account-x  no target account "account-x"; did you mean "account-b"?',
      'access.yaml:16:32  roles.Reader.overrides.account-x.requireMfa  must be true or false, not "no"',
      "access.yaml:16:58  roles.Reader.overrides.account-x.maxSessionDuration  is 13h; it must be 1h to 12h",
      'access.yaml:17:3  roles.reader  equals "Reader" but for case, and IAM takes them for equal; rename one',
      "access.yaml:17:29  roles.reader.targetAccounts  selects nothing: no target account has the tags environment: prod",
      'access.yaml:18:3  roles["a/b"]  "a/b" cannot be the name of a role: a name is 1-64 letters, digits or any of _ + = , . @ -',
      'access.yaml:18:92  roles["a/b"].inlinePolicies.own.Statement  needs Action or NotAction',
      'access.yaml:18:92  roles["a/b"].inlinePolicies.own.Statement  needs Resource or NotResource',
      'access.yaml:18:102  roles["a/b"].inlinePolicies.own.Statement.Effect  Effect must be Allow or Deny',
      'access.yaml:20:24  groups.staff.canAssume[0]  no role "Reder"; did you mean "Reader"?',
      'access.yaml:22:20  users.alex.groups[0]  no group "staf"; did you mean "staff"?',
      "access.yaml:22:26  users.alex.groups[1]  must be the name of a group; put it in quotes: YAML reads 3 as a number",
      'access.yaml:22:29  users.alex.groups[2]  no group "stafff"; did you mean "staff"?',
      'access.yaml:22:52  users.alex.canAssume[0].rol  unknown key; did you mean "role"?',
      'access.yaml:22:75  users.alex.canAssume[2]  no role "Writer"; there are Reader, reader, a/b',
      "access.yaml:23:43  users.sam.consoleAccess.passwordLength  must be a whole number from 8 to 128",
      'access.yaml:23:48  users.sam.canAsume  unknown key; did you mean "canAssume"?',
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
        /^roles\.Reader {2}the trust policy in "account-b" has \d+ characters; IAM takes 2048/,
      ),
      expect.stringMatching(
        /^roles\.Reader {2}the trust policy in "account-c" has \d+ characters; IAM takes 2048/,
      ),
      'roles.Writer.targetAccounts[0]  no target account "account-d"; did you mean "account-b"?',
    ]);
  });

  test("but not that nobody is granted a role, when a grant is only misspelt", () => {
    const declared = file({
      roles: { Reader: { targetAccounts: "*", trustGrantedOnly: true } },
      users: { alex: { canAssume: ["Readr"] } },
    });
    expect(problemsOf(declared)).toEqual([
      'users.alex.canAssume[0]  no role "Readr"; did you mean "Reader"?',
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
    expect(problems.map(({ rule }) => rule)).toContain("wildcard-principal");
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
  const token = "${TfToken[TOKEN.7]}";
  const context = { isUnresolved: (value: string) => value.includes("${TfToken["), makesProviders: false };

  test("may be known to Terraform only: ids, ARNs and external IDs have any form then", () => {
    const { access, problems } = readAccess(
      {
        identityAccount: { id: token },
        targetAccounts: { b: { id: token } },
        roles: {
          Reader: {
            targetAccounts: "*",
            managedPolicies: [token, `arn:aws:iam::${token}:policy/x`],
            permissionsBoundary: token,
            externalId: token,
          },
        },
        users: { alex: { canAssume: ["Reader"] } },
      },
      context,
    );
    expect(failures(problems, false)).toEqual([]);
    expect(access?.targetAccounts[0]?.id).toBe(token);
  });

  test("need no way to reach an account where the caller brings the providers", () => {
    const { deployWith: _, ...without } = base;
    expect(failures(readAccess(without, context).problems, false)).toEqual([]);
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
