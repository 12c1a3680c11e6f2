/** What holds of all rules, and the rules about text that Terraform would read. */
import { loadAccess, pathText, readAccess } from "../../access";
import { changeRules, rules } from "../../access/rules";
import { lintRuleIds } from "../../access/rules/ids";
import { unknownMark, unknownText } from "../../access/unknown";
import { errorsOf, file, fileWithRole, findings, textsOf } from "./files";

const places = (rule: string, declared: unknown) =>
  findings(rule, declared).map(({ path }) => pathText(path));

describe("a rule", () => {
  test("has an id of its own in kebab case", () => {
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("can be ignored if it is a warning, or one of the two errors that let anybody in", () => {
    const warnings = [...rules, ...changeRules]
      .filter(({ severity }) => severity === "warning")
      .map(({ id }) => id);
    expect([...warnings, "shared-identity-provider", "wildcard-principal"].sort()).toEqual([...lintRuleIds]);
  });

  test("that is an error cannot be ignored", () => {
    const declared = fileWithRole({ tags: { "aws:x": "y" }, ignore: ["reserved-tag"] });
    expect(errorsOf(declared)).toMatchObject([
      { code: "reserved-tag" },
      { code: "wrong-value", path: ["roles", "Reader", "ignore", 0] },
    ]);
  });
});

describe("a message", () => {
  const texts = (declared: object) =>
    textsOf(JSON.stringify(declared)).map((text) => text.replace(/^\S+ +/, ""));

  test("lists ten names that there are, and says how many more there are", () => {
    const roles = Object.fromEntries(
      Array.from({ length: 13 }, (_, index) => [
        `R${index}`,
        { targetAccounts: "*", ignore: ["nobody-may-assume"] },
      ]),
    );
    expect(texts(file({ roles, users: { alex: { canAssume: ["Administrators"] } } }))).toEqual([
      'users.alex.canAssume[0]  error: no role "Administrators"; there are R0, R1, R2, R3, R4, R5, R6, R7, R8, R9 and 3 more',
    ]);
  });

  test("about an unknown key names the nearest key, or all keys", () => {
    expect(texts(file({ roles: {}, groups: { staff: { canAsume: [], zzz: [] } } }))).toEqual([
      'groups.staff.canAsume  error: unknown key; did you mean "canAssume"?',
      "groups.staff.zzz  error: unknown key; the keys are path, managedPolicies, inlinePolicies, existing, adopt, exclusive, renamedFrom, members, canAssume, ignore",
    ]);
    expect(texts(fileWithRole({ zzz: 1 })).at(-1)).toMatch(
      /^roles\.Reader\.zzz {2}error: unknown key; the keys are roleName, path, .*, ignore$/,
    );
  });

  test("of a warning ends with the rule's id, that of an error only if it can be ignored", () => {
    const everybody = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } },
    };
    expect(texts(fileWithRole({ path: "x", trustedEntity: { custom: everybody } }))).toEqual([
      'roles.Reader.path  error: must begin and end with a slash, such as "/teams/", not "x"',
      expect.stringMatching(/ {2}error: lets anybody .* \[wildcard-principal\]$/),
    ]);
    expect(texts(file())).toEqual([expect.stringMatching(/ {2}warning: nobody .* \[nobody-may-assume\]$/)]);
  });
});

describe("problems", () => {
  test("of props come in the order of the props", () => {
    const { problems } = readAccess({
      users: { alex: { canAssume: ["Readr"], path: "x" } },
      roles: { Reader: { managedPolicies: ["", "Nonsense"], targetAccounts: ["account-z"] } },
      targetAccounts: { "a/b": { id: "222222222222" }, "account-c": { id: 3 } },
    });
    expect(problems.map(({ path }) => pathText(path))).toEqual([
      "identityAccount",
      "users.alex.canAssume[0]",
      "users.alex.path",
      "roles.Reader.managedPolicies[0]",
      "roles.Reader.managedPolicies[1]",
      "roles.Reader.targetAccounts[0]",
      'targetAccounts["a/b"]',
      "targetAccounts.account-c.id",
    ]);
  });

  test("of the text of a file have codes too", () => {
    const codes = (text: string) => loadAccess(text, "f").problems.map(({ code }) => code);
    expect(codes("")).toEqual(["empty"]);
    expect(codes("roles: [\nusers: {}")).toEqual(["yaml-syntax"]);
    expect(codes("roles: *x")).toEqual(["yaml-alias"]);
    expect(codes(`${"[".repeat(5000)}`)).toEqual(["yaml-depth"]);
    expect(codes("roles: !x {}\nroles: {}")).toEqual(
      expect.arrayContaining(["yaml-tag", "duplicate-key", "missing"]),
    );
  });
});

test("a file without errors is returned as data, too", () => {
  const declared = file({ users: { alex: { canAssume: ["Reader"] } } });
  expect(loadAccess(JSON.stringify(declared), "f").declaration).toEqual(declared);
  expect(loadAccess(JSON.stringify({ ...declared, rols: 1 }), "f").declaration).toBeUndefined();
});

describe("an expression of Terraform", () => {
  const account = { id: "222222222222", deployWith: { role: "Deploy", profile: "${p}", sessionName: "ab" } };
  const web = { provider: "${x}.example.com", audience: "${a}", subjects: ["${s}"] };
  const declared = {
    deployWith: { profile: "%{x}" },
    backend: { s3: { bucket: "${b}", region: "${r}", keyPrefix: "%{ if a }" } },
    identityAccount: { id: "111111111111", deployWith: { profile: "a", role: "b" } },
    targetAccounts: { "account-b": { ...account, tags: { a: "${x}" } } },
    roles: {
      Reader: {
        targetAccounts: "*",
        path: "/${x}/",
        description: "${x}",
        displayName: "%{x}",
        managedPolicies: ["arn:aws:iam::aws:policy/${x}", "${y}", { name: "own", path: "/%{x}/" }],
        permissionsBoundary: "arn:aws:iam::${x}:policy/y",
        inlinePolicies: {
          own: {
            Version: "2012-10-17",
            Statement: {
              Effect: "Allow",
              Action: "s3:GetObject",
              Resource: "arn:aws:s3:::x/${aws:username}",
            },
          },
        },
        overrides: { "account-b": { managedPolicies: ["${x}"] } },
      },
      Web: { targetAccounts: "*", trustedEntity: { webIdentity: web } },
      Saml: { targetAccounts: "*", trustedEntity: { saml: { provider: "${x}" } } },
    },
    groups: { staff: { path: "/${x}/" } },
    users: { alex: { path: "/${x}/", permissionsBoundary: "${x}" } },
    principals: { ci: { roleName: "ci", path: "/${x}/" } },
  };

  test("is an error in what becomes an ARN or a setting of Terraform, and text everywhere else", () => {
    expect(errorsOf(declared).map(({ path, code }) => [pathText(path), code])).toEqual(
      [
        "deployWith.profile",
        "backend.s3.bucket",
        "backend.s3.region",
        "backend.s3.keyPrefix",
        "targetAccounts.account-b.deployWith.profile",
        "roles.Reader.path",
        "roles.Reader.managedPolicies[0]",
        "roles.Reader.managedPolicies[1]",
        "roles.Reader.managedPolicies[2].path",
        "roles.Reader.permissionsBoundary",
        "roles.Reader.overrides.account-b.managedPolicies[0]",
        "roles.Web.trustedEntity.webIdentity.provider",
        "roles.Saml.trustedEntity.saml.provider",
        "groups.staff.path",
        "users.alex.path",
        "users.alex.permissionsBoundary",
        "principals.ci.path",
      ].map((place) => [place, "terraform-expression"]),
    );
  });

  test("says what to write instead", () => {
    const messages = findings(
      "terraform-expression",
      fileWithRole({ path: "/${x}/", managedPolicies: ["%{x}"] }),
    );
    expect(messages.map(({ message }) => message)).toEqual([
      '"${" is not evaluated here; write the path itself',
      '"%{" is not evaluated here; write the ARN or the name itself',
    ]);
  });

  test("that is escaped for Terraform is one error there, and no warning", () => {
    const escaped = fileWithRole({ path: "/$${x}/", description: "$${x}" });
    expect(places("terraform-expression", escaped)).toEqual(["roles.Reader.path"]);
    expect(places("terraform-escape", escaped)).toEqual(["roles.Reader.description"]);
  });
});

describe("text that only Terraform knows", () => {
  const unknown = unknownText(1);
  const role = (description: string) => fileWithRole({ description });

  test("can be in props, in no other form than its own", () => {
    const codes = (declared: object) =>
      readAccess(declared)
        .problems.filter(({ severity }) => severity === "error")
        .map(({ code }) => code);
    expect(codes(role(`x ${unknown} y`))).toEqual([]);
    expect(codes(role(`x ${unknownMark}1`))).toEqual(["forged-text"]);
    expect(codes(role(`${unknownMark}${unknown}`))).toEqual(["forged-text"]);
    expect(codes(fileWithRole({ tags: { [`${unknownMark}x`]: "y" } }))).toEqual(["forged-text"]);
  });

  test("can be in no file, neither as a value nor as a key", () => {
    const declared = fileWithRole({
      description: `x ${unknown} y`,
      externalId: unknown,
      tags: { [unknown]: "y" },
      inlinePolicies: {
        own: {
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${unknown}` },
        },
      },
    });
    expect(places("forged-text", declared)).toEqual([
      "roles.Reader.description",
      "roles.Reader.externalId",
      `roles.Reader.tags["${unknown}"]`,
      "roles.Reader.inlinePolicies.own.Statement.Resource",
    ]);
    expect(loadAccess(JSON.stringify(declared), "f").access).toBeUndefined();
  });

  test("has no form that could be wrong, but is no name, flag, number or duration", () => {
    const path = (declared: object) => errorsOf(declared).filter(({ code }) => code !== "forged-text");
    expect(path(fileWithRole({ sourceIps: [unknown], organizationId: unknown, path: unknown }))).toEqual([]);
    expect(
      path(fileWithRole({ requireMfa: unknown, maxSessionDuration: unknown, targetAccounts: [unknown] })),
    ).toHaveLength(3);
    expect(path(file({ partition: unknown, roles: { [unknown]: { targetAccounts: "*" } } }))).toHaveLength(2);
  });

  test("can be the id of any account: no rule says that it is another's", () => {
    const { problems } = readAccess({
      deployWith: { role: `arn:aws:iam::${unknown}:role/Deploy` },
      identityAccount: { id: unknown },
      targetAccounts: { b: { id: unknownText(2), deployWith: "ambient" } },
      roles: {
        Other: {
          targetAccounts: "*",
          trustedEntity: { awsAccount: "222222222222" },
          trustGrantedOnly: true,
          externalId: "ab",
        },
        Own: {
          targetAccounts: "*",
          trustedEntity: {
            custom: {
              Version: "2012-10-17",
              Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" } },
            },
          },
        },
      },
      users: { alex: { canAssume: ["Other", "Own"] } },
    });
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
