import * as fc from "fast-check";
import { type PolicyDocument, policyDocument, type Statement } from "../../iam/policy-document";
import { waysIn } from "../../iam/ways-in";
import { type BookDocument, type BookStatement, byTheBook, glob } from "../support/iam-by-the-book";

const home = "111111111111";
const alex = `arn:aws:iam::${home}:user/alex`;

/** All that can be told apart by the values that the policies below compare with. */
const domains = {
  "sts:ExternalId": [undefined, ...texts(2).filter((text) => text !== "")],
  "aws:PrincipalOrgID": [undefined, "o-a", "o-b", "o-z", "q"],
  "aws:CurrentTime": ["2019-01-01", "2020-01-01", "2024-01-01", "2030-01-01", "2031-01-01"].map(
    (day) => `${day}T00:00:00Z`,
  ),
  "aws:SourceIp": [undefined, "203.0.113.5", "203.0.200.5", "198.51.100.1", "2001:db8::1", "2001:db9::1"],
} as const;

type Key = keyof typeof domains;

const ages = ["0", "1", "2", "3", "4"];
const signIns: Record<string, string[]>[] = [
  ...ages.map((age) => ({ "aws:multifactorauthpresent": ["true"], "aws:multifactorauthage": [age] })),
  { "aws:multifactorauthpresent": ["false"] },
  {},
];

function texts(length: number): string[] {
  return length === 0
    ? [""]
    : texts(length - 1).flatMap((text) =>
        text.length < length - 1 ? [text] : ["", "a", "b", "z"].map((char) => text + char),
      );
}

const some = <T>(...all: T[]) => fc.uniqueArray(fc.constantFrom(...all), { minLength: 1, maxLength: 2 });
const suffixed = (...names: string[]) =>
  fc
    .tuple(
      fc.constantFrom("", "", "", "ForAllValues:"),
      fc.constantFrom(...names),
      fc.constantFrom("", "", "IfExists"),
    )
    .map((all) => all.join(""));
const presence = (key: string) =>
  fc.tuple(fc.constant("Null"), fc.constant(key), fc.constantFrom<string[][]>(["true"], ["false"]));

const condition: fc.Arbitrary<[string, string, string[]]> = fc.oneof(
  fc.tuple(
    suffixed("Bool", "StringEquals", "StringNotEquals"),
    fc.constant("aws:MultiFactorAuthPresent"),
    some("true", "false"),
  ),
  fc.tuple(
    suffixed(
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericEquals",
      "NumericNotEquals",
    ),
    fc.constant("aws:MultiFactorAuthAge"),
    some("1", "3"),
  ),
  fc.tuple(
    suffixed("StringLike", "StringNotLike", "StringLike"),
    fc.constant("sts:ExternalId"),
    some("a", "a*", "?b", "ab", "*"),
  ),
  fc.tuple(
    suffixed("StringEquals", "StringNotEquals", "StringLike"),
    fc.constant("aws:PrincipalOrgID"),
    some("o-a", "o-b"),
  ),
  fc.tuple(
    suffixed("DateLessThan", "DateGreaterThan", "DateGreaterThanEquals", "DateLessThanEquals"),
    fc.constant("aws:CurrentTime"),
    some("2020-01-01", "2030-01-01"),
  ),
  fc.tuple(
    suffixed("IpAddress", "NotIpAddress"),
    fc.constant("aws:SourceIp"),
    some("203.0.113.0/24", "203.0.0.0/16", "2001:db8::/32"),
  ),
  presence("aws:MultiFactorAuthPresent"),
  presence("aws:MultiFactorAuthAge"),
  presence("sts:ExternalId"),
  presence("aws:PrincipalOrgID"),
);

const statement = fc
  .tuple(
    fc.constantFrom("Allow", "Allow", "Deny"),
    fc.constantFrom<BookStatement["Principal"][]>({ AWS: home }, "*", { AWS: alex }, { AWS: `${alex}2` }),
    fc.constantFrom("sts:AssumeRole", "sts:AssumeRole", "sts:*", "sts:TagSession"),
    fc.array(condition, { maxLength: 3 }),
  )
  .map(([Effect, Principal, Action, conditions]) => {
    const Condition: Record<string, Record<string, string[]>> = {};
    for (const [operator, key, values] of conditions)
      Condition[operator] = { ...Condition[operator], [key]: values };
    return { Effect, Principal, Action, Condition } as BookStatement;
  });

const trusts = fc
  .tuple(statement, fc.array(statement, { maxLength: 2 }))
  .map(
    ([first, others]): BookDocument => ({
      Version: "2012-10-17",
      Statement: [
        { ...first, Effect: "Allow", Action: "sts:AssumeRole" },
        ...others.map((one) => ({ ...one, Effect: "Deny" as const })),
      ],
    }),
  )
  // So many calls can be tried one by one.
  .filter((trust) => keysOf(trust).length <= 2);

function keysOf({ Statement }: BookDocument): Key[] {
  const keys = Statement.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys));
  return (Object.keys(domains) as Key[]).filter((key) => keys.includes(key));
}

interface Tried {
  readonly mfa: boolean;
  readonly age?: number;
  readonly chosen: Partial<Record<Key, string | undefined>>;
  readonly allowed: boolean;
}

/** Whether a call of a caller gets in, by the book. */
function getsIn(
  trust: BookDocument,
  keys: Record<string, string[]>,
  kind: "user" | "role" = "user",
): boolean {
  const identity = [
    { Version: "2012-10-17", Statement: [{ Effect: "Allow" as const, Action: "*", Resource: "*" }] },
  ];
  const roleArn = "arn:aws:iam::222222222222:role/target";
  const effect = byTheBook({ trust, identity, kind, action: "sts:AssumeRole", roleArn, keys });
  if (effect === "either") throw new Error("the cases are meant to be decided");
  return effect === "allow";
}

const caller = { "aws:principalarn": [alex], "aws:principalaccount": [home], "aws:username": ["alex"] };

/** Every call that the policy tells apart, and whether it gets in. */
function tryAll(trust: BookDocument): Tried[] {
  const choices = keysOf(trust).reduce<Tried["chosen"][]>(
    (all, key) => all.flatMap((one) => domains[key].map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
  return choices.flatMap((chosen) =>
    signIns.map((signIn) => {
      const keys: Record<string, string[]> = { "aws:currenttime": ["2024-01-01T00:00:00Z"], ...signIn };
      for (const [key, value] of Object.entries(chosen))
        keys[key.toLowerCase()] = value === undefined ? [] : [value];
      const age = signIn["aws:multifactorauthage"]?.[0];
      return {
        mfa: signIn["aws:multifactorauthpresent"]?.[0] === "true",
        ...(age !== undefined && { age: Number(age) }),
        chosen,
        allowed: getsIn(trust, { ...keys, ...caller }),
      };
    }),
  );
}

const seen = {
  ways: 0,
  none: 0,
  mfa: 0,
  "without mfa": 0,
  required: 0,
  optional: 0,
  forbidden: 0,

  values: 0,
  except: 0,
  age: 0,
  until: 0,
};

test("the ways in, and what they ask, are those of all calls tried one by one", () => {
  fc.assert(
    fc.property(trusts, (trust) => {
      const tried = tryAll(trust);
      const allowed = tried.filter((one) => one.allowed);
      const [way, ...others] = waysIn({ trust: trust as PolicyDocument }, { kind: "user", arn: alex });
      expect(others).toEqual([]);
      if (allowed.length === 0) {
        seen.none++;
        expect(way).toBeUndefined();
        return;
      }
      seen.ways++;
      if (way === undefined) throw new Error("a call gets in, and there is no way in");
      expect(way.certain).toBe(true);
      expect(way.unknown).toEqual([]);

      const required = !allowed.some(({ mfa }) => !mfa);
      expect(way.mfa).toBe(required ? "required" : "not asked");
      seen[required ? "mfa" : "without mfa"]++;
      if (required) {
        const oldest = Math.max(...allowed.map(({ age = 0 }) => age));
        if (way.mfaMaxAge === undefined) expect(oldest).toBe(4);
        else {
          seen.age++;
          expect(oldest).toBeLessThanOrEqual(way.mfaMaxAge);
          expect(oldest).toBeGreaterThanOrEqual(way.mfaMaxAge - 1);
        }
      }

      for (const key of keysOf(trust)) {
        const ask = way.requirements.find((one) => one.key === key);
        const passing = new Set(allowed.map(({ chosen }) => chosen[key]));
        const given = (domains[key] as readonly (string | undefined)[]).filter(
          (value) => value !== undefined,
        );
        const matching = (written: string) => given.filter((value) => isMatch(key, written, value));
        if (ask === undefined) {
          expect([...passing]).toHaveLength(domains[key].length);
          continue;
        }
        const canBeAbsent = (domains[key] as readonly unknown[]).includes(undefined);
        const withKey = [...passing].some((value) => value !== undefined);
        const presence =
          canBeAbsent && !passing.has(undefined) ? "required" : withKey ? "optional" : "forbidden";
        expect(ask.presence).toBe(presence);
        seen[presence]++;
        if (key === "aws:CurrentTime") {
          const times = [...passing].map((value) => Date.parse(value ?? ""));
          for (const time of times) {
            if (ask.from !== undefined) expect(time).toBeGreaterThanOrEqual(Date.parse(ask.from));
            if (ask.until !== undefined) expect(time).toBeLessThanOrEqual(Date.parse(ask.until));
          }
          if (ask.until !== undefined) seen.until++;
          expect(passing.has("2031-01-01T00:00:00Z")).toBe(ask.until === undefined);
          expect(passing.has("2019-01-01T00:00:00Z")).toBe(ask.from === undefined);
          continue;
        }
        if (ask.values.length > 0) {
          seen.values++;
          for (const value of passing)
            if (value !== undefined)
              expect(ask.values.some((written) => isMatch(key, written, value))).toBe(true);
          for (const written of ask.values)
            expect(matching(written).some((value) => passing.has(value))).toBe(true);
        }
        if (ask.exact) {
          const told = given.filter(
            (value) =>
              (ask.values.length === 0 || ask.values.some((written) => isMatch(key, written, value))) &&
              !ask.except.some((written) => isMatch(key, written, value)),
          );
          expect(new Set(ask.presence === "forbidden" ? [] : told)).toEqual(
            new Set(given.filter((value) => passing.has(value))),
          );
        }
        for (const written of ask.except) {
          seen.except++;
          expect(matching(written).filter((value) => passing.has(value))).toEqual([]);
        }
      }
    }),
    { numRuns: 400 },
  );
  // Every kind of answer occurs often enough for the comparison to mean something.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

function isMatch(key: Key, written: string, value: string): boolean {
  if (key !== "aws:SourceIp") return glob(written, "").test(value);
  const prefixes: Record<string, string> = {
    "203.0.113.0/24": "203.0.113.",
    "203.0.0.0/16": "203.0.",
    "2001:db8::/32": "2001:db8:",
  };
  return value.startsWith(prefixes[written] ?? "?");
}

describe("keys that are compared with each other", () => {
  const tags = ["a", "b", "c"].map((name) => `aws:PrincipalTag/${name}`);
  const values = fc.constantFrom(
    "x",
    "x*",
    "y",
    "*y",
    "${aws:PrincipalTag/a}",
    "${aws:PrincipalTag/b}",
    "${aws:PrincipalTag/c}",
    "x${aws:PrincipalTag/a}",
    "${aws:PrincipalTag/b}*",
    "${aws:PrincipalTag/c, 'x'}",
  );
  const comparison = fc.tuple(
    fc.constantFrom("StringEquals", "StringLike", "StringNotEquals", "StringLikeIfExists", "StringNotLike"),
    fc.constantFrom(...tags),
    fc.uniqueArray(values, { minLength: 1, maxLength: 2 }),
  );
  const block = fc.array(comparison, { minLength: 1, maxLength: 3 }).map((all) => {
    const conditions: Record<string, Record<string, string[]>> = {};
    for (const [operator, key, wanted] of all)
      conditions[operator] = { ...conditions[operator], [key]: wanted };
    return conditions;
  });
  test("are followed from one to the next", () => {
    const statement = (Condition: Statement["Condition"]) =>
      waysIn(
        { trust: policyDocument({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", Condition }) },
        { kind: "user", arn: alex },
      ).map(({ certain }) => certain);
    const [a = "", b = "", c = ""] = tags;
    const chain = { StringEquals: { [a]: "${aws:PrincipalTag/b}", [b]: "${aws:PrincipalTag/c}" } };
    expect(statement({ ...chain, StringLike: { [a]: "x" } })).toEqual([true]);
    expect(statement({ ...chain, StringLike: { [a]: "x", [c]: "x*" } })).toEqual([true]);
    expect(statement({ ...chain, StringLike: { [a]: "x", [c]: "y*" } })).toEqual([]);
    expect(statement({ ...chain, StringNotEquals: { [a]: "${aws:PrincipalTag/c}" } })).toEqual([]);
    const fork = { StringEquals: { [b]: "${aws:PrincipalTag/a}", [c]: "x" } };
    expect(statement({ ...fork, StringLike: { [b]: "${aws:PrincipalTag/c}" } })).toEqual([true]);
  });

  const domain = [undefined, "x", "y", "z", "xx", "xy", "xz", "yy", "zy"];
  const calls = domain.flatMap((a) => domain.flatMap((b) => domain.map((c) => [a, b, c] as const)));

  test("are never said to let nobody in when a call gets in, and are decided in most cases", () => {
    const answers = { in: 0, out: 0, unknown: 0 };
    fc.assert(
      fc.property(block, fc.option(block, { nil: undefined }), (wanted, refused) => {
        const about = { Principal: "*" as const, Action: "sts:AssumeRole" };
        const trust: BookDocument = {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", ...about, Condition: wanted },
            ...(refused ? [{ Effect: "Deny" as const, ...about, Condition: refused }] : []),
          ],
        };
        const [way] = waysIn({ trust: trust as PolicyDocument }, { kind: "user", arn: alex });
        answers[way === undefined ? "out" : way.certain ? "in" : "unknown"]++;
        if (way?.certain) return;
        const found = calls.some((call) =>
          getsIn(trust, {
            ...caller,
            ...Object.fromEntries(
              tags.map((tag, index) => [tag.toLowerCase(), call[index] === undefined ? [] : [call[index]]]),
            ),
          }),
        );
        if (found) expect(way).toBeDefined();
      }),
      { numRuns: 450 },
    );
    expect(answers.in).toBeGreaterThan(200);
    expect(answers.out).toBeGreaterThan(1);
    expect(answers.unknown).toBeLessThan(120);
  });
});

test("somebody of an account gets in when one of its users or roles does", () => {
  const named = (kind: string) =>
    ["", "p/", "p/q/"].flatMap((path) =>
      ["a", "b", "z"].map((name) => `arn:aws:iam::${home}:${kind}/${path}${name}`),
    );
  const [users, roles] = [named("user"), named("role")];
  const principals = fc.constantFrom<BookStatement["Principal"][]>(
    { AWS: home },
    "*",
    { AWS: `arn:aws:iam::${home}:user/p/a` },
    { AWS: `arn:aws:iam::${home}:role/a` },
    { AWS: `arn:aws:sts::${home}:assumed-role/b/x` },
  );
  const arns = fc.tuple(
    fc.constantFrom("ArnLike", "ArnNotLike"),
    fc.constant("aws:PrincipalArn"),
    fc.constantFrom(
      `arn:aws:iam::${home}:user/*`,
      `arn:*:iam::*:user/p/*`,
      `arn:aws:iam::${home}:user/a`,
      `arn:aws:iam::*:*/a`,
      `arn:aws:iam::${home}:role/*`,
    ),
  );
  const names = fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals", "StringEqualsIfExists"),
    fc.constant("aws:username"),
    fc.constantFrom("a", "b"),
  );
  const sessions = fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals"),
    fc.constant("sts:RoleSessionName"),
    fc.constantFrom("${aws:username}", "a"),
  );
  const conditions = fc.array(fc.oneof(arns, names, sessions), { maxLength: 3 }).map((all) => {
    const block: Record<string, Record<string, string>> = {};
    for (const [operator, key, value] of all) block[operator] = { ...block[operator], [key]: value };
    return block;
  });
  const answers = { in: 0, out: 0 };
  fc.assert(
    fc.property(
      principals,
      conditions,
      fc.option(fc.tuple(principals, conditions), { nil: undefined }),
      (Principal, Condition, refused) => {
        const about = { Action: "sts:AssumeRole" };
        const Statement: BookStatement[] = [{ Effect: "Allow", ...about, Principal, Condition }];
        if (refused)
          Statement.push({ Effect: "Deny", ...about, Principal: refused[0], Condition: refused[1] });
        const trust = { Version: "2012-10-17", Statement };
        const found = ["a", "b", "z"].some((session) => {
          const keys = { "aws:principalaccount": [home], "sts:rolesessionname": [session] };
          const name = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);
          return (
            users.some((arn) =>
              getsIn(trust, {
                ...keys,
                "aws:principalarn": [arn],
                "aws:username": [name(arn)],
                "aws:userid": ["AIDA1"],
              }),
            ) ||
            roles.some((arn) =>
              ["x", "y"].some((own) =>
                getsIn(trust, { ...keys, "aws:principalarn": [arn], "aws:userid": [`AROA1:${own}`] }, "role"),
              ),
            )
          );
        });
        const [way] = waysIn({ trust: trust as PolicyDocument }, { kind: "account", accountId: home });
        answers[found ? "in" : "out"]++;
        if (way !== undefined) expect(way.certain).toBe(true);
        expect(way !== undefined).toBe(found);
      },
    ),
    { numRuns: 400 },
  );
  expect(Math.min(answers.in, answers.out)).toBeGreaterThan(50);
});
