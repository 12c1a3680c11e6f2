import type { Partition } from "../../iam/partition";
import { policyProblems } from "../../iam/policy-problems";
import { type TrustConditions, type TrustedEntity, trustPolicy } from "../../iam/trust-policy";

const identity: TrustedEntity = { kind: "account", accountId: "111111111111" };
const none: TrustConditions = { requireMfa: false, requireUserSessionName: false };

function trust(
  entity: TrustedEntity,
  conditions: Partial<TrustConditions> = {},
  partition: Partition = "aws",
) {
  const document = trustPolicy(partition, "222222222222", [
    { entity, conditions: { ...none, ...conditions } },
  ]);
  expect(policyProblems(document, "trust", { partition })).toEqual([]);
  return document;
}

/** A document with this one statement. */
const golden = (statement: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", ...statement }],
});

describe("who is trusted", () => {
  test("the identity account: one statement, its root as the principal, no condition", () => {
    expect(trust(identity)).toEqual(
      golden({ Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111111111111:root" } }),
    );
  });

  test("an account of another partition, in the ARN of that partition", () => {
    expect(trust(identity, {}, "aws-cn")).toEqual(
      golden({ Action: "sts:AssumeRole", Principal: { AWS: "arn:aws-cn:iam::111111111111:root" } }),
    );
  });

  test("one service, and several, sorted", () => {
    expect(trust({ kind: "service", services: ["ec2.amazonaws.com"] })).toEqual(
      golden({ Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }),
    );
    expect(trust({ kind: "service", services: ["lambda.amazonaws.com", "ec2.amazonaws.com"] })).toEqual(
      golden({
        Action: "sts:AssumeRole",
        Principal: { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] },
      }),
    );
  });

  test("a service that sets up its sessions may do that too, and no other service may", () => {
    const conditions = { sourceIps: ["198.51.100.0/24"] };
    const { Statement } = trust(
      {
        kind: "service",
        services: ["rolesanywhere.amazonaws.com", "pods.eks.amazonaws.com", "ec2.amazonaws.com"],
      },
      conditions,
    );
    const Condition = { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } };
    expect(Statement).toEqual([
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" }, Condition },
      {
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        Principal: { Service: "rolesanywhere.amazonaws.com" },
        Condition,
      },
      {
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Principal: { Service: "pods.eks.amazonaws.com" },
        Condition,
      },
    ]);
  });

  test("a web identity: the provider in the role's own account, the audience and exact subjects", () => {
    expect(
      trust({
        kind: "webIdentity",
        provider: "token.actions.githubusercontent.com",
        audiences: ["sts.amazonaws.com"],
        subjects: ["repo:acme/infra:ref:refs/heads/main", "repo:acme/infra:environment:prod"],
      }),
    ).toEqual(
      golden({
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: {
          Federated: "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com",
        },
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": [
              "repo:acme/infra:environment:prod",
              "repo:acme/infra:ref:refs/heads/main",
            ],
          },
        },
      }),
    );
  });

  test("a web identity whose subjects hold wildcards, by the provider's ARN, with a path and two audiences", () => {
    const provider = "arn:aws:iam::222222222222:oidc-provider/login.example.com/realms/acme";
    expect(
      trust({ kind: "webIdentity", provider, audiences: ["b", "a"], subjects: ["team:*", "one"] }),
    ).toEqual(
      golden({
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: provider },
        Condition: {
          StringEquals: { "login.example.com/realms/acme:aud": ["a", "b"] },
          StringLike: { "login.example.com/realms/acme:sub": ["one", "team:*"] },
        },
      }),
    );
  });

  test.each([
    ["accounts.google.com", "aud", "sub"],
    ["cognito-identity.amazonaws.com", "aud", "sub"],
    ["graph.facebook.com", "app_id", "id"],
    ["www.amazon.com", "app_id", "user_id"],
  ])(
    "%s, which AWS knows by itself: its host as the principal, and its own condition keys",
    (provider, aud, sub) => {
      expect(trust({ kind: "webIdentity", provider, audiences: ["app"], subjects: ["me"] })).toEqual(
        golden({
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: provider },
          Condition: { StringEquals: { [`${provider}:${aud}`]: "app", [`${provider}:${sub}`]: "me" } },
        }),
      );
    },
  );

  test.each([
    ["aws", "https://signin.aws.amazon.com/saml"],
    ["aws-us-gov", "https://signin.amazonaws-us-gov.com/saml"],
    ["aws-cn", "https://signin.amazonaws.cn/saml"],
  ] as const)("a SAML provider in %s: for that partition's sign-in page", (partition, audience) => {
    expect(trust({ kind: "saml", provider: "Okta" }, {}, partition)).toEqual(
      golden({
        Action: "sts:AssumeRoleWithSAML",
        Principal: { Federated: `arn:${partition}:iam::222222222222:saml-provider/Okta` },
        Condition: { StringEquals: { "SAML:aud": audience } },
      }),
    );
  });

  test("a SAML provider by its ARN, with an audience of its own", () => {
    const provider = "arn:aws:iam::333333333333:saml-provider/Okta";
    expect(trust({ kind: "saml", provider, audience: "https://acme.example.com" })).toEqual(
      golden({
        Action: "sts:AssumeRoleWithSAML",
        Principal: { Federated: provider },
        Condition: { StringEquals: { "SAML:aud": "https://acme.example.com" } },
      }),
    );
  });

  test("whoever a custom trust policy names: it is taken as it is", () => {
    const document = golden({ Action: "sts:AssumeRole", Principal: { AWS: "333333333333" } });
    expect(trust({ kind: "custom", document: document as never }, { requireMfa: true })).toBe(document);
  });
});

describe("what is asked of a caller", () => {
  const condition = (conditions: Partial<TrustConditions>) => {
    const { Statement } = trust(identity, conditions) as unknown as { Statement: { Condition?: unknown }[] };
    expect(Statement).toHaveLength(1);
    return Statement[0]?.Condition;
  };

  test.each<[string, Partial<TrustConditions>, object]>([
    [
      // Not BoolIfExists: the key is absent for plain access keys.
      "MFA, which plain access keys do not have",
      { requireMfa: true },
      { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    ],
    [
      "MFA not too long ago",
      { requireMfa: true, mfaMaxAge: 3600 },
      {
        Bool: { "aws:MultiFactorAuthPresent": "true" },
        NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
      },
    ],
    ["an external ID", { externalId: "acme:42" }, { StringEquals: { "sts:ExternalId": "acme:42" } }],
    ["an address", { sourceIps: ["198.51.100.0/24"] }, { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } }],
    [
      "one of several addresses",
      { sourceIps: ["203.0.113.0/24", "198.51.100.0/24"] },
      { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/24"] } },
    ],
    [
      "an organization",
      { organizationId: "o-a1b2c3d4e5" },
      { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    ],
    [
      "the user's name as the session's",
      { requireUserSessionName: true },
      { StringEquals: { "sts:RoleSessionName": "${aws:username}" } },
    ],
  ])("%s", (_what, conditions, expected) => {
    expect(condition(conditions)).toEqual(expected);
  });

  test("all of it together, in one statement, so that all of it must hold", () => {
    expect(
      condition({
        requireMfa: true,
        mfaMaxAge: 900,
        externalId: "acme",
        sourceIps: ["198.51.100.0/24"],
        organizationId: "o-a1b2c3d4e5",
        requireUserSessionName: true,
      }),
    ).toEqual({
      Bool: { "aws:MultiFactorAuthPresent": "true" },
      IpAddress: { "aws:SourceIp": "198.51.100.0/24" },
      NumericLessThan: { "aws:MultiFactorAuthAge": "900" },
      StringEquals: {
        "aws:PrincipalOrgID": "o-a1b2c3d4e5",
        "sts:ExternalId": "acme",
        "sts:RoleSessionName": "${aws:username}",
      },
    });
  });

  test("nobody at all: a trust for those who are granted the role, where there are none, lets nobody in", () => {
    expect(trust({ ...identity, principalArns: [] })).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "sts:AssumeRole", Principal: { AWS: "*" } }],
    });
  });

  test("an address, of a federation too, beside what the federation itself is asked", () => {
    expect(trust({ kind: "saml", provider: "Okta" }, { sourceIps: ["198.51.100.0/24"] })).toEqual(
      golden({
        Action: "sts:AssumeRoleWithSAML",
        Principal: { Federated: "arn:aws:iam::222222222222:saml-provider/Okta" },
        Condition: {
          IpAddress: { "aws:SourceIp": "198.51.100.0/24" },
          StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" },
        },
      }),
    );
  });
});
