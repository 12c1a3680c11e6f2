/** Documents and roles, as read and as declared. */
import { placesOf, placeTrustPolicy } from "../../access";
import { canonicalPolicy } from "../../iam/canonical-policy";
import type { Statement } from "../../iam/policy-document";
import { type RoleAsRead, roleDifferences } from "../../sandbox/read-back";
import { access } from "./access";

const Version = "2012-10-17";

test("documents of the same meaning are the same, however they are written", () => {
  const one = {
    Version,
    Statement: {
      Effect: "Allow" as const,
      Action: ["sts:AssumeRole"],
      Principal: { AWS: ["a", "b"] },
      Condition: { Bool: { "aws:MultiFactorAuthPresent": true } },
    },
  };
  const other = {
    Version,
    Statement: [
      {
        Condition: { Bool: { "aws:MultiFactorAuthPresent": ["true"] } },
        Principal: { AWS: ["b", "a"] },
        Action: "sts:AssumeRole",
        Effect: "Allow" as const,
      },
    ],
  };
  expect(canonicalPolicy(one)).toBe(canonicalPolicy(other));
});

test("documents of different meaning differ", () => {
  const statement = { Effect: "Allow" as const, Action: "sts:AssumeRole", Principal: { AWS: "a" } };
  const document = canonicalPolicy({ Version, Statement: [statement] });
  const others: Statement[] = [
    { ...statement, Effect: "Deny" as const },
    { ...statement, Principal: { AWS: "b" } },
    { ...statement, Principal: { Service: "a" } },
    { ...statement, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } },
  ];
  for (const other of others) expect(canonicalPolicy({ Version, Statement: [other] })).not.toBe(document);
});

describe("a role in an account", () => {
  const declared = access({
    roles: {
      Reader: {
        targetAccounts: ["dev"],
        path: "/teams/",
        managedPolicies: ["ReadOnlyAccess", { name: "extra" }],
        permissionsBoundary: "PowerUserAccess",
        maxSessionDuration: "2h",
        inlinePolicies: {
          more: { Version, Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] },
        },
      },
    },
  });
  const [place] = placesOf(declared);
  if (!place) throw new Error("no role");
  const asDeclared: RoleAsRead = {
    trustPolicy: placeTrustPolicy(place),
    path: "/teams/",
    maxSessionDuration: 7200,
    permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
    managedPolicies: ["arn:aws:iam::222222222222:policy/extra", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
    inlinePolicies: new Map([
      ["more", { Version, Statement: { Effect: "Allow", Action: ["s3:*"], Resource: "*" } }],
    ]),
  };

  test("is as declared", () => {
    expect(roleDifferences(declared, place, asDeclared)).toEqual([]);
  });

  test.each([
    ["path", { path: "/" }, "path: declared /teams/, found /"],
    ["duration", { maxSessionDuration: 3600 }, "maximum session duration: declared 7200, found 3600"],
    [
      "boundary",
      { permissionsBoundary: undefined },
      "permissions boundary: declared arn:aws:iam::aws:policy/PowerUserAccess, found none",
    ],
    [
      "managed policies",
      { managedPolicies: [...asDeclared.managedPolicies, "arn:aws:iam::aws:policy/AdministratorAccess"] },
      /^managed policies: declared .*, found .*AdministratorAccess/,
    ],
    ["inline policies", { inlinePolicies: new Map() }, /^inline policies: declared more .*, found none$/],
  ])("differs in its %s", (_, found, expected) => {
    const differences = roleDifferences(declared, place, { ...asDeclared, ...found });
    expect(differences).toEqual([typeof expected === "string" ? expected : expect.stringMatching(expected)]);
  });

  test("differs in whom it trusts, and on what condition", () => {
    const withoutMfa = JSON.parse(JSON.stringify(asDeclared.trustPolicy));
    delete withoutMfa.Statement[0].Condition;
    expect(roleDifferences(declared, place, { ...asDeclared, trustPolicy: withoutMfa })).toHaveLength(1);
    const stranger = JSON.parse(
      JSON.stringify(asDeclared.trustPolicy).replaceAll("111111111111", "999999999999"),
    );
    expect(roleDifferences(declared, place, { ...asDeclared, trustPolicy: stranger })).toContain(
      "trust policy: does not name the identity account",
    );
  });

  test("is missing", () => {
    expect(roleDifferences(declared, place, undefined)).toEqual(["there is no such role"]);
  });
});
