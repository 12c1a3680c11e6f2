/** What holds of every access file, and of what is none. */
import { inspect } from "node:util";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { accessMatrix, loadAccess, readAccess } from "../../access";
import { base } from "./files";

const { values } = Object;
const name = fc.constantFrom(
  "a",
  "b",
  "B",
  "Reader",
  "account-b",
  "a/b",
  "constructor",
  "__proto__",
  "",
  "x".repeat(70),
);
const nonsense = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.constantFrom<unknown>(undefined, () => 1, Symbol("x")),
);

/** Values that have the keys of an access file, some with the right form and some with none. */
function like(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const mostly = Object.fromEntries(
    Object.entries(shape).map(([key, value]) => [
      key,
      fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: nonsense }),
    ]),
  );
  return fc.record(mostly, { requiredKeys: [] });
}
const map = (value: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.tuple(name, fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: nonsense })), {
      maxLength: 4,
    })
    .map((entries) => {
      const object = {};
      // As YAML does: an entry of its own, even for __proto__.
      for (const [key, entry] of entries)
        Object.defineProperty(object, key, {
          value: entry,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      return object;
    });
const list = (item: fc.Arbitrary<unknown>) =>
  fc.array(fc.oneof({ weight: 6, arbitrary: item }, { weight: 1, arbitrary: nonsense }), { maxLength: 4 });

const accountId = fc.constantFrom("111111111111", "222222222222", "333333333333", "1");
const selector = fc.oneof(fc.constant("*"), list(name), like({ tags: map(fc.string()) }));
const document = fc.oneof(
  like({
    Version: fc.constant("2012-10-17"),
    Statement: fc.oneof(
      list(
        like({
          Effect: fc.constantFrom("Allow", "Deny"),
          Action: fc.constantFrom("*", "iam:*", "sts:AssumeRole"),
          Resource: fc.constant("*"),
          Principal: fc.constantFrom<unknown>(
            "*",
            { AWS: "111111111111" },
            { AWS: ["*"] },
            { Federated: "www.amazon.com" },
          ),
          Condition: like({ BoolIfExists: like({ "aws:MultiFactorAuthPresent": fc.constant("true") }) }),
        }),
      ),
    ),
  }),
  fc.string(),
);
const settings = {
  managedPolicies: list(
    fc.oneof(
      fc.constantFrom("ReadOnlyAccess", "AdministratorAccess", "arn:aws:iam::aws:policy/x", ""),
      like({ name, path: fc.string() }),
    ),
  ),
  inlinePolicies: map(document),
  permissionsBoundary: fc.constantFrom("ReadOnlyAccess", "x"),
  maxSessionDuration: fc.constantFrom<unknown>("1h", "5h", "13h", 1, "x"),
  requireMfa: fc.boolean(),
  mfaMaxAge: fc.constantFrom("1h", "0s"),
  externalId: fc.constantFrom("acme-42", "x"),
  sourceIps: list(fc.constantFrom("198.51.100.0/24", "10.0.0.0/8", "x")),
  organizationId: fc.constantFrom("o-a1b2c3d4e5", "x"),
  requireUserSessionName: fc.boolean(),
  trustGrantedOnly: fc.boolean(),
};
const canAssume = list(
  fc.oneof(name, like({ role: name, accounts: fc.oneof(selector, fc.constant("organization")) })),
);
const deployWith = fc.oneof(
  fc.constant("ambient"),
  like({ role: fc.constantFrom("Deploy", "arn:aws:iam::222222222222:role/x"), profile: fc.string() }),
);
const ignore = list(fc.constantFrom("nothing-granted", "x"));
const accessFiles = like({
  partition: fc.constantFrom("aws", "aws-cn"),
  region: fc.constantFrom("eu-central-1", "cn-north-1"),
  deployWith,
  identityAccount: like({ id: accountId, deployWith, denyWithoutMfa: fc.boolean(), ignore }),
  organization: like({
    id: fc.constant("o-a1b2c3d4e5"),
    accountId,
    organizationalUnits: list(fc.constant("ou-ab12-cdefgh34")),
  }),
  stacks: fc.constantFrom("single", "perAccount"),
  targetAccounts: map(
    like({
      id: accountId,
      tags: map(fc.string()),
      deployWith,
      stack: name,
      movedFrom: name,
      retired: fc.boolean(),
      ignore,
    }),
  ),
  roles: map(
    like({
      ...settings,
      targetAccounts: selector,
      path: fc.constantFrom("/", "/x/", "x"),
      tags: map(fc.string()),
      trustedEntity: like({
        awsAccount: accountId,
        custom: document,
        webIdentity: like({ provider: fc.string(), audience: fc.string(), subjects: list(fc.string()) }),
      }),
      overrides: map(like(settings)),
      rollout: fc.constantFrom("provider", "stackSet"),
      adopt: fc.oneof(fc.boolean(), list(name)),
      ignore,
    }),
  ),
  groups: map(like({ canAssume, existing: fc.boolean(), ignore })),
  users: map(
    like({
      canAssume,
      groups: list(name),
      consoleAccess: fc.oneof(fc.boolean(), like({ passwordLength: fc.nat() })),
      existing: fc.boolean(),
      ignore,
    }),
  ),
  principals: map(like({ roleName: name, canAssume, ignore })),
});

/** What a reader of problems may rely on. */
function expectProblems(read: {
  access?: unknown;
  problems: readonly { severity: string; path: readonly unknown[]; message: string }[];
}): void {
  expect(read.access === undefined).toBe(read.problems.some(({ severity }) => severity === "error"));
  for (const { path, message } of read.problems) {
    expect(path.every((part) => ["string", "number"].includes(typeof part))).toBe(true);
    expect(message).not.toBe("");
    // The schema library's own words, a stand-in of ours, or something that is no text.
    expect(message).not.toMatch(
      /Invalid (input|string|key)|Too (small|big)|"?unknown \d|\bundefined\b|\[object |\bNaN\b/,
    );
  }
}

describe("whatever it is given", () => {
  test("reading a declaration gives problems, never a stack trace", () => {
    fc.assert(
      fc.property(nonsense, (declared) => expectProblems(readAccess(declared))),
      { numRuns: 300 },
    );
  });

  test("reading what is much like an access file gives problems, never a stack trace", () => {
    fc.assert(
      fc.property(accessFiles, (declared) => expectProblems(readAccess(declared))),
      { numRuns: 150 },
    );
  });

  test("loading a text gives problems in the order of the file, each with its place", () => {
    const words = fc.array(
      fc.constantFrom(
        "roles",
        "users",
        ":",
        " ",
        "\n",
        "  ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a",
        "<<",
        '"',
        "'",
        "|",
        "!x",
        "%",
        "\t",
        "#",
        "?",
        ",",
        "1",
        "~",
        "---\n",
      ),
      { maxLength: 40 },
    );
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      words.map((parts) => parts.join("")),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const loaded = loadAccess(text, "f");
        expectProblems(loaded);
        const places = loaded.problems.map(
          (problem) => /^f:(\d+):(\d+) {2}/.exec(problem.text)?.slice(1).map(Number) ?? [],
        );
        for (const [index, [line = 0, column = 0]] of places.entries()) {
          const [lineBefore = 0, columnBefore = 0] = places[index - 1] ?? [];
          expect(line > lineBefore || (line === lineBefore && column >= columnBefore)).toBe(true);
          expect([line > 0, column > 0]).toEqual([true, true]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("a text says the same as the data in it", () => {
    const plain = accessFiles.map((declared) =>
      JSON.parse(
        JSON.stringify(declared, (_key, value) => (typeof value === "bigint" ? 1 : value)) ?? "null",
      ),
    );
    const said = (problems: readonly { path: readonly unknown[]; message: string }[]) =>
      new Set(
        problems.map(({ path, message }) => `${path.join(".")} ${message.replace(/: YAML reads .*/, "")}`),
      );
    fc.assert(
      fc.property(plain, (declared) => {
        fc.pre(declared !== null && values(declared).length > 0);
        expect(said(loadAccess(JSON.stringify(declared), "f").problems)).toEqual(
          said(readAccess(declared).problems),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe("whatever the order of the entries", () => {
  /** The same declaration, with its maps and lists in another order. */
  function shuffled(value: unknown, random: () => number): unknown {
    const order = <Item>(items: Item[]) =>
      items
        .map((item) => [random(), item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item);
    if (Array.isArray(value)) return order(value.map((item) => shuffled(item, random)));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      order(Object.entries(value)).map(([key, inner]) => [key, shuffled(inner, random)]),
    );
  }

  const declared = {
    ...base,
    roles: {
      Reader: {
        targetAccounts: ["account-b", "account-c"],
        managedPolicies: ["ReadOnlyAccess", "SecurityAudit"],
        tags: { b: "1", a: "2" },
      },
      Writer: {
        targetAccounts: { tags: { environment: "prod" } },
        sourceIps: ["203.0.113.0/24", "198.51.100.0/24"],
        trustGrantedOnly: true,
      },
      Admin: {
        targetAccounts: "*",
        overrides: { "account-c": { mfaMaxAge: "1h" }, "account-b": { maxSessionDuration: "2h" } },
      },
    },
    groups: {
      staff: { canAssume: ["Reader", "Writer"] },
      admins: { canAssume: [{ role: "Admin", accounts: ["account-c", "account-b"] }] },
    },
    users: {
      alex: { groups: ["staff", "admins"] },
      sam: { canAssume: ["Writer", { role: "Admin", accounts: ["account-b"] }], groups: ["staff"] },
      kim: {},
    },
    principals: {
      ci: { roleName: "ci", canAssume: ["Writer"], ignore: ["mfa-for-principal"] },
      cd: { roleName: "cd", canAssume: ["Writer", "Reader"], ignore: ["mfa-for-principal"] },
    },
  };

  test("the access and its matrix are the same, and the same is said of it", () => {
    const expected = readAccess(declared);
    const sorted = (problems: typeof expected.problems) => problems.map(({ message }) => message).sort();
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (numbers) => {
        const read = readAccess(shuffled(declared, () => numbers.next().value as number));
        expect(text(read.access)).toEqual(text(expected.access));
        expect(read.access && accessMatrix(read.access)).toEqual(
          expected.access && accessMatrix(expected.access),
        );
        expect(sorted(read.problems)).toEqual(sorted(expected.problems));
      }),
      { numRuns: 100 },
    );
  });

  test("a file means what it means as YAML, as JSON, and as props", () => {
    const expected = readAccess(declared).access;
    expect(expected).toBeDefined();
    expect(loadAccess(stringify(declared), "f").access).toEqual(expected);
    expect(loadAccess(JSON.stringify(declared), "f").access).toEqual(expected);
    expect(readAccess(parse(stringify(declared))).access).toEqual(expected);
  });

  /** Sets have no JSON of their own. */
  /** With the order of all keys and lists; the model has cycles, which JSON has not. */
  function text(access: unknown): string {
    return inspect(access, { depth: null, maxArrayLength: null, maxStringLength: null });
  }
});
