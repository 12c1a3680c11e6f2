import {
  asksForExternalId,
  asksForMfa,
  letsAccountsIn,
  namesItself,
  trustNames,
} from "../../iam/custom-trust";
import type { Statement } from "../../iam/policy-document";
import { strangersLetIn } from "../../iam/stranger";

const allow = (more: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { AWS: "arn:aws:iam::111111111111:root" },
  ...more,
});
const deny = (more: Partial<Statement> = {}): Statement => allow({ Effect: "Deny", ...more });

const alex = "arn:aws:iam::111111111111:user/ops/alex";
const letsIn = (...statements: Statement[]) =>
  trustNames({ Version: "2012-10-17", Statement: statements }, "111111111111", alex);

describe("a custom trust policy lets a user of the identity account in", () => {
  test.each<[string, Statement]>([
    ["by the account's root", allow()],
    ["by the account's id", allow({ Principal: { AWS: "111111111111" } })],
    ["by the user's ARN", allow({ Principal: { AWS: ["arn:aws:iam::999999999999:root", alex] } })],
    ["by everybody", allow({ Principal: "*" })],
    ["by everybody with an AWS account", allow({ Principal: { AWS: "*" } })],
    ["by any action", allow({ Action: ["sts:TagSession", "sts:*"] })],
    ["by an action in other letters", allow({ Action: "STS:assumerole" })],
    [
      "under a condition that speaks of something else",
      allow({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
    ],
    [
      "by its ARN with wildcards",
      allow({ Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/ops/*" } } }),
    ],
    [
      "by its ARN in other letters of the key",
      allow({ Condition: { StringEquals: { "AWS:principalARN": [alex] } } }),
    ],
    ["by not being another", allow({ Condition: { ArnNotEquals: { "aws:PrincipalArn": `${alex}2` } } })],
    ["by having an ARN at all", allow({ Condition: { Null: { "aws:PrincipalArn": "false" } } })],
  ])("%s", (_how, statement) => {
    expect(letsIn(statement)).toBe(true);
  });

  test("beside a denial of somebody else, or one under conditions that need not hold", () => {
    expect(letsIn(allow(), deny({ Principal: { AWS: "999999999999" } }))).toBe(true);
    expect(letsIn(allow(), deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } }))).toBe(true);
    expect(letsIn(allow(), deny({ Condition: { ArnNotEquals: { "aws:PrincipalArn": alex } } }))).toBe(true);
  });
});

describe("a custom trust policy does not let a user of the identity account in", () => {
  test.each<[string, Statement[]]>([
    ["without a statement", []],
    ["for another account", [allow({ Principal: { AWS: "arn:aws:iam::999999999999:root" } })]],
    ["for a service", [allow({ Principal: { Service: "ec2.amazonaws.com" } })]],
    ["for another user", [allow({ Principal: { AWS: `${alex}2` } })]],
    ["for another action", [allow({ Action: "sts:AssumeRoleWithSAML" })]],
    ["for every action but this one", [allow({ Action: undefined, NotAction: "sts:AssumeRole" })]],
    ["for another ARN", [allow({ Condition: { ArnEquals: { "aws:PrincipalArn": `${alex}2` } } })]],
    [
      "for its ARN as a text with a wildcard",
      [allow({ Condition: { StringEquals: { "aws:PrincipalArn": `${alex}*` } } })],
    ],
    ["that is denied", [allow(), deny()]],
    ["that is denied with everybody", [allow(), deny({ Principal: "*" })]],
    [
      "that is not among those who are not denied",
      [allow(), deny({ Principal: undefined, NotPrincipal: { AWS: "999999999999" } })],
    ],
    [
      "that is denied by its ARN",
      [
        allow(),
        deny({
          Principal: "*",
          Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:*:iam::*:user/*/sam" } },
        }),
      ],
    ],
  ])("%s", (_how, statements) => {
    expect(letsIn(...statements)).toBe(false);
  });
});

describe("a statement for everybody", () => {
  const lets = (Condition: Statement["Condition"]) =>
    strangersLetIn({ Version: "2012-10-17", Statement: allow({ Principal: "*", Condition }) }).some(
      ({ stranger }) => stranger.kind === "anybody" && stranger.from === "anywhere",
    );

  test.each<[string, Statement["Condition"]]>([
    ["an organization", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }],
    ["an account", { StringEquals: { "aws:PrincipalAccount": ["111111111111", "222222222222"] } }],
    ["ARNs of an account", { ArnLike: { "AWS:PrincipalArn": "arn:aws:iam::111111111111:role/ci-*" } }],
    ["addresses", { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } }],
    ["a VPC endpoint", { "ForAnyValue:StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } }],
  ])("binds its callers to %s", (_what, Condition) => {
    expect(lets(Condition)).toBe(false);
  });

  test.each<[string, Statement["Condition"]]>([
    ["nothing", undefined],
    ["MFA, which a stranger has too", { Bool: { "aws:MultiFactorAuthPresent": "true" } }],
    ["an external ID, which is no secret", { StringEquals: { "sts:ExternalId": "acme" } }],
    ["a user's name, which a stranger may bear", { StringEquals: { "aws:username": "alex" } }],
    ["a tag, which a stranger may bear", { StringEquals: { "aws:PrincipalTag/team": "ops" } }],
    ["a role's name in any account", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } }],
    ["anything", { StringLike: { "aws:PrincipalOrgID": "*" } }],
    ["one thing or anything", { StringLike: { "aws:PrincipalOrgID": ["o-a1b2c3d4e5", "*"] } }],
    ["every address", { IpAddress: { "aws:SourceIp": ["0.0.0.0/0", "::/0"] } }],
    ["not being somebody", { StringNotEquals: { "aws:PrincipalAccount": "111111111111" } }],
    ["a key that may be absent", { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }],
    ["all of no values", { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }],
    ["a key being there", { Null: { "aws:PrincipalOrgID": "false" } }],
  ])("does not bind its callers by %s", (_what, Condition) => {
    expect(lets(Condition)).toBe(true);
  });
});

test("accounts are let in by a statement for them, and by none for a service, a federation, or a denial", () => {
  expect(letsAccountsIn(allow())).toBe(true);
  expect(letsAccountsIn(allow({ Principal: "*" }))).toBe(true);
  expect(letsAccountsIn(deny())).toBe(false);
  expect(letsAccountsIn(allow({ Principal: { Service: "ec2.amazonaws.com" } }))).toBe(false);
  expect(letsAccountsIn(allow({ Action: "sts:AssumeRoleWithWebIdentity" }))).toBe(false);
});

test("an external ID is asked for by a condition that fails without one, and by no other", () => {
  const asks = (Condition: Statement["Condition"]) => asksForExternalId(allow({ Condition }));
  expect(asks({ StringEquals: { "sts:ExternalId": "acme" } })).toBe(true);
  expect(asks({ StringLike: { "STS:externalid": ["a", "b"] } })).toBe(true);
  expect(asks({ StringEqualsIfExists: { "sts:ExternalId": "acme" } })).toBe(false);
  expect(asks({ StringNotEquals: { "sts:ExternalId": "acme" } })).toBe(false);
  expect(asks(undefined)).toBe(false);
});

test("MFA is asked for when no way in is without it", () => {
  const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
  const asks = (...statements: Statement[]) =>
    asksForMfa({ Version: "2012-10-17", Statement: statements }, "111111111111", alex);
  expect(asks(allow(mfa))).toBe(true);
  expect(asks(allow(mfa), allow())).toBe(false);
  expect(asks(allow({ Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } }))).toBe(false);
});

test("a statement names a principal by its ARN, or with everybody, and not by its account", () => {
  const role = "arn:aws:iam::111111111111:role/ci";
  expect(namesItself(allow({ Principal: { AWS: alex } }), alex)).toBe(true);
  expect(namesItself(allow({ Principal: { AWS: role } }), role)).toBe(true);
  expect(namesItself(allow({ Principal: "*" }), alex)).toBe(true);
  expect(namesItself(allow(), alex)).toBe(false);
  expect(namesItself(allow({ Principal: { AWS: role } }), alex)).toBe(false);
});
