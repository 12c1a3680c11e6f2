/** What the two halves could not agree on is refused, and what a trust policy of somebody's own asks for is shown. */
import { accessMatrix, readAccess } from "../../access";
import { accessOf } from "../support/stack";

const allow = (more: object) => ({
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111111111111:root" },
  Action: "sts:AssumeRole",
  ...more,
});

/** A role with a trust policy of somebody's own, in another account or in the identity account itself. */
function file(statements: object[], { accountId = "222222222222", principals = {} } = {}) {
  return {
    deployWith: { role: "Deployer" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { there: { id: accountId } },
    roles: {
      Own: {
        targetAccounts: "*",
        trustedEntity: { custom: { Version: "2012-10-17", Statement: statements } },
      },
    },
    users: { alex: { path: "/people/", canAssume: ["Own"] }, kim: {} },
    principals,
  };
}

/** The errors: their places, codes, and the ARN that each is about. */
const errors = (declared: object) =>
  readAccess(declared)
    .problems.filter(({ severity }) => severity === "error")
    .map(({ path, code, data }) => [path.join("."), code, ...(data?.arn ? [data.arn] : [])]);

const here = { accountId: "111111111111" };
const kim = "arn:aws:iam::111111111111:user/kim";

test("a grant that the trust policy does not keep", () => {
  const condition = { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:user/others/*" } };
  expect(errors(file([allow({ Condition: condition })]))).toEqual([
    ["roles.Own.trustedEntity.custom", "grant-not-trusted", "arn:aws:iam::111111111111:user/people/alex"],
  ]);
});

describe("in the identity account itself, a trust policy that lets somebody in without a grant", () => {
  test("by naming a user", () => {
    const statements = [allow({}), allow({ Principal: { AWS: kim } })];
    expect(errors(file(statements, here))).toEqual([
      ["roles.Own.trustedEntity.custom", "trusted-without-grant", kim],
    ]);
    // Elsewhere kim needs a permission as well, and has none.
    expect(errors(file(statements))).toEqual([]);
  });

  test("by naming everybody, the roles there among them", () => {
    expect(errors(file([allow({ Principal: { AWS: "*" } })], here))).toEqual(
      expect.arrayContaining([
        ["roles.Own.trustedEntity.custom", "trusted-without-grant", kim],
        ["roles.Own.trustedEntity.custom", "trusted-without-grant", "arn:aws:iam::111111111111:role/Own"],
      ]),
    );
    const condition = { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111111111111:user/people/alex" } };
    expect(errors(file([allow({ Principal: { AWS: "*" }, Condition: condition })], here))).toEqual([]);
  });
});

describe("a session with the user's name, asked of a role that is granted", () => {
  const principals = { ci: { roleName: "runner", canAssume: ["Own"] } };

  test("by the role", () => {
    const declared = file([], { principals });
    const roles = { Own: { targetAccounts: "*", requireUserSessionName: true } };
    expect(errors({ ...declared, roles })).toEqual([["principals.ci.canAssume", "user-name-of-principal"]]);
  });

  test("by a trust policy of somebody's own", () => {
    const condition = { StringEquals: { "sts:RoleSessionName": "${aws:username}" } };
    expect(errors(file([allow({ Condition: condition })], { principals }))).toEqual([
      ["roles.Own.trustedEntity.custom", "grant-not-trusted", "arn:aws:iam::111111111111:role/runner"],
    ]);
  });
});

describe("the matrix says of a trust policy of somebody's own", () => {
  const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
  const entryOf = (statements: object[]) => accessMatrix(accessOf(file(statements)))[0];

  test.each<[string, object[], boolean]>([
    ["when every way in asks for it", [allow({ Condition: mfa })], true],
    ["when one way in does not", [allow({ Condition: mfa }), allow({})], false],
    ["when the way in is another's", [allow({ Condition: mfa }), allow({ Principal: { AWS: kim } })], true],
    [
      "when its age is asked for",
      [allow({ Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "300" } } })],
      true,
    ],
    [
      "when everybody without it is denied",
      [
        allow({}),
        allow({ Effect: "Deny", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } }),
      ],
      true,
    ],
    [
      "when plain access keys pass",
      [allow({ Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } })],
      false,
    ],
  ])("whether MFA is needed: %s", (_, statements, requireMfa) => {
    expect(entryOf(statements)?.requireMfa).toBe(requireMfa);
  });

  test("that there is no link, where each way in asks for an external ID", () => {
    const withId = allow({ Condition: { StringEquals: { "sts:ExternalId": "acme" } } });
    expect(entryOf([withId])?.place.link).toEqual({ reason: expect.stringMatching(/external ID/) });
    expect(entryOf([withId, allow({})])?.place.link).toHaveProperty("url");
  });
});

test("a user who exists already is not denied without MFA, so the matrix does not say so", () => {
  const declared = {
    ...file([]),
    identityAccount: { id: "111111111111", denyWithoutMfa: true },
    roles: { Own: { targetAccounts: "*", requireMfa: false } },
    users: { alex: { canAssume: ["Own"] }, robin: { existing: true, canAssume: ["Own"] } },
  };
  expect(accessMatrix(accessOf(declared)).map(({ caller, requireMfa }) => [caller.name, requireMfa])).toEqual(
    [
      ["alex", true],
      ["robin", false],
    ],
  );
});
