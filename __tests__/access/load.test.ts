/** The access file as a text: what YAML makes of it, and where each problem is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAccess } from "../../access";
import { textsOf } from "./files";

const accounts = [
  "deployWith: { role: Deploy }",
  'identityAccount: { id: "111111111111" }',
  'targetAccounts: { account-b: { id: "222222222222" } }',
];
/** A file whose fourth line and those after it are these. */
const withLines = (...lines: string[]) => [...accounts, ...lines].join("\n");

describe("the shipped example", () => {
  const text = readFileSync(join(__dirname, "../../access.yaml"), "utf8");

  test("is the lab: alex may assume CrossAccount-B in account B", () => {
    const { access } = loadAccess(text, "access.yaml");
    expect(access?.users.map(({ name, grants }) => [name, grants.map(({ role }) => role.name)])).toEqual([
      ["alex", ["CrossAccount-B"]],
    ]);
  });

  test("has the problems that the contract shows, where it shows them", () => {
    expect(textsOf(text.replace("[account-b]", "[acount-b]"))).toContainEqual(
      expect.stringMatching(
        /^access\.yaml:20:22 {2}roles\.CrossAccount-B\.targetAccounts\[0\] {2}error: no target account "acount-b"; did you mean "account-b"\?$/,
      ),
    );
    expect(textsOf(text.replace('"111111111111"', "12345678901"))).toEqual([
      "access.yaml:10:7  identityAccount.id  error: must be 12 digits; put it in quotes: YAML reads 12345678901 as a number",
    ]);
  });
});

describe("a position", () => {
  test.each([
    ["a value", ["roles: { Reader: { targetAccounts: [account-c] } }"], "4:37"],
    ["a key", ["roles: { Reader: { targetAccount: [account-b] } }"], "4:20"],
    ["an item of a block list", ["roles:", "  Reader:", "    targetAccounts:", "      - account-c"], "7:9"],
    ["a name", ["roles:", "  'a/b': { targetAccounts: '*' }"], "5:3"],
    ["what is missing, at the key that misses it", ["roles:", "  Reader: { path: / }"], "5:3"],
    ["what is missing in all of the file, at its begin", [], "1:1"],
    [
      "a multi-line text",
      ["roles:", "  Reader:", "    targetAccounts: '*'", "    path: |", "      x"],
      "7:11",
    ],
    ["something in quotes", ["roles: { Reader: { targetAccounts: '*', 'path': \"x\" } }"], "4:49"],
  ])("is that of %s", (_what, lines, position) => {
    const text = textsOf(withLines(...lines)).find((each) => each.includes("  error: "));
    expect(text).toMatch(new RegExp(`^access\\.yaml:${position} `));
  });

  test("counts lines and columns from 1, whatever ends the lines, and without a byte order mark", () => {
    const text = withLines("roles: { Reader: { targetAccounts: [account-c] } }");
    expect(textsOf(text.replaceAll("\n", "\r\n"))).toEqual(textsOf(text));
    expect(textsOf(`\uFEFF${text}`)).toEqual(textsOf(text));
    expect(textsOf("\uFEFFuser: {}")).toEqual(textsOf("user: {}"));
    expect(textsOf("nonsense")[0]).toMatch(/^access\.yaml:1:1 {2}error: must be a mapping with the keys/);
  });

  test("bears the file's name as it is given", () => {
    expect(loadAccess("", "some/file.yaml").problems.map(({ text }) => text)).toEqual([
      "some/file.yaml:1:1  error: is empty; start with identityAccount, targetAccounts and roles",
    ]);
  });
});

describe("a text that is not valid YAML", () => {
  test.each([
    ["is empty", "", "1:1  error: is empty; start with identityAccount, targetAccounts and roles"],
    ["is a comment", "# nothing\n", "1:1  error: is empty; start with"],
    ["is null", "~\n", "1:1  error: is empty; start with"],
    [
      "is indented with a tab",
      "identityAccount:\n\tid: x\n",
      "2:1  error: YAML does not indent with tabs; use spaces",
    ],
    ["has no end of a list", "roles: [a,\nusers: {}\n", "2:1  error: is not valid YAML: "],
    ["has no end of a text", 'roles: "a\n', "2:1  error: is not valid YAML: "],
    [
      "has two documents",
      "roles: {}\n---\nroles: {}\n",
      "2:1  error: a second document begins here; write one file for each",
    ],
    ["has a list for a key", "? [a, b]\n: c\n", "1:3  error: a key must be text; put it in quotes"],
    [
      "has an alias of nothing",
      "roles: *nothing\n",
      "1:8  error: there is no anchor &nothing before this alias; define it first, or write the value itself",
    ],
    [
      "has an alias of itself",
      "roles: &all { a: *all }\n",
      "1:18  error: the alias *all is inside its own anchor; write the value itself",
    ],
    ["merges what is no mapping", "roles: { <<: x }\n", "1:14  error: << takes a mapping, or a list of them"],
    [
      "is a list without an end, and another",
      "[".repeat(5000),
      "is nested too deeply for an access file; remove some levels",
    ],
    [
      "is nested too deeply",
      `roles: ${"{ a: ".repeat(5000)}1${" }".repeat(5000)}`,
      "is nested too deeply for an access file; remove some levels",
    ],
  ])("%s", (_what, text, problem) => {
    const texts = textsOf(text);
    expect(texts[0]).toContain(problem);
    expect(texts).toHaveLength(1);
  });

  test("stands for billions of values by aliases of aliases", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [name, inner] of ["ba", "cb", "dc", "ed", "fe", "gf"])
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${inner}`).join(", ")}]`);
    expect(textsOf(bomb.join("\n"))).toEqual([
      "access.yaml:1:1  error: expands to too much data: its aliases name aliases that name aliases; write fewer of them",
    ]);
  });
});

describe("what YAML lets pass", () => {
  test("the same key twice: both the second one and everything else is said", () => {
    expect(
      textsOf(
        withLines(
          "roles:",
          "  Reader: { targetAccounts: '*' }",
          "  Reader: { targetAccounts: [account-c] }",
          "user: {}",
        ),
      ),
    ).toEqual([
      "access.yaml:6:3  error: this key is in the mapping already; remove or rename one of the two",
      'access.yaml:6:30  roles.Reader.targetAccounts[0]  error: no target account "account-c"; did you mean "account-b"?',
      'access.yaml:7:1  user  error: unknown key; did you mean "users"?',
    ]);
  });

  test("the same key twice in a policy", () => {
    const texts = textsOf(
      withLines(
        "roles:",
        "  Reader:",
        "    targetAccounts: '*'",
        "    ignore: [nobody-may-assume]",
        "    inlinePolicies:",
        "      own:",
        "        Version: '2012-10-17'",
        "        Statement:",
        "          - { Effect: Allow, Action: 's3:Get*', Action: 's3:List*', Resource: '*' }",
      ),
    );
    expect(texts).toEqual([
      "access.yaml:12:49  error: this key is in the mapping already; remove or rename one of the two",
    ]);
  });

  test("tags", () => {
    expect(textsOf(withLines("roles: !Ref Roles"))[0]).toBe(
      "access.yaml:4:8  error: the tag !Ref means nothing here; write the value itself",
    );
    expect(textsOf(withLines("roles: { Reader: { targetAccounts: !!binary aGk= } }"))[0]).toContain(
      "the tag",
    );
  });
});

describe("names and values", () => {
  const roles = (...lines: string[]) => loadAccess(withLines(...lines), "access.yaml").access?.roles;

  test("a name that looks like a number, a flag or nothing is the text that it is", () => {
    const names = ["0123", "1e3", "true", "null", "0x10", "1.0", "~x".slice(1)];
    const found = roles("roles:", ...names.map((name) => `  ${name}: { targetAccounts: "*" }`));
    expect(found?.map(({ name }) => name)).toEqual([...names].sort());
  });

  test("a text that must be in quotes says what YAML makes of it without", () => {
    const texts = textsOf(
      withLines(
        "roles: { Reader: { targetAccounts: '*', tags: { cost: 012, on: true, at: 1.50, hex: 0x1f } } }",
      ),
    ).filter((text) => text.includes("tags"));
    expect(texts.map((text) => text.replace(/^.*: YAML/, "YAML"))).toEqual([
      "YAML reads 012 as a number",
      "YAML reads true as a boolean",
      "YAML reads 1.50 as a number",
      "YAML reads 0x1f as a number",
    ]);
  });

  test("twelve digits without quotes are an account id, with the zeros that they begin with", () => {
    const text = withLines(
      "roles: { Reader: { targetAccounts: '*', tags: { owner: 000000000042 }, ignore: [nobody-may-assume] } }",
    );
    const { access, problems } = loadAccess(
      text.replace('"111111111111"', "054169542720").replace('"222222222222"', "012345678901"),
      "access.yaml",
    );
    expect(problems).toEqual([]);
    expect(access?.identityAccount.id).toBe("054169542720");
    expect(access?.targetAccounts.map(({ id }) => id)).toEqual(["012345678901"]);
    expect(access?.roles[0]?.places[0]?.settings.tags).toMatchObject({ owner: "000000000042" });
  });

  test.each(["54169542720", "0541695427200", "0x05416954272", "1_000_000_000", "5.4169542720e1"])(
    "%s is not twelve digits, and so no account id",
    (id) => {
      const [text] = textsOf(withLines("roles: {}").replace('"222222222222"', id));
      expect(text).toMatch(/^access\.yaml:3:36 {2}targetAccounts\.account-b\.id {2}error: must be 12 digits/);
    },
  );

  test("an unquoted date is a text: the Version of a policy needs no quotes", () => {
    const found = roles(
      "roles:",
      "  Reader:",
      "    targetAccounts: '*'",
      "    inlinePolicies:",
      "      own: { Version: 2012-10-17, Statement: { Effect: Allow, Action: 's3:*', Resource: '*' } }",
    );
    expect(found?.[0]?.places[0]?.settings.inlinePolicies[0]?.document.Version).toBe("2012-10-17");
  });

  test("JSON is an access file too, with tabs and all", () => {
    const text = JSON.stringify(
      {
        deployWith: { role: "Deploy" },
        identityAccount: { id: "111111111111" },
        targetAccounts: { "account-b": { id: "222222222222" } },
        roles: { Reader: { targetAccounts: ["account-b"] } },
      },
      null,
      "\t",
    );
    expect(loadAccess(text, "access.json").access?.roles.map(({ name }) => name)).toEqual(["Reader"]);
    expect(textsOf(text.replace(/"account-b"(?=\s*\])/, '"account-c"'))).toEqual([
      expect.stringMatching(
        /^access\.yaml:\d+:5 {2}roles\.Reader\.targetAccounts\[0\] {2}error: no target account "account-c"/,
      ),
    ]);
  });

  test("what steers a terminal is shown, not done", () => {
    const [text] = textsOf(withLines('roles: { "a\\e[31m\\n\\u2028b": { targetAccounts: "*" } }'));
    expect(text).toContain("\\u001b[31m");
    expect(text).not.toMatch(/[\p{Cc}\u2028]/u);
  });
});

describe("anchors, aliases and merge keys", () => {
  test("mean what they stand for", () => {
    const { access, problems } = loadAccess(
      withLines(
        "roles:",
        "  Reader: &reader { targetAccounts: &all [account-b], managedPolicies: [ReadOnlyAccess], ignore: [nobody-may-assume] }",
        "  Writer: { <<: *reader, managedPolicies: [PowerUserAccess] }",
        "  Both: { <<: [{ path: /both/ }, *reader], description: x }",
        "  Other: { targetAccounts: *all, ignore: [nobody-may-assume] }",
      ),
      "access.yaml",
    );
    expect(problems).toEqual([]);
    expect(
      access?.roles.map(({ name, path, places }) => [
        name,
        path,
        places.map(({ account, settings }) => [
          account.name,
          settings.managedPolicies.map((policy) => policy.name),
        ]),
      ]),
    ).toEqual([
      ["Both", "/both/", [["account-b", ["ReadOnlyAccess"]]]],
      ["Other", "/", [["account-b", []]]],
      ["Reader", "/", [["account-b", ["ReadOnlyAccess"]]]],
      ["Writer", "/", [["account-b", ["PowerUserAccess"]]]],
    ]);
  });

  test("have their problems where they are written, once for all places that use them", () => {
    expect(
      textsOf(
        withLines(
          "roles:",
          "  Reader: &reader { targetAccounts: [account-b], path: x, ignore: [nobody-may-assume] }",
          "  Writer: { <<: *reader }",
          "  Other: *reader",
        ),
      ),
    ).toEqual([
      'access.yaml:5:56  roles.Reader.path  error: must begin and end with a slash, such as "/teams/", not "x" (also used in roles.Writer.path, roles.Other.path)',
    ]);
  });

  test("of a list with a wrong item do not hide what is wrong with the others", () => {
    expect(
      textsOf(
        withLines(
          "roles: { Reader: { targetAccounts: '*' } }",
          "users:",
          "  alex: { canAssume: &list [3, Reader, Readr] }",
          "  sam: { canAssume: *list }",
        ),
      ),
    ).toEqual([
      "access.yaml:6:29  users.alex.canAssume[0]  error: must be the name of a role, or { role: <name>, accounts: [<target account>], until: <date> }, not 3 (also used in users.sam.canAssume[0])",
      'access.yaml:6:40  users.alex.canAssume[2]  error: no role "Readr"; did you mean "Reader"? (also used in users.sam.canAssume[2])',
    ]);
  });

  test("have their problem at the first place, which names the others", () => {
    expect(
      textsOf(
        withLines(
          "roles: { Reader: { targetAccounts: '*' } }",
          "users:",
          "  alex: { canAssume: &list 3 }",
          ...["bea", "carol", "dana", "eve", "finn"].map((user) => `  ${user}: { canAssume: *list }`),
        ),
      ),
    ).toEqual([
      "access.yaml:6:28  users.alex.canAssume  error: must be a list of roles: names, or { role, accounts }, not 3 (also used in users.bea.canAssume, users.carol.canAssume, users.dana.canAssume, users.eve.canAssume, users.finn.canAssume)",
    ]);
  });

  test("do not join problems of different text: two entries miss the same key", () => {
    expect(textsOf(withLines("roles:", "  Reader: { path: / }", "  Writer: { path: / }"))).toEqual([
      expect.stringMatching(/^access\.yaml:5:3 {2}roles\.Reader\.targetAccounts {2}error: is missing/),
      expect.stringMatching(/^access\.yaml:6:3 {2}roles\.Writer\.targetAccounts {2}error: is missing/),
    ]);
  });

  test("of a mapping that misses a key report it once", () => {
    expect(textsOf(withLines("roles:", "  Reader: &reader { path: / }", "  Writer: *reader"))).toEqual([
      expect.stringMatching(
        /^access\.yaml:5:3 {2}roles\.Reader\.targetAccounts {2}error: is missing.* \(also used in roles\.Writer\.targetAccounts\)$/,
      ),
    ]);
  });
});

describe("what is deployed", () => {
  test("is not asked for where the file has errors", () => {
    const deployed = jest.fn(() => ({ things: [] }));
    loadAccess(withLines("roles: {}", "users: { alex: { path: x } }"), "access.yaml", { deployed });
    expect(deployed).not.toHaveBeenCalled();
  });
});
