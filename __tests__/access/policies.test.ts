/** Policies that are declared: where they are made, what may be wrong with them, and what they mean for levels. */
import { type Files, grantPolicies, levelOf, loadAccess, roleTemplate } from "../../access";
import { policyPlaces } from "../../access/policy-places";
import { stacksOf } from "../../access/stacks";
import { accessOf, file, findings, problemsOf } from "./files";

const statement = (Action: string | string[], Resource = "*") => ({ Effect: "Allow", Action, Resource });
const document = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const deploy = { document: document(statement("s3:PutObject")) };
const alex = { users: { alex: { canAssume: ["Reader"] } } };

/** The base with a policy `deploy` that its role names. */
const withPolicy = (overrides: Record<string, unknown> = {}, policy: object = deploy) =>
  file({
    policies: { deploy: policy },
    roles: { Reader: { targetAccounts: "*", managedPolicies: [{ name: "deploy" }] } },
    ...alex,
    ...overrides,
  });

/** `account/policy` of every policy that Terraform makes, `-` for the identity account. */
function madeIn(declared: unknown): string[] {
  const access = accessOf(declared);
  return stacksOf(access).flatMap((stack) =>
    policyPlaces(access, stack).map(
      ({ policy, accountName = "-", isImported, isBoundary }) =>
        `${accountName}/${policy.name}${isImported ? " (imported)" : ""}${isBoundary ? " (boundary)" : ""}`,
    ),
  );
}

test("a policy is a boundary in the accounts where a role has it as one, whatever else it is attached to", () => {
  const roles = {
    Reader: { targetAccounts: "*", managedPolicies: [{ name: "deploy" }] },
    Writer: { targetAccounts: ["account-c"], permissionsBoundary: { name: "deploy" } },
    Zoo: { targetAccounts: "*", managedPolicies: [{ name: "deploy" }] },
  };
  expect(madeIn(withPolicy({ roles }))).toEqual(["account-b/deploy", "account-c/deploy (boundary)"]);
});

describe("a policy is made", () => {
  test("in each account where a role names it, and nowhere else", () => {
    expect(madeIn(withPolicy())).toEqual(["account-b/deploy", "account-c/deploy"]);
    expect(
      madeIn(
        withPolicy({
          roles: { Reader: { targetAccounts: ["account-b"], managedPolicies: [{ name: "deploy" }] } },
        }),
      ),
    ).toEqual(["account-b/deploy"]);
  });

  test("once in an account, for its overrides and as a permissions boundary too", () => {
    expect(
      madeIn(
        withPolicy({
          roles: {
            Reader: {
              targetAccounts: "*",
              overrides: { "account-c": { managedPolicies: [{ name: "deploy" }] } },
            },
            Writer: { targetAccounts: ["account-c"], permissionsBoundary: { name: "deploy" } },
          },
          users: { alex: { canAssume: ["Reader", "Writer"] } },
        }),
      ),
    ).toEqual(["account-c/deploy (boundary)"]);
  });

  test("in the identity account for users and groups, but not for those that others make", () => {
    const users = {
      alex: { managedPolicies: [{ name: "deploy" }], groups: ["staff"], canAssume: ["Reader"] },
    };
    const groups = { staff: { managedPolicies: [{ name: "deploy" }] } };
    expect(
      madeIn(withPolicy({ roles: { Reader: { targetAccounts: ["account-b"] } }, users, groups })),
    ).toEqual(["-/deploy"]);
    expect(
      madeIn(
        withPolicy({
          roles: { Reader: { targetAccounts: ["account-b"] } },
          users: { alex: { permissionsBoundary: { name: "deploy" } }, ben: { canAssume: ["Reader"] } },
        }),
      ),
    ).toEqual(["-/deploy (boundary)"]);
  });

  test("once in a target account that is the identity account", () => {
    const home = { id: "111111111111" };
    const declared = withPolicy({
      targetAccounts: { home, "account-b": { id: "222222222222" } },
      users: { alex: { managedPolicies: [{ name: "deploy" }], canAssume: ["Reader"] } },
    });
    expect(madeIn(declared)).toEqual(["account-b/deploy", "-/deploy"]);
    // No stack waits for another.
    expect(problemsOf({ ...declared, stacks: "perAccount" })).toEqual([
      expect.stringMatching(
        /^policies\.deploy {2}error: is made in the stack "access" for users or groups, and "home" is the same account in the stack "home"/,
      ),
    ]);
    expect(madeIn({ ...declared, stacks: "perAccount", ...alex })).toEqual(["account-b/deploy", "-/deploy"]);
  });

  test("or imported, everywhere or in some target accounts", () => {
    expect(madeIn(withPolicy({}, { ...deploy, adopt: true }))).toEqual([
      "account-b/deploy (imported)",
      "account-c/deploy (imported)",
    ]);
    expect(madeIn(withPolicy({}, { ...deploy, adopt: ["account-c"] }))).toEqual([
      "account-b/deploy",
      "account-c/deploy (imported)",
    ]);
    expect(problemsOf(withPolicy({}, { ...deploy, adopt: ["account-d"] }))).toEqual([
      'policies.deploy.adopt[0]  error: no target account "account-d"; did you mean "account-b"?',
    ]);
  });

  test("nowhere while nothing names it, with a warning", () => {
    expect(
      findings("unused-policy", file({ policies: { deploy }, ...alex })).map(({ path }) => path),
    ).toEqual([["policies", "deploy"]]);
    expect(findings("unused-policy", withPolicy())).toEqual([]);
  });
});

describe("a policy is an error", () => {
  test.each([
    ["without a document", withPolicy({}, {}), /^policies\.deploy\.document {2}error: is missing/],
    [
      "that IAM refuses",
      withPolicy({}, { document: document({ Effect: "Maybe", Action: "s3:*", Resource: "*" }) }),
      /^policies\.deploy\.document\.Statement\[0\]\.Effect {2}error: /,
    ],
    [
      "that is too long",
      withPolicy(
        {},
        {
          document: document(
            ...Array.from({ length: 70 }, (_, index) =>
              statement("s3:PutObject", `arn:aws:s3:::a-bucket-with-a-long-name-${index}/*`),
            ),
          ),
        },
      ),
      /^policies\.deploy\.document {2}error: has \d+ characters; IAM allows 6144/,
    ],
    [
      "with a path that IAM refuses",
      withPolicy({}, { ...deploy, path: "/a b/" }),
      /^policies\.deploy\.path {2}error: /,
    ],
    [
      "with a description that IAM refuses",
      withPolicy({}, { ...deploy, description: "— what it does" }),
      /^policies\.deploy\.description {2}error: has the character/,
    ],
    [
      "with the name of one that grants need",
      withPolicy({ policies: { deploy, "Self-Service": deploy } }),
      /^policies\.Self-Service {2}error: "Self-Service" is reserved/,
    ],
    [
      "with the name of one with grants",
      withPolicy({ policies: { deploy, "assume-roles-x": deploy } }),
      /^policies\.assume-roles-x {2}error: /,
    ],
    [
      "with another's name but for case",
      withPolicy({ policies: { deploy, Deploy: deploy } }),
      /^policies\.Deploy {2}error: differs from "deploy"/,
    ],
    [
      "that is named with another path",
      withPolicy({
        roles: { Reader: { targetAccounts: "*", managedPolicies: [{ name: "deploy", path: "/x/" }] } },
      }),
      /managedPolicies\[0\]\.path {2}error: "deploy" is declared in policies with the path \//,
    ],
    [
      "that is named as one of AWS's",
      withPolicy({
        roles: { Reader: { targetAccounts: "*", managedPolicies: ["deploy", { name: "deploy" }] } },
      }),
      /managedPolicies\[0\] {2}error: no AWS managed policy "deploy"; write \{ name: deploy \}/,
    ],
  ])("%s", (_what, declared, problem) => {
    expect(problemsOf(declared)).toContainEqual(expect.stringMatching(problem));
  });

  test("that two stack sets would make in one account, or a stack set and Terraform", () => {
    const organization = {
      id: "o-a1b2c3d4e5",
      accountId: "999999999999",
      organizationalUnits: ["ou-ab12-cdefgh34"],
    };
    const role = { targetAccounts: "*", managedPolicies: [{ name: "deploy" }] };
    const roles = (a: object, b: object) => ({ A: { ...role, ...a }, B: { ...role, ...b } });
    const users = { alex: { canAssume: ["A", "B"] } };
    const twice = (a: object, b: object) =>
      findings("policy-made-twice", withPolicy({ organization, roles: roles(a, b), users })).length;
    expect(twice({ rollout: "stackSet" }, { rollout: "stackSet" })).toBe(1);
    expect(twice({ rollout: "stackSet" }, {})).toBe(1);
    expect(twice({}, {})).toBe(0);
    expect(
      twice({ rollout: "stackSet", targetAccounts: ["account-b"] }, { targetAccounts: ["account-c"] }),
    ).toBe(0);
  });
});

test("the level of a role is that of the documents of its policies", () => {
  const level = (policy: object, role: object = {}) => {
    const [place] = accessOf(
      withPolicy(
        { roles: { Reader: { targetAccounts: "*", managedPolicies: [{ name: "deploy" }], ...role } } },
        policy,
      ),
    ).roles.flatMap(({ places }) => places);
    if (!place) throw new Error("no place");
    const { level, unknownPolicies } = levelOf(place);
    return [level, unknownPolicies.length];
  };
  expect(level({ document: document(statement("s3:GetObject")) })).toEqual(["read", 0]);
  expect(level({ document: document(statement("s3:PutObject")) })).toEqual(["write", 0]);
  expect(level({ document: document(statement("*")) })).toEqual(["administrator", 0]);
  expect(level({ document: document(statement("iam:PutRolePolicy")) })).toEqual(["escalates", 0]);
  expect(
    level(
      { document: document(statement("s3:GetObject")) },
      { managedPolicies: ["AdministratorAccess"], permissionsBoundary: { name: "deploy" } },
    ),
  ).toEqual(["read", 0]);
});

test("a way up in a declared policy is reported where it is written", () => {
  expect(
    findings(
      "escalation",
      withPolicy({}, { document: document(statement("s3:GetObject"), statement("iam:PutRolePolicy")) }),
    ).map(({ path }) => path),
  ).toEqual([["policies", "deploy", "document", "Statement", 1, "Action"]]);
});

test("in a stack set's template the policy is a resource of its own, which the role refers to", () => {
  const organization = {
    id: "o-a1b2c3d4e5",
    accountId: "999999999999",
    organizationalUnits: ["ou-ab12-cdefgh34"],
  };
  const [role] = accessOf(
    withPolicy({
      organization,
      roles: {
        Reader: {
          targetAccounts: "*",
          rollout: "stackSet",
          managedPolicies: [{ name: "deploy-X.1" }, "ReadOnlyAccess"],
          permissionsBoundary: { name: "limit" },
        },
      },
      policies: {
        "deploy-X.1": { ...deploy, path: "/p/", description: "Puts" },
        limit: { document: document(statement("s3:*")) },
      },
    }),
  ).roles;
  if (!role) throw new Error("no role");
  expect(roleTemplate(role)).toMatchObject({
    Resources: {
      PolicydeployX2dXX58XX2eX1: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          ManagedPolicyName: "deploy-X.1",
          Path: "/p/",
          Description: "Puts",
          PolicyDocument: deploy.document,
        },
      },
      Policylimit: { Type: "AWS::IAM::ManagedPolicy" },
      Role: {
        Properties: {
          ManagedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", { Ref: "PolicydeployX2dXX58XX2eX1" }],
          PermissionsBoundary: { Ref: "Policylimit" },
        },
      },
    },
  });
});

describe("the policies of users and groups", () => {
  const own = (user: object, more: object = {}) =>
    file({ users: { alex: { canAssume: ["Reader"], ...user } }, ...more });

  test("leave less room for grants, inline and attached", () => {
    const long = document(statement("s3:GetObject", `arn:aws:s3:::${"a".repeat(1800)}`));
    const declared = own({ inlinePolicies: { own: long } });
    const access = accessOf(declared);
    const [user] = access.users;
    if (!user) throw new Error("no user");
    expect(grantPolicies(access, user).inline).toBeUndefined();
    expect(grantPolicies(access, user).managed).toHaveLength(1);
    const ten = { managedPolicies: Array.from({ length: 10 }, (_, index) => ({ name: `p${index}` })) };
    expect(
      problemsOf(own({ inlinePolicies: { own: long }, ...ten })).filter((text) => text.includes("error")),
    ).toEqual([
      expect.stringMatching(
        /^users\.alex\.canAssume {2}error: may assume 2 roles; their ARNs need 1 managed policies, and 0 can be attached/,
      ),
    ]);
  });

  test.each([
    [
      "more characters than IAM allows a user",
      { inlinePolicies: { own: document(statement("s3:GetObject", `arn:aws:s3:::${"a".repeat(2100)}`)) } },
      /inlinePolicies {2}error: have \d+ characters together; IAM allows 2048 on a user/,
    ],
    [
      "the name of the policy with the grants",
      { inlinePolicies: { "assume-cross-account-roles": deploy.document } },
      /error: "assume-cross-account-roles" is the name of the inline policy with the grants/,
    ],
    [
      "a policy of another account",
      { managedPolicies: ["arn:aws:iam::222222222222:policy/x"] },
      /managedPolicies\[0\] {2}error: /,
    ],
    ["a name that is none of AWS's", { managedPolicies: ["ReadOnlyAcess"] }, /did you mean "ReadOnlyAccess"/],
    ["a policy twice", { managedPolicies: ["ReadOnlyAccess", "ReadOnlyAccess"] }, /a second time/],
  ])("are an error with %s", (_what, user, problem) => {
    expect(problemsOf(own(user))).toContainEqual(expect.stringMatching(problem));
  });

  test("are no matter of this file where others make the user or group", () => {
    expect(problemsOf(own({ existing: true, managedPolicies: ["ReadOnlyAccess"] }))).toEqual([
      "users.alex.managedPolicies  error: the user exists and is managed elsewhere; remove managedPolicies here, or existing: true",
    ]);
  });
});

describe("a document in a file", () => {
  const filesOf = (texts: Readonly<Record<string, string>>): Files => ({
    shownName: (path) => path,
    read: (path) => (path in texts ? { text: texts[path] as string } : { problem: "there is no such file" }),
    list: () => [],
  });
  const main = `deployWith: { role: Deploy }
identityAccount: { id: "111111111111" }
targetAccounts: { dev: { id: "222222222222" } }
policies: { deploy: { document: { file: policies/deploy.json } } }
roles:
  A: { targetAccounts: [dev], managedPolicies: [{ name: deploy }], inlinePolicies: { i: { file: i.yaml } } }
users:
  ann: { canAssume: [A], consoleAccess: { pgpKey: { file: keys/ann.asc } } }
`;
  const key = "mQINBF".repeat(20);
  const texts = {
    "policies/deploy.json":
      '{\n\t"Version": "2012-10-17",\n\t"Statement": [{ "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" }]\n}\n',
    "i.yaml": 'Version: "2012-10-17"\nStatement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" }\n',
    "keys/ann.asc": `-----BEGIN PGP PUBLIC KEY BLOCK-----\r\nComment: Ann\r\n\r\n${key.slice(0, 64)}\r\n${key.slice(64)}\r\n=aBcD\r\n-----END PGP PUBLIC KEY BLOCK-----\r\n`,
  };
  const load = (changed: Readonly<Record<string, string | undefined>> = {}, text = main) => {
    const all = Object.entries({ ...texts, ...changed }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return loadAccess(text, "access.yaml", { files: filesOf(Object.fromEntries(all)) });
  };
  const textsOf = (...args: Parameters<typeof load>) => load(...args).problems.map(({ text }) => text);

  test("is what it would be in the access file", () => {
    const { access, declaration, problems } = load();
    expect(problems).toEqual([]);
    expect(access?.policies[0]?.document).toEqual(JSON.parse(texts["policies/deploy.json"]));
    expect(access?.roles[0]?.places[0]?.settings.inlinePolicies[0]?.document).toMatchObject({
      Version: "2012-10-17",
    });
    expect(access?.users[0]?.consoleAccess?.pgpKey).toBe(key);
    // A module is made of the declaration alone.
    expect(accessOf(declaration)).toEqual(access);
  });

  test("has its problems in the file", () => {
    expect(
      textsOf({
        "policies/deploy.json": texts["policies/deploy.json"].replace("Allow", "Maybe"),
        "i.yaml":
          'Version: "2012-10-17"\nStatement: { Effect: Allow, Action: "s3:GetObject", Resource: "*", Resource: "*" }\n',
        "keys/ann.asc": "nonsense",
      }),
    ).toEqual([
      expect.stringMatching(
        /^policies\/deploy\.json:3:28 {2}policies\.deploy\.document\.Statement\[0\]\.Effect {2}error: /,
      ),
      expect.stringMatching(
        /^keys\/ann\.asc:1:1 {2}users\.ann\.consoleAccess\.pgpKey {2}error: must be a PGP public key/,
      ),
      expect.stringMatching(/^i\.yaml:2:\d+ {2}error: this key is in the mapping already/),
    ]);
  });

  test("is reported at its name where it cannot be read, and nothing follows from that", () => {
    expect(textsOf({ "policies/deploy.json": undefined })).toEqual([
      "access.yaml:4:41  policies.deploy.document.file  error: there is no such file",
    ]);
    expect(textsOf({}, main.replace("policies/deploy.json", "../deploy.json"))).toEqual([
      "access.yaml:4:41  policies.deploy.document.file  error: is outside the folder of the access file; move the file into it",
    ]);
  });

  test("is relative to the file that names it", () => {
    const parts = main.split("policies: {");
    const included = {
      "teams/a.yaml": `policies: {${parts[1]}`.replace("i.yaml", "../i.yaml").replace("keys/", "../keys/"),
      "teams/policies/deploy.json": texts["policies/deploy.json"],
      "policies/deploy.json": undefined,
    };
    const { access, problems } = load(included, `include: [teams/a.yaml]\n${parts[0]}`);
    expect(problems).toEqual([]);
    expect(access?.policies).toHaveLength(1);
  });

  test("can stand in the defaults, and has its problem once", () => {
    const withDefault = main
      .replace(", inlinePolicies: { i: { file: i.yaml } }", "")
      .replace(
        "roles:\n",
        "defaults: { roles: { inlinePolicies: { i: { file: i.yaml } } } }\nroles:\n  B: { targetAccounts: [dev] }\n",
      )
      .replace("canAssume: [A]", "canAssume: [A, B]");
    expect(textsOf({}, withDefault)).toEqual([]);
    expect(textsOf({ "i.yaml": texts["i.yaml"].replace("Allow", "Maybe") }, withDefault)).toEqual([
      expect.stringMatching(
        /^i\.yaml:2:22 {2}defaults\.roles\.inlinePolicies\.i\.Statement\.Effect {2}error: /,
      ),
    ]);
  });

  test("is not for the props of constructs, which read no files", () => {
    expect(problemsOf(main)).toContainEqual(
      expect.stringMatching(
        /policies\.deploy\.document\.file {2}error: names a file, which only an access file in a folder or in git can do/,
      ),
    );
  });
});
