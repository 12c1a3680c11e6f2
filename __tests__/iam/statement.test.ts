import type { Statement } from "../../iam/policy-document";
import { conditionsOf, coversAction, coversResource, globMatches, statementsOf } from "../../iam/statement";

const allow = (more: Partial<Statement>): Statement => ({ Effect: "Allow", ...more });

test.each([
  ["*", "", true],
  ["a*c", "abbbc", true],
  ["a*c", "ab", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["role/Admin", "role/AdminPlus", false],
  ["a.c", "abc", false],
  ["a+b(c)[d]{e}|f^$\\", "a+b(c)[d]{e}|f^$\\", true],
  ["a*", "a\nb", true],
])("the wildcards of %j match %j: %s", (pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected);
});

test("many wildcards cost no time", () => {
  expect(globMatches("*".repeat(50), "x".repeat(2000))).toBe(true);
});

test.each<[Partial<Statement>, boolean]>([
  [{ Action: "iam:PassRole" }, true],
  [{ Action: ["s3:*", "IAM:passrole"] }, true],
  [{ Action: "iam:P*" }, true],
  [{ Action: "*" }, true],
  [{ Action: "iam:PassRoles" }, false],
  [{ Action: "s3:*" }, false],
  [{ NotAction: "s3:*" }, true],
  [{ NotAction: ["s3:*", "iam:*"] }, false],
  [{}, false],
])("%j speaks of iam:PassRole: %s", (statement, expected) => {
  expect(coversAction(allow(statement), "iam:PassRole")).toBe(expected);
});

test.each<[Partial<Statement>, boolean]>([
  [{ Resource: "*" }, true],
  [{ Resource: ["arn:aws:s3:::x", "arn:aws:iam::*:role/*"] }, true],
  [{ Resource: "arn:aws:iam::222222222222:role/*" }, false],
  [{ Resource: "arn:aws:iam::*:role/ci-*" }, false],
  [{ NotResource: "arn:aws:iam::222222222222:role/admin" }, true],
  [{ NotResource: "arn:aws:iam::*:role/*" }, false],
])("%j speaks of every role: %s", (statement, expected) => {
  expect(coversResource(allow(statement), "arn:aws:iam::*:role/*")).toBe(expected);
});

test("conditions are told with keys in lower case and values as texts", () => {
  expect(
    conditionsOf(
      allow({
        Condition: { Bool: { "aws:SecureTransport": true }, StringLike: { "s3:Prefix": ["a", "b"] } },
      }),
    ),
  ).toEqual([
    { operator: "Bool", key: "aws:securetransport", values: ["true"] },
    { operator: "StringLike", key: "s3:prefix", values: ["a", "b"] },
  ]);
  expect(conditionsOf(allow({}))).toEqual([]);
});

test("statements are told with their place, in a list or alone", () => {
  const [one, two] = [allow({ Sid: "One" }), allow({ Sid: "Two" })];
  expect(statementsOf({ Version: "2012-10-17", Statement: one })).toEqual([
    { statement: one, path: ["Statement"] },
  ]);
  expect(statementsOf({ Version: "2012-10-17", Statement: [one, two] })).toEqual([
    { statement: one, path: ["Statement", 0] },
    { statement: two, path: ["Statement", 1] },
  ]);
});
