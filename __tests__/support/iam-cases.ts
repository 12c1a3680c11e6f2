/** Random policies and requests over small alphabets, so that they meet. */
import * as fc from "fast-check";
import type { BookCase, BookDocument, BookStatement } from "./iam-by-the-book";

const home = "111111111111";
const away = "222222222222";
const alex = `arn:aws:iam::${home}:user/ops/alex`;
const ci = `arn:aws:iam::${home}:role/ci`;

const oneOrList = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(one, fc.uniqueArray(one, { minLength: 1, maxLength: 3 }));

/** Values that a request can have, and values that a policy can compare them with. */
const kinds = {
  text: {
    keys: ["sts:ExternalId", "aws:PrincipalTag/team", "AWS:username", "sts:RoleSessionName"],
    actual: ["a", "b", "ab", "A", "alex", "a*", ""],
    wanted: [
      "a",
      "b",
      "a*",
      "?b",
      "*",
      "",
      "AB",
      "${aws:username}",
      "${aws:PrincipalTag/team}x",
      "${aws:PrincipalTag/team, 'b'}",
      "a${*}",
      "${$}",
    ],
    operators: [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "StringLike",
      "StringNotLike",
    ],
  },
  arn: {
    keys: ["aws:PrincipalArn", "aws:SourceArn"],
    actual: [alex, ci, "arn:aws:sns:eu-west-1:1:a:b"],
    wanted: [
      alex,
      ci,
      "arn:aws:iam::*:user/*",
      "arn:aws:*:*:1:*",
      "arn:aws:sns:*:a:b",
      "arn:*",
      "arn:aws:iam::*:user/*/${aws:username}",
    ],
    operators: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
  },
  number: {
    keys: ["aws:MultiFactorAuthAge"],
    actual: ["0", "9", "10", "11", "3.5"],
    wanted: ["0", "9", "10", "3.5"],
    operators: [
      "NumericEquals",
      "NumericNotEquals",
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEquals",
    ],
  },
  date: {
    keys: ["aws:CurrentTime"],
    actual: ["2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z", "2019-12-31T23:59:59Z"],
    wanted: ["2020-01-01T00:00:00Z", "1577836800", "2020-01-01", "2020-01-01T01:00:01+01:00"],
    operators: [
      "DateEquals",
      "DateNotEquals",
      "DateLessThan",
      "DateLessThanEquals",
      "DateGreaterThan",
      "DateGreaterThanEquals",
    ],
  },
  boolean: {
    keys: ["aws:MultiFactorAuthPresent", "aws:SecureTransport"],
    actual: ["true", "false"],
    wanted: ["true", "false"],
    operators: ["Bool"],
  },
  binary: {
    keys: ["aws:Binary"],
    actual: ["AAAA", "QQ=="],
    wanted: ["AAAA", "QUI="],
    operators: ["BinaryEquals"],
  },
  address: {
    keys: ["aws:SourceIp"],
    actual: ["203.0.113.5", "203.0.114.5", "2001:db8::1", "::1"],
    wanted: ["203.0.113.0/24", "203.0.113.5", "2001:db8::/32", "0.0.0.0/0", "203.0.112.0/22"],
    operators: ["IpAddress", "NotIpAddress"],
  },
  texts: {
    keys: ["aws:TagKeys", "aws:PrincipalOrgPaths"],
    actual: ["a", "b", "ab", ""],
    wanted: ["a", "b", "a*", "*"],
    operators: ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"],
  },
};

export const operators = Object.values(kinds).flatMap((kind) => kind.operators);

const condition = fc
  .constantFrom(...Object.values(kinds), kinds.text, kinds.texts)
  .chain(({ keys, wanted, operators: names }) =>
    fc.tuple(
      fc
        .constantFrom(...names, ...names, "Null")
        .chain((name) =>
          name === "Null"
            ? fc.constant(name)
            : fc
                .tuple(
                  fc.constantFrom("", "", "ForAllValues:", "ForAnyValue:"),
                  fc.constantFrom("", "", "IfExists"),
                )
                .map(([set, ifExists]) => `${set}${name}${ifExists}`),
        ),
      fc.constantFrom(...keys),
      oneOrList(fc.constantFrom(...wanted)),
      fc.constantFrom("true", "false"),
    ),
  )
  .map(([operator, key, values, isNull]) => ({
    [operator]: { [key]: operator === "Null" ? isNull : values },
  }));

export const conditions = fc
  .array(condition, { maxLength: 2 })
  .map((all) => (all.length === 0 ? {} : { Condition: Object.assign({}, ...all) }));

const actions = oneOrList(
  fc.constantFrom(
    "sts:AssumeRole",
    "sts:assume*",
    "*",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "s3:*",
    "sts:AssumeRoleWithWebIdentity",
  ),
);
const action = fc.oneof(
  { weight: 5, arbitrary: actions.map((Action) => ({ Action })) },
  { weight: 1, arbitrary: actions.map((NotAction) => ({ NotAction })) },
);
const effect = fc.constantFrom("Allow", "Allow", "Allow", "Deny");

const names = fc.oneof(
  fc.constant("*" as const),
  fc.record(
    {
      AWS: oneOrList(
        fc.constantFrom(
          "*",
          home,
          `arn:aws:iam::${home}:root`,
          alex,
          ci,
          `arn:aws:sts::${home}:assumed-role/ci/build`,
          away,
        ),
      ),
      Service: oneOrList(fc.constantFrom("ec2.amazonaws.com", "lambda.amazonaws.com")),
      Federated: fc.constantFrom("accounts.google.com", "www.amazon.com"),
    },
    { requiredKeys: [] },
  ),
);
const principal = fc.oneof(
  { weight: 6, arbitrary: names.map((Principal) => ({ Principal })) },
  { weight: 1, arbitrary: names.map((NotPrincipal) => ({ NotPrincipal })) },
);
const resources = oneOrList(
  fc.constantFrom(
    "*",
    "arn:aws:iam::*:role/target",
    `arn:aws:iam::${away}:role/*`,
    "arn:aws:iam",
    "arn:aws:s3:::x",
    "arn:aws:iam::*:role/${aws:PrincipalTag/team}*",
    "arn:aws:iam:*:role/target",
  ),
);
const resource = fc.oneof(
  { weight: 5, arbitrary: resources.map((Resource) => ({ Resource })) },
  { weight: 1, arbitrary: resources.map((NotResource) => ({ NotResource })) },
);

function documents(about: fc.Arbitrary<Partial<BookStatement>>): fc.Arbitrary<BookDocument> {
  const statement = fc
    .tuple(effect, action, about, conditions)
    .map(
      ([Effect, ...rest]): BookStatement => Object.assign({ Effect: Effect as "Allow" | "Deny" }, ...rest),
    );
  return fc.record({
    Version: fc.constantFrom("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"),
    Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
  });
}

const trust = documents(principal);
const permissions = documents(resource);

const callers = fc.constantFrom<Pick<BookCase, "kind" | "name" | "action" | "keys">[]>(
  {
    kind: "user",
    action: "sts:AssumeRole",
    keys: {
      "aws:principalarn": [alex],
      "aws:principalaccount": [home],
      "aws:username": ["alex"],
      "aws:userid": ["AIDAALEX"],
    },
  },
  {
    kind: "role",
    action: "sts:AssumeRole",
    keys: { "aws:principalarn": [ci], "aws:principalaccount": [home], "aws:userid": ["AROACI:build"] },
  },
  { kind: "service", name: "ec2.amazonaws.com", action: "sts:AssumeRole", keys: {} },
  { kind: "federated", name: "www.amazon.com", action: "sts:AssumeRoleWithWebIdentity", keys: {} },
);

/** The values of the keys that a request may have, beside those that say who calls. */
const otherKeys = fc
  .tuple(
    ...Object.values(kinds).flatMap(({ keys, actual }) =>
      keys.map((key) => {
        const several = actual === kinds.texts.actual;
        const values = fc.uniqueArray(fc.constantFrom(...actual), { maxLength: several ? 2 : 1 });
        return values.map((all) => [key.toLowerCase(), all] as const);
      }),
    ),
    fc
      .uniqueArray(fc.constantFrom("alex"), { maxLength: 1 })
      .map((all) => ["sts:sourceidentity", all] as const),
  )
  .map((all) => Object.fromEntries(all) as Record<string, string[]>);

export const cases: fc.Arbitrary<BookCase> = fc
  .tuple(
    callers,
    otherKeys,
    trust,
    fc.array(permissions, { maxLength: 2 }),
    fc.option(permissions, { nil: undefined, freq: 3 }),
    fc.array(fc.array(permissions, { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
    fc.constantFrom(home, away),
  )
  .map(([caller, keys, trusted, identity, boundary, serviceControl, accountId]) => ({
    ...caller,
    keys: { ...keys, ...caller.keys },
    trust: trusted,
    identity,
    boundary,
    serviceControl,
    roleArn: `arn:aws:iam::${accountId}:role/target`,
  }));
