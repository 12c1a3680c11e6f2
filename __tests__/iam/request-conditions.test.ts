import type { Conditions } from "../../iam/policy-document";
import { conditionsHold, type RequestContext } from "../../iam/request-conditions";
import { conditionsOf } from "../../iam/statement";

const holds = (Condition: Conditions, context: RequestContext) =>
  conditionsHold(conditionsOf({ Effect: "Allow", Condition }), context);

const lambda = { "iam:passedtoservice": "lambda.amazonaws.com" };
const none = { "iam:passedtoservice": null };

test.each<[string, Conditions, RequestContext, boolean | undefined]>([
  ["no condition", {}, {}, true],
  [
    "one of the values",
    { StringEquals: { "iam:PassedToService": ["x", "lambda.amazonaws.com"] } },
    lambda,
    true,
  ],
  ["another value", { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }, lambda, false],
  ["a wildcard", { StringLike: { "iam:PassedToService": "*.amazonaws.com" } }, lambda, true],
  ["no wildcard in StringEquals", { StringEquals: { "iam:PassedToService": "*" } }, lambda, false],
  ["any case", { StringEqualsIgnoreCase: { "iam:PassedToService": "LAMBDA.amazonaws.com" } }, lambda, true],
  ["not a value", { StringNotEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }, lambda, false],
  ["not another value", { StringNotLike: { "iam:PassedToService": "ec2.*" } }, lambda, true],
  ["a missing key", { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }, none, false],
  ["a missing key, if it exists", { StringEqualsIfExists: { "iam:PassedToService": "x" } }, none, true],
  ["a missing key, negated", { StringNotEquals: { "iam:PassedToService": "x" } }, none, true],
  [
    "a missing key, for all values",
    { "ForAllValues:StringEquals": { "iam:PassedToService": "x" } },
    none,
    true,
  ],
  [
    "a missing key, for any value",
    { "ForAnyValue:StringNotEquals": { "iam:PassedToService": "x" } },
    none,
    false,
  ],
  ["a key that must be missing", { Null: { "iam:PassedToService": "true" } }, none, true],
  ["a key that must be there", { Null: { "iam:PassedToService": "false" } }, none, false],
  ["a key that is there", { Null: { "iam:PassedToService": false } }, lambda, true],
  [
    "an ARN",
    { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/*" } },
    { "iam:policyarn": "arn:aws:iam::aws:policy/A" },
    true,
  ],
  ["a truth value", { Bool: { "aws:IsMcpServiceAction": true } }, { "aws:ismcpserviceaction": "true" }, true],
  ["a key that is not known", { Bool: { "aws:MultiFactorAuthPresent": "true" } }, lambda, undefined],
  ["a variable", { StringEquals: { "iam:PassedToService": "${aws:PrincipalTag/x}" } }, lambda, undefined],
  ["an operator for numbers", { NumericLessThan: { "iam:PassedToService": 1 } }, lambda, undefined],
  [
    "a tag of the resource",
    { StringEquals: { "ssm:resourceTag/team": "x" } },
    { "resourcetag/": null },
    false,
  ],
  [
    "a tag that it must not have",
    { StringNotEquals: { "aws:ResourceTag/team": "x" } },
    { "resourcetag/": null },
    true,
  ],
])("%s", (_what, condition, context, expected) => {
  expect(holds(condition, context)).toBe(expected);
});

test("one that fails is enough, whatever is not known", () => {
  const condition = {
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
  };
  expect(holds(condition, lambda)).toBe(false);
});

test("all must hold for certain", () => {
  const condition = {
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" },
  };
  expect(holds(condition, lambda)).toBeUndefined();
});
