import { conditionHolds, conditionsOf, isReadable } from "../../iam/condition";
import { requestContext } from "../../iam/context";
import type { Truth } from "../../iam/truth";

/** Whether a condition on `aws:Key` holds for a request whose key has these values. */
function holds(
  operator: string,
  values: string | string[],
  actual: string | string[],
  others: Record<string, string> = {},
): Truth {
  const context = requestContext({ "aws:Key": actual, ...others });
  return conditionHolds({ operator, key: "aws:key", name: "aws:Key", values: [values].flat() }, context);
}

/** Operator, values in the policy, values in the request (an empty list: the request does not have the key), result. */
type Case = [operator: string, values: string | string[], actual: string | string[], holds: Truth];

const absent: string[] = [];

// The sentences are those of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe("string operators", () => {
  test.each<Case>([
    // "Exact matching, case sensitive"
    ["StringEquals", "acme", "acme", true],
    ["StringEquals", "acme", "Acme", false],
    ["StringEquals", "acme", "acme2", false],
    ["StringEquals", "a*", "abc", false],
    ["StringEquals", "a*", "a*", true],
    // "Negated matching"
    ["StringNotEquals", "acme", "acme", false],
    ["StringNotEquals", "acme", "Acme", true],
    // "Exact matching, ignoring case"
    ["StringEqualsIgnoreCase", "acme", "ACME", true],
    ["StringEqualsIgnoreCase", "ACME", "acme", true],
    ["StringEqualsIgnoreCase", "acme", "acme2", false],
    ["StringEqualsIgnoreCase", "a*", "abc", false],
    // "Negated matching, ignoring case"
    ["StringNotEqualsIgnoreCase", "acme", "ACME", false],
    ["StringNotEqualsIgnoreCase", "acme", "other", true],
    // "Case-sensitive matching. The values can include multi-character match wildcards (*) and single-character match
    // wildcards (?) anywhere in the string."
    ["StringLike", "a*e", "acme", true],
    ["StringLike", "a*e", "ACME", false],
    ["StringLike", "ac?e", "acme", true],
    ["StringLike", "ac?e", "ace", false],
    ["StringLike", "acm", "acme", false],
    ["StringLike", "*", "", true],
    ["StringLike", "a.c", "abc", false],
    // "Negated case-sensitive matching."
    ["StringNotLike", "a*", "acme", false],
    ["StringNotLike", "a*", "Acme", true],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

describe("numeric operators", () => {
  test.each<Case>([
    ["NumericEquals", "10", "10", true],
    ["NumericEquals", "10", "10.0", true],
    ["NumericEquals", "10", "9", false],
    ["NumericNotEquals", "10", "10", false],
    ["NumericNotEquals", "10", "9", true],
    ["NumericLessThan", "10", "9", true],
    ["NumericLessThan", "10", "10", false],
    ["NumericLessThan", "10", "9.5", true],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericLessThanEquals", "10", "11", false],
    ["NumericGreaterThan", "10", "11", true],
    ["NumericGreaterThan", "10", "10", false],
    ["NumericGreaterThan", "9", "10", true],
    ["NumericGreaterThanEquals", "10", "10", true],
    ["NumericGreaterThanEquals", "10", "9", false],
    ["NumericLessThan", "ten", "9", "unknown"],
    ["NumericLessThan", "10", "nine", "unknown"],
    // "You can not use a policy variable with the Numeric condition operator."
    ["NumericEquals", "${aws:Key}", "10", "unknown"],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

// "You must specify date/time values with one of the W3C implementations of the ISO 8601 date formats or in epoch (UNIX)
// time."
describe("date operators", () => {
  test.each<Case>([
    ["DateEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", true],
    ["DateEquals", "2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", true],
    ["DateEquals", "2020-01-01", "2020-01-01T00:00:00Z", true],
    ["DateEquals", "1577836800", "2020-01-01T00:00:00Z", true],
    ["DateEquals", "2020-01-01T00:00:00Z", "1577836801", false],
    ["DateNotEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", false],
    ["DateNotEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z", true],
    // "Matching before a specific date and time"
    ["DateLessThan", "2020-01-01T00:00:00Z", "2019-12-31T23:59:59Z", true],
    ["DateLessThan", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", false],
    // "Matching at or before a specific date and time"
    ["DateLessThanEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", true],
    ["DateLessThanEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z", false],
    // "Matching after a specific a date and time"
    ["DateGreaterThan", "2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z", true],
    ["DateGreaterThan", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", false],
    // "Matching at or after a specific date and time"
    ["DateGreaterThanEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", true],
    ["DateGreaterThanEquals", "2020-01-01T00:00:00Z", "2019-12-31T23:59:59Z", false],
    ["DateLessThan", "tomorrow", "2020-01-01T00:00:00Z", "unknown"],
    ["DateLessThan", "2020-13-01", "2020-01-01T00:00:00Z", "unknown"],
    ["DateLessThan", "2020", "2020-01-01T00:00:00Z", "unknown"],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

describe("Boolean, binary and address operators", () => {
  test.each<Case>([
    ["Bool", "true", "true", true],
    ["Bool", "true", "false", false],
    ["Bool", "false", "false", true],
    ["Bool", "yes", "true", "unknown"],
    // "It compares the value of the specified key byte for byte against a base-64 encoded representation of the binary
    // value in the policy."
    ["BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", true],
    ["BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "AAAA", false],
    ["BinaryEquals", "no base64", "AAAA", "unknown"],
    // "The specified IP address or range"
    ["IpAddress", "203.0.113.0/24", "203.0.113.255", true],
    ["IpAddress", "203.0.113.0/24", "203.0.114.0", false],
    // "If you specify an IP address without the associated routing prefix, IAM uses the default prefix value of /32."
    ["IpAddress", "203.0.113.1", "203.0.113.1", true],
    ["IpAddress", "203.0.113.1", "203.0.113.2", false],
    // "Some AWS services support IPv6, using :: to represent a range of 0s."
    ["IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678:1::1", true],
    ["IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false],
    ["IpAddress", "203.0.113.0/24", "2001:db8::1", false],
    ["IpAddress", "0.0.0.0/0", "203.0.113.1", true],
    ["IpAddress", "203.0.113.0/33", "203.0.113.1", "unknown"],
    // "All IP addresses except the specified IP address or range"
    ["NotIpAddress", "203.0.113.0/24", "203.0.113.255", false],
    ["NotIpAddress", "203.0.113.0/24", "203.0.114.0", true],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

// "Case-sensitive matching of the ARN. Each of the six colon-delimited components of the ARN is checked separately and each
// can include multi-character match wildcards (*) or single-character match wildcards (?). The ArnEquals and ArnLike
// condition operators behave identically."
describe("ARN operators", () => {
  const pattern = "arn:aws:someservice:*:111122223333:finance/*";
  const spanning = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
  test.each<Case>([
    ["ArnEquals", "arn:aws:iam::111111111111:role/x", "arn:aws:iam::111111111111:role/x", true],
    ["ArnEquals", "arn:aws:iam::111111111111:role/x", "arn:aws:iam::111111111111:role/X", false],
    ["ArnEquals", "arn:aws:iam::*:role/?", "arn:aws:iam::111111111111:role/x", true],
    ["ArnLike", "arn:aws:iam::*:role/?", "arn:aws:iam::111111111111:role/x", true],
    ["ArnLike", "arn:aws:iam::*:role/?", "arn:aws:iam::111111111111:role/xy", false],
    ["ArnLike", pattern, "arn:aws:someservice:us-east-2:111122223333:finance/document.txt", true],
    // "With a StringLike condition, the match succeeds. [...] With an ArnLike condition, [...] the match fails."
    ["StringLike", pattern, spanning, true],
    ["ArnLike", pattern, spanning, false],
    // The last part may have colons of its own.
    ["ArnLike", "arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu-west-1:1:log-group:a:b", true],
    ["ArnNotEquals", "arn:aws:iam::*:role/*", "arn:aws:iam::111111111111:role/x", false],
    ["ArnNotLike", "arn:aws:iam::*:role/*", "arn:aws:iam::111111111111:user/x", true],
    // Fewer than six parts are no ARN.
    ["ArnLike", "*:role/x", "arn:aws:iam::111111111111:role/x", "unknown"],
    ["ArnLike", "*", "arn:aws:iam::111111111111:role/x", "unknown"],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

describe("several values in the policy", () => {
  test.each<Case>([
    // "If a single condition operator includes multiple values for one key, that condition operator is evaluated using a
    // logical OR."
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", ["a", "b"], "c", false],
    ["IpAddress", ["203.0.113.0/24", "2001:db8::/32"], "2001:db8::1", true],
    // "When multiple values are listed in a policy for negated matching condition operators [...], the effective
    // permissions work like a logical AND", that is, NOR.
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", ["a", "b"], "c", true],
    ["ArnNotLike", ["arn:aws:iam::1:*", "arn:aws:iam::2:*"], "arn:aws:iam::2:role/x", false],
    ["NotIpAddress", ["203.0.113.0/24", "198.51.100.0/24"], "198.51.100.1", false],
    ["Bool", ["true", "false"], "false", true],
    ["NumericLessThan", ["1", "x"], "0", true],
    ["NumericLessThan", ["1", "x"], "2", "unknown"],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

describe("a key that the request does not have", () => {
  test.each<Case>([
    // "If the key that you specify in a policy condition is not present in the request context, the values do not match
    // and the condition is false."
    ["StringEquals", "a", absent, false],
    ["StringLike", "*", absent, false],
    ["NumericLessThan", "10", absent, false],
    ["DateGreaterThan", "2020-01-01", absent, false],
    ["Bool", "false", absent, false],
    ["BinaryEquals", "AAAA", absent, false],
    ["IpAddress", "0.0.0.0/0", absent, false],
    ["ArnLike", "arn:*:*:*:*:*", absent, false],
    // "If the policy condition requires that the key is not matched, such as StringNotLike or ArnNotLike, and the right
    // key is not present, the condition is true."
    ["StringNotEquals", "a", absent, true],
    ["StringNotEqualsIgnoreCase", "a", absent, true],
    ["StringNotLike", "*", absent, true],
    ["NumericNotEquals", "10", absent, true],
    ["DateNotEquals", "2020-01-01", absent, true],
    ["NotIpAddress", "0.0.0.0/0", absent, true],
    ["ArnNotEquals", "arn:*:*:*:*:*", absent, true],
    // "If the key is not present, evaluate the condition element as true."
    ["StringEqualsIfExists", "a", absent, true],
    ["StringEqualsIfExists", "a", "b", false],
    ["StringEqualsIfExists", "a", "a", true],
    ["BoolIfExists", "true", absent, true],
    ["BoolIfExists", "true", "false", false],
    ["NumericLessThanIfExists", "10", absent, true],
    ["ArnLikeIfExists", "arn:aws:iam::1:*", "arn:aws:iam::2:x", false],
    // "If you are using [...] a negated condition operator like StringNotEqualsIfExists, the request is still denied even
    // if the tag is missing."
    ["StringNotEqualsIfExists", "a", absent, true],
    ["StringNotEqualsIfExists", "a", "a", false],
    // "use either true (the key doesn't exist - it is null) or false (the key exists and its value is not null)"
    ["Null", "true", absent, true],
    ["Null", "true", "a", false],
    ["Null", "false", absent, false],
    ["Null", "false", "a", true],
    ["Null", ["true", "false"], "a", true],
    ["Null", "maybe", "a", "unknown"],
    // "any condition operator name except the Null condition"
    ["NullIfExists", "true", absent, "unknown"],
    ["ForAnyValue:Null", "true", absent, "unknown"],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
describe("several values in the request", () => {
  test.each<Case>([
    // "The condition returns true if every key value in the request matches at least one value in the policy. It also
    // returns true if there are no keys in the request, or if the key values resolve to a null data set, such as an empty
    // string."
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", ["a", "b"], "a", true],
    ["ForAllValues:StringEquals", "a", absent, true],
    ["ForAllValues:StringEquals", "a", "", true],
    ["ForAllValues:StringNotEquals", ["a", "b"], ["c", "d"], true],
    ["ForAllValues:StringNotEquals", ["a", "b"], ["c", "a"], false],
    ["ForAllValues:Bool", "true", absent, true],
    // "The condition returns true if any one of the key values in the request matches any one of the condition values in
    // the policy. For no matching key or a null dataset, the condition returns false."
    ["ForAnyValue:StringEquals", ["a", "b"], ["x", "b"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["x", "y"], false],
    ["ForAnyValue:StringEquals", "a", absent, false],
    ["ForAnyValue:StringLike", "o-1/*", ["o-2/r/", "o-1/r/"], true],
    ["ForAnyValue:StringNotEquals", "a", ["a", "b"], true],
    ["ForAnyValue:StringNotEquals", "a", "a", false],
    ["ForAnyValue:StringNotEquals", "a", absent, false],
    // Not documented together.
    ["ForAnyValue:StringEqualsIfExists", "a", absent, "unknown"],
    ["ForAnyValue:StringEqualsIfExists", "a", "a", true],
    ["ForAllValues:StringEqualsIfExists", "a", absent, true],
    // "Multivalued context keys require a condition set operator": without one, nothing says which value counts.
    ["StringEquals", "a", ["a", "b"], "unknown"],
    ["StringEquals", "*", ["a", "b"], false],
    ["StringLike", "*", ["a", "b"], true],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual)).toBe(expected);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
describe("policy variables", () => {
  const alex = { "aws:username": "alex", "aws:PrincipalTag/team": "ops*" };
  test.each<Case>([
    ["StringEquals", "${aws:username}", "alex", true],
    ["StringEquals", "${aws:username}", "sam", false],
    ["StringLike", "home/${aws:username}/*", "home/alex/x", true],
    ["ArnLike", "arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/alex", true],
    // "Key names are case-insensitive."
    ["StringEquals", "${AWS:UserName}", "alex", true],
    // An operator that ignores case ignores it in the value of a variable too.
    ["StringEqualsIgnoreCase", "${aws:username}", "ALEX", true],
    ["StringEqualsIgnoreCase", "${aws:PrincipalTag/team}", "OPS*", true],
    ["StringEqualsIgnoreCase", "${aws:PrincipalTag/team}", "ops-2", false],
    // The value of a variable has no wildcards.
    ["StringLike", "${aws:PrincipalTag/team}", "ops-2", false],
    ["StringLike", "${aws:PrincipalTag/team}", "ops*", true],
    ["StringNotEqualsIgnoreCase", "${aws:username}", "ALEX", false],
    // "like StringEquals or StringLike do not match, and the policy statement does not take effect"
    ["StringEquals", "${aws:PrincipalTag/none}", "alex", false],
    ["StringLike", "*${aws:PrincipalTag/none}*", "alex", false],
    // "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value"
    ["StringNotEquals", "${aws:PrincipalTag/none}", "alex", true],
    ["StringNotLike", "*${aws:PrincipalTag/none}*", "alex", true],
    // "surround the default value with single quotes (' '), and separate the variable text and the default value with a
    // comma and space"
    ["StringEquals", "${aws:PrincipalTag/none, 'company-wide'}", "company-wide", true],
    ["StringEquals", "${aws:username, 'company-wide'}", "alex", true],
    ["StringEquals", "${aws:username, 'company-wide'}", "company-wide", false],
    // "${*} - use where you need an * (asterisk) character."
    ["StringLike", "a${*}", "abc", false],
    ["StringLike", "a${*}", "a*", true],
    ["StringLike", "a${?}", "ab", false],
    ["StringLike", "a${?}", "a?", true],
    ["StringEquals", "${$}{aws:username}", "${aws:username}", true],
    ["StringEquals", "${somebody}", "alex", "unknown"],
  ])("%s %j, and the request has %j: %j", (operator, values, actual, expected) => {
    expect(holds(operator, values, actual, alex)).toBe(expected);
  });

  test("are text in a document of an older version", () => {
    const condition = {
      operator: "StringLike",
      key: "aws:key",
      name: "aws:Key",
      withoutVariables: true as const,
    };
    const context = requestContext({ "aws:Key": "${aws:username}", "aws:username": "alex" });
    expect(conditionHolds({ ...condition, values: ["${aws:username}"] }, context)).toBe(true);
    expect(conditionHolds({ ...condition, values: ["alex"] }, context)).toBe(false);
  });

  test("are unknown when their key is, or has several values", () => {
    const condition = { operator: "StringEquals", key: "aws:key", name: "aws:Key", values: ["${aws:other}"] };
    const holdsWith = (other: string[] | { unknown: true }) =>
      conditionHolds(condition, requestContext({ "aws:Key": "a", "aws:other": other }));
    expect(holdsWith({ unknown: true })).toBe("unknown");
    expect(holdsWith(["a", "b"])).toBe("unknown");
    expect(holdsWith(["a"])).toBe(true);
  });
});

test("a condition on a key that is not known, and one with an operator that IAM does not have, are unknown", () => {
  const condition = { operator: "StringEquals", key: "aws:key", name: "aws:Key", values: ["a"] };
  expect(conditionHolds(condition, new Map())).toBe("unknown");
  expect(holds("StringMatches", "a", "a")).toBe("unknown");
  expect(holds("BinaryNotEquals", "AAAA", "AAAA")).toBe("unknown");
  expect(holds("NumericNotLessThan", "1", "1")).toBe("unknown");
});

test("a condition is readable when its operator exists and its values are of the operator's type", () => {
  const readable = (operator: string, ...values: string[]) =>
    isReadable({ operator, key: "k", name: "k", values });
  expect(readable("StringLike", "anything", "${aws:username}")).toBe(true);
  expect(readable("ArnLike", "arn:aws:iam::1:*", "${aws:PrincipalArn}")).toBe(true);
  expect(readable("ForAllValues:NumericLessThanEqualsIfExists", "1.5")).toBe(true);
  expect(readable("IpAddress", "203.0.113.0/24", "::1")).toBe(true);
  expect(readable("Null", "true")).toBe(true);
  expect(readable("Null", "yes")).toBe(false);
  expect(readable("StringIs", "a")).toBe(false);
  expect(readable("ArnLike", "*")).toBe(false);
  expect(readable("DateLessThan", "2020-01-01", "soon")).toBe(false);
  expect(readable("StringEquals", "${me}")).toBe(false);
});

test("conditions are told with their keys in lower case and as written, and their values as texts", () => {
  const Condition = { Bool: { "aws:SecureTransport": true }, StringLike: { "s3:Prefix": ["a", "b"] } };
  expect(conditionsOf({ Effect: "Allow", Condition })).toEqual([
    { operator: "Bool", key: "aws:securetransport", name: "aws:SecureTransport", values: ["true"] },
    { operator: "StringLike", key: "s3:prefix", name: "s3:Prefix", values: ["a", "b"] },
  ]);
  expect(conditionsOf({ Effect: "Allow" })).toEqual([]);
});
