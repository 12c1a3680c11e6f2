/** A declaration in several files, with defaults: what they declare together, and where each problem is. */
import { type LoadedAccess, loadAccess } from "../../access";
import { filesOf } from "../support/files-of";

function load(main: string, texts: Readonly<Record<string, string>> = {}): LoadedAccess {
  return loadAccess(main, "access.yaml", { files: filesOf({ "access.yaml": main, ...texts }) });
}

function textsOf(main: string, texts: Readonly<Record<string, string>> = {}): string[] {
  return load(main, texts).problems.map(({ text }) => text);
}

const accounts = `deployWith: { role: Deploy }
identityAccount: { id: "111111111111" }
targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } }
`;
const team = (role: string, user: string) =>
  `roles: { ${role}: { targetAccounts: [dev] } }\nusers: { ${user}: { canAssume: [${role}] } }\n`;

describe("an access file with others", () => {
  test("declares what one file with all of it does", () => {
    const several = load(`include: [accounts.yaml, "teams/*.yaml", users.json]\n`, {
      "accounts.yaml": accounts,
      "teams/a.yaml": team("A", "ann"),
      "teams/b.yaml": team("B", "ben"),
      "users.json": '{ "users": { "cyd": { "canAssume": ["A", "B"] } } }',
    });
    const one = load(`${accounts}
roles: { A: { targetAccounts: [dev] }, B: { targetAccounts: [dev] } }
users: { ann: { canAssume: [A] }, ben: { canAssume: [B] }, cyd: { canAssume: [A, B] } }
`);
    expect(several.problems).toEqual([]);
    expect(several.access).toEqual(one.access);
    expect(several.declaration).toEqual(one.declaration);
  });

  test("may declare things itself, and name a file twice", () => {
    const { access, problems } = load(`include: [teams/a.yaml, "teams/?.yaml", "*.yaml"]\n${accounts}`, {
      "teams/a.yaml": team("A", "ann"),
      "teams/.hidden.yaml": "nonsense",
      "teams/old/b.yaml": "nonsense",
    });
    expect(problems).toEqual([]);
    expect(access?.users.map(({ name }) => name)).toEqual(["ann"]);
  });

  test("has a file of comments, which declares nothing", () => {
    expect(textsOf(`include: [c.yaml]\n${accounts}${team("A", "ann")}`, { "c.yaml": "# soon\n" })).toEqual(
      [],
    );
  });

  test("has each problem in the file where it is, in the order of the files", () => {
    expect(
      textsOf(`include: ["teams/*.yaml", accounts.yaml]\nuser: {}\n`, {
        "accounts.yaml": accounts,
        "teams/a.yaml": "roles:\n  A: { targetAccounts: [dve] }\n",
        "teams/b.yaml": "users:\n  ben:\n    canAssume: [A, Other]\n",
      }),
    ).toEqual([
      'access.yaml:2:1  user  error: unknown key; did you mean "users"?',
      'teams/a.yaml:2:25  roles.A.targetAccounts[0]  error: no target account "dve"; there are dev, prod',
      'teams/b.yaml:3:20  users.ben.canAssume[1]  error: no role "Other"; there are A',
    ]);
  });

  test("a name given twice is an error that has both positions", () => {
    expect(
      textsOf(`include: ["teams/*.yaml"]\n${accounts}`, {
        "teams/a.yaml": team("A", "ann"),
        "teams/b.yaml": "users: { ann: { canAssume: [A] } }\n",
      }),
    ).toEqual([
      "teams/b.yaml:1:10  users.ann  error: is at teams/a.yaml:2:10 already; remove or rename one of the two",
    ]);
  });

  test("a single setting is in one of the files", () => {
    expect(
      textsOf(`include: [a.yaml]\n${accounts}${team("A", "ann")}`, {
        "a.yaml": "identityAccount: { id: x }\n",
      }),
    ).toEqual([
      "a.yaml:1:1  identityAccount  error: is at access.yaml:3:1 already; remove or rename one of the two",
    ]);
  });

  test("what is missing in all of them is missing in the access file", () => {
    expect(textsOf("include: [a.yaml]\n", { "a.yaml": accounts })).toEqual([
      "access.yaml:1:1  roles  error: is missing: it must map names to their settings: <role>: { ... }",
    ]);
  });

  test.each([
    ["that is not there", "a.yaml", {}, "access.yaml:1:11  include[0]  error: there is no such file"],
    [
      "by a pattern that matches none",
      "t/*.yaml",
      {},
      "access.yaml:1:11  include[0]  error: matches no file; correct or remove it",
    ],
    [
      "above its folder",
      "../a.yaml",
      { "../a.yaml": accounts },
      "access.yaml:1:11  include[0]  error: is outside the folder of the access file; move the file into it",
    ],
    [
      "above its folder in the end",
      "a/../../b.yaml",
      {},
      "access.yaml:1:11  include[0]  error: is outside the folder of the access file; move the file into it",
    ],
    [
      "by an absolute path",
      "/etc/passwd",
      {},
      "access.yaml:1:11  include[0]  error: must be relative to the folder of this file",
    ],
    [
      "with a backslash",
      "a\\\\b.yaml",
      {},
      "access.yaml:1:11  include[0]  error: must have slashes between folders, on Windows too",
    ],
    [
      "at any depth",
      "t/**",
      {},
      "access.yaml:1:11  include[0]  error: ** is not supported; write a pattern for each level of folders",
    ],
    [
      "that is itself",
      "./access.yaml",
      {},
      "access.yaml:1:11  include[0]  error: is this file itself; remove it",
    ],
    [
      "that includes files",
      "a.yaml",
      { "a.yaml": "include: [b.yaml]" },
      "a.yaml:1:1  include  error: only the access file itself can include files; list them there",
    ],
    [
      "that is a list",
      "a.yaml",
      { "a.yaml": "[a]" },
      "a.yaml:1:1  error: must be a mapping with some of the keys of an access file, such as targetAccounts, roles, policies, identityProviders, groups, users, principals",
    ],
    [
      "that is not valid YAML",
      "a.yaml",
      { "a.yaml": "users: [" },
      expect.stringMatching(/^a\.yaml:1:9 {2}error: is not valid YAML/),
    ],
  ])(
    "does not read a file %s, and says nothing of what may follow from it",
    (_what, name, texts: object, problem) => {
      const main = `include: ["${name}"]\n${accounts}roles: { A: { targetAccounts: "*" } }\nusers: { ann: { canAssume: [A] } }\n`;
      const { access, problems } = load(main, texts as Record<string, string>);
      expect(problems.map(({ text }) => text)).toEqual([problem]);
      expect(access).toBeUndefined();
    },
  );

  test("includes nothing where nobody can read files", () => {
    expect(
      loadAccess(`include: [a.yaml]\n${accounts}${team("A", "ann")}`, "access.yaml").problems[0]?.text,
    ).toBe(
      "access.yaml:1:1  include  error: names other files, and only an access file that is read from a folder or from git can have them",
    );
  });

  test("names its files in a list", () => {
    expect(textsOf(`include: a.yaml\n${accounts}${team("A", "ann")}`)[0]).toMatch(
      /^access\.yaml:1:10 {2}include {2}error: must be a list of paths of files/,
    );
  });
});

describe("text for anchors", () => {
  const aliased = `x-reader: &reader { targetAccounts: [dev], managedPolicies: [ReadOnlyAccess] }
${accounts}
roles:
  A: *reader
  B: { <<: *reader, maxSessionDuration: 2h }
users: { ann: { canAssume: [A, B] } }
`;

  test("stands under keys that begin with x-, and is nothing of the declaration", () => {
    const { access, declaration, problems } = load(aliased);
    expect(problems).toEqual([]);
    expect(access?.roles.map(({ places }) => places[0]?.settings.maxSessionDuration)).toEqual([3600, 7200]);
    expect(Object.keys(declaration ?? {})).not.toContain("x-reader");
  });

  test("has a problem once, where it is written", () => {
    expect(textsOf(aliased.replace("ReadOnlyAccess", "ReadOnlyAcess"))).toEqual([
      'access.yaml:1:62  roles.A.managedPolicies[0]  error: no AWS managed policy "ReadOnlyAcess"; did you mean "ReadOnlyAccess"? (also used in roles.B.managedPolicies[0])',
    ]);
  });

  test("has a problem once also where the message names the role", () => {
    const many = Array.from({ length: 12 }, (_, index) => `{ name: policy-${index} }`).join(", ");
    expect(textsOf(aliased.replace("[ReadOnlyAccess]", `[${many}]`))).toEqual([
      expect.stringMatching(
        /^access\.yaml:1:61 {2}roles\.A\.managedPolicies {2}warning: "A" has 12 managed policies; .* \(also used in roles\.B\.managedPolicies\) \[managed-policies-over-quota\]$/,
      ),
    ]);
  });

  test("is not for other places", () => {
    expect(textsOf(aliased.replace("  A: *reader", "  A: { <<: *reader, x-note: 1 }"))).toEqual([
      expect.stringMatching(/roles\.A\.x-note {2}error: unknown key/),
    ]);
  });
});

describe("defaults", () => {
  const withDefaults = (defaults: string, roles: string, users = "ann: { canAssume: [A] }") =>
    `${accounts}defaults: ${defaults}\nroles: { ${roles} }\nusers: { ${users} }\n`;

  test("are what each role and user starts from; its own key replaces one", () => {
    const { access, problems } = load(
      withDefaults(
        "{ roles: { path: /x/, maxSessionDuration: 2h, tags: { a: b } }, users: { path: /people/ } }",
        "A: { targetAccounts: [dev] }, B: { targetAccounts: [dev], path: /, tags: { c: d } }",
        "ann: { canAssume: [A, B] }, ben: { path: /, canAssume: [A] }",
      ),
    );
    expect(problems).toEqual([]);
    expect(
      access?.roles.map(({ path, places }) => [
        path,
        places[0]?.settings.tags,
        places[0]?.settings.maxSessionDuration,
      ]),
    ).toEqual([
      ["/x/", { a: "b" }, 7200],
      ["/", { c: "d" }, 7200],
    ]);
    expect(access?.users.map(({ path }) => path)).toEqual(["/people/", "/"]);
  });

  test("are filled in in the declaration that a module is made of", () => {
    const { declaration } = load(withDefaults("{ roles: { path: /x/ } }", "A: { targetAccounts: [dev] }"));
    expect(declaration?.roles.A?.path).toBe("/x/");
  });

  test("leave alone who is managed elsewhere, and give no conditions to roles that trust somebody else", () => {
    const { access, problems } = load(
      withDefaults(
        "{ roles: { mfaMaxAge: 1h, path: /x/ }, users: { tags: { team: a } } }",
        "A: { targetAccounts: [dev] }, S: { targetAccounts: [dev], trustedEntity: { service: ec2.amazonaws.com } }",
        "ann: { existing: true, canAssume: [A] }",
      ),
    );
    expect(problems).toEqual([]);
    expect(
      access?.roles.map(({ path, places }) => [path, places[0]?.settings.trust[0]?.conditions.mfaMaxAge]),
    ).toEqual([
      ["/x/", 3600],
      ["/x/", undefined],
    ]);
    expect(access?.users[0]?.tags).toEqual({});
  });

  test("have their problems themselves, each once", () => {
    expect(
      textsOf(
        withDefaults(
          "{ roles: { maxSessionDuration: 20h, pth: /, managedPolicies: [ReadOnlyAcess] } }",
          "A: { targetAccounts: [dev] }, B: { targetAccounts: [dev] }",
          "ann: { canAssume: [A, B] }",
        ),
      ),
    ).toEqual([
      expect.stringMatching(/^access\.yaml:4:42 {2}defaults\.roles\.maxSessionDuration {2}error: /),
      'access.yaml:4:47  defaults.roles.pth  error: unknown key; did you mean "path"?',
      'access.yaml:4:73  defaults.roles.managedPolicies[0]  error: no AWS managed policy "ReadOnlyAcess"; did you mean "ReadOnlyAccess"?',
    ]);
  });

  test("have a problem once that says the same of several entries", () => {
    const many = Array.from({ length: 12 }, (_, index) => `{ name: policy-${index} }`).join(", ");
    expect(
      textsOf(
        withDefaults(
          `{ roles: { managedPolicies: [${many}] } }`,
          "A: { targetAccounts: [dev] }, B: { targetAccounts: [dev] }",
          "ann: { canAssume: [A, B] }",
        ),
      ),
    ).toEqual([
      expect.stringMatching(
        /^access\.yaml:4:39 {2}defaults\.roles\.managedPolicies {2}warning: "A" has 12 .* \(the same for roles\.B\) \[managed/,
      ),
    ]);
  });
});
