import { entrancesOf } from "../../access/entrances";
import { waysIn } from "../../iam/ways-in";
import { waysText } from "../../reports/requirements";
import { accessOf, company } from "./access-of";

/** The requirements of account 999999999999 for a role with these statements in its trust policy. */
function required(...statements: object[]): string[] {
  const access = accessOf({
    identityAccount: { id: "111111111111" },
    deployWith: { role: "Deployer" },
    targetAccounts: { prod: { id: "222222222222" } },
    roles: {
      Role: {
        targetAccounts: ["prod"],
        trustedEntity: {
          custom: {
            Version: "2012-10-17",
            Statement: statements.map((rest) => ({
              Effect: "Allow",
              Principal: { AWS: "999999999999" },
              Action: "sts:AssumeRole",
              ...rest,
            })),
          },
        },
      },
    },
  });
  return entrancesOf(access).map(waysText);
}
const externalId = { StringEquals: { "sts:ExternalId": "acme-4711" } };
const organization = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };

test.each([
  [[{}], "nothing"],
  [[{ Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }], "MFA"],
  [[{ Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } } }], "MFA within 1h"],
  [[{ Condition: externalId }], "external ID"],
  [[{ Condition: { DateLessThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" } } }], "until 2099-01-01"],
  [
    [{ Condition: { DateLessThan: { "aws:CurrentTime": "2099-01-01T18:00:00Z" } } }],
    "until 2099-01-01T18:00:00Z",
  ],
  [
    [{ Condition: { ...externalId, IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/24"] } } }],
    "external ID, address in 198.51.100.0/24 or 203.0.113.0/24",
  ],
  [
    [{ Condition: { NotIpAddress: { "aws:SourceIp": "198.51.100.0/24" } } }],
    "address not in 198.51.100.0/24 if present",
  ],
  [[{ Condition: organization }], "organization o-a1b2c3d4e5"],
  [
    [{ Condition: { StringEquals: { "sts:RoleSessionName": "${aws:username}" } } }],
    "session named as the user",
  ],
  [
    [{ Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } }],
    "aws:RequestedRegion eu-central-1",
  ],
  [[{ Condition: externalId }, { Condition: organization }], "external ID; or organization o-a1b2c3d4e5"],
  [[{ Condition: externalId }, {}], "nothing"],
  [
    [{}, { Effect: "Deny", Condition: { StringNotEquals: { "sts:ExternalId": "acme-4711" } } }],
    "external ID",
  ],
])("%j requires: %s", (statements, text) => {
  expect(required(...statements)).toEqual([text]);
  expect(text).not.toContain("acme-4711");
});

test("a condition that cannot be read is unknown, and its values are not shown", () => {
  const statement = {
    Effect: "Allow" as const,
    Principal: { AWS: "999999999999" },
    Action: "sts:AssumeRole",
  };
  const trust = {
    Version: "2012-10-17" as const,
    Statement: [{ ...statement, Condition: { StringFoo: { "sts:ExternalId": "acme-4711" } } }],
  };
  const ways = waysIn({ trust }, { kind: "account", accountId: "999999999999" });
  expect(waysText({ ways, mfa: "unknown" })).toBe("MFA unknown, unknown condition StringFoo sts:ExternalId");
});

test("a role's settings are told in the same words", () => {
  const access = accessOf({
    ...company(),
    roles: {
      Vendor: {
        targetAccounts: ["logs"],
        mfaMaxAge: "15m",
        externalId: "acme-4711",
        organizationId: "o-a1b2c3d4e5",
        requireUserSessionName: true,
      },
    },
    groups: {},
    users: { carol: { canAssume: ["Vendor"] } },
    principals: {},
  });
  expect(entrancesOf(access).map((entrance) => waysText(entrance).split(", ").sort())).toEqual([
    ["MFA within 15m", "external ID", "organization o-a1b2c3d4e5", "session named as the user"],
  ]);
});
