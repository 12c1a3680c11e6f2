import { resourceCovered } from "../../iam/evaluation";
import type { Statement } from "../../iam/policy-document";
import { statementsOf } from "../../iam/statement";

const allow = (more: Partial<Statement>): Statement => ({ Effect: "Allow", ...more });

test.each<[Partial<Statement>, boolean]>([
  [{ Resource: "*" }, true],
  [{ Resource: ["arn:aws:s3:::x", "arn:aws:iam::*:role/*"] }, true],
  [{ Resource: "arn:aws:*:*:*:*" }, true],
  [{ Resource: "arn:aws:iam::222222222222:role/*" }, false],
  [{ Resource: "arn:aws:iam::*:role/ci-*" }, false],
  [{ NotResource: "arn:aws:iam::222222222222:role/admin" }, true],
  [{ NotResource: "arn:aws:iam::*:role/*" }, false],
])("%j is about every role: %s", (statement, expected) => {
  expect(resourceCovered(allow(statement), "arn:aws:iam::*:role/*", new Map())).toBe(expected);
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
