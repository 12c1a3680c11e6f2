/** A golden document for each key of roles, users and groups: what AWS gets of it. */
import { expectGoldenJson } from "../support/golden";
import { accessStackJson, documentOf, resourcesOf } from "../support/stack";

const identityAccount = { id: "111111111111" };
const account = { id: "222222222222" };
const base = { deployWith: { role: "Deployer" }, identityAccount, targetAccounts: { dev: account } };

/** What a role is made of in its one account. */
function roleResources(role: object, file: object = {}) {
  const json = accessStackJson({ ...base, roles: { Example: { targetAccounts: "*", ...role } }, ...file });
  const [made] = Object.values(resourcesOf(json, "aws_iam_role"));
  const { assume_role_policy, provider, ...rest } = made ?? {};
  return {
    trust: documentOf(made, "assume_role_policy"),
    role: rest,
    attached: Object.values(resourcesOf(json, "aws_iam_role_policy_attachment")).map(
      ({ policy_arn }) => policy_arn,
    ),
    ...(json.resource.aws_iam_instance_profile && {
      instanceProfile: Object.values(json.resource.aws_iam_instance_profile)[0],
    }),
    inline: Object.fromEntries(
      Object.values(resourcesOf(json, "aws_iam_role_policy")).map((policy) => [
        policy.name,
        documentOf(policy),
      ]),
    ),
  };
}

const statement = (more: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", ...more }],
});

test("trust policies", () => {
  const granted = {
    groups: { team: { canAssume: ["Example"] } },
    users: {
      "dana.ops+eu@example.com": { path: "/contractors/", groups: ["team"] },
      alex: { canAssume: ["Example"] },
      kim: {},
    },
    principals: { ci: { roleName: "runner", path: "/ci/", canAssume: ["Example"] } },
  };
  const conditions = {
    requireMfa: true,
    mfaMaxAge: "15m",
    externalId: "acme:audit/2025",
    sourceIps: ["2001:db8::/32", "198.51.100.0/24"],
    organizationId: "o-a1b2c3d4e5",
    requireUserSessionName: true,
  };
  const github = { provider: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" };
  const roles: Record<string, [role: object, file?: object]> = {
    default: [{}],
    "requireMfa: false": [{ requireMfa: false }],
    mfaMaxAge: [{ mfaMaxAge: "15m" }],
    externalId: [{ externalId: "acme:audit/2025" }],
    "sourceIps, one": [{ sourceIps: ["198.51.100.0/24"] }],
    "sourceIps, several": [{ sourceIps: ["2001:db8::/32", "198.51.100.0/24"] }],
    organizationId: [{ organizationId: "o-a1b2c3d4e5" }],
    requireUserSessionName: [{ requireUserSessionName: true }],
    "trustGrantedOnly: users, members of groups, principals": [{ trustGrantedOnly: true }, granted],
    "all conditions": [
      { ...conditions, trustGrantedOnly: true },
      { ...granted, principals: {} },
    ],
    "overrides of conditions": [
      { overrides: { dev: { mfaMaxAge: 60, sourceIps: ["198.51.100.7"] } }, externalId: "acme" },
    ],
    "awsAccount, with conditions of a third party": [
      { trustedEntity: { awsAccount: "999999999999" }, externalId: "acme-1", requireMfa: true },
    ],
    "this account": [{}, { targetAccounts: { home: identityAccount } }],
    "service, one": [{ trustedEntity: { service: "ec2.amazonaws.com" } }],
    "service, several": [{ trustedEntity: { service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] } }],
    "webIdentity, any subject": [
      { trustedEntity: { webIdentity: github }, ignore: ["shared-identity-provider"] },
    ],
    "webIdentity, subjects": [
      {
        trustedEntity: {
          webIdentity: { ...github, subjects: ["repo:acme/b:ref:refs/heads/main", "repo:acme/a"] },
        },
      },
    ],
    "webIdentity, patterns of subjects, audiences, source addresses": [
      {
        trustedEntity: {
          webIdentity: { ...github, audience: ["b", "a"], subjects: ["repo:acme/*", "repo:acme-two/x"] },
        },
        sourceIps: ["198.51.100.0/24"],
      },
    ],
    "webIdentity, a provider's ARN": [
      {
        trustedEntity: {
          webIdentity: {
            provider: "arn:aws:iam::222222222222:oidc-provider/gitlab.example.com/x",
            audience: "https://gitlab.example.com",
            subjects: ["project_path:acme/infra:ref_type:branch:ref:main"],
          },
        },
      },
    ],
    "webIdentity, a provider that AWS knows": [
      {
        trustedEntity: {
          webIdentity: { provider: "accounts.google.com", audience: "app", subjects: ["1234567890"] },
        },
      },
    ],
    saml: [{ trustedEntity: { saml: { provider: "Okta" } } }],
    "saml, audience, ARN": [
      {
        trustedEntity: {
          saml: {
            provider: "arn:aws:iam::222222222222:saml-provider/Okta",
            audience: "https://acme.example.com",
          },
        },
      },
    ],
    "saml in aws-cn": [{ trustedEntity: { saml: { provider: "Okta" } } }, { partition: "aws-cn" }],
    "default in aws-us-gov": [{}, { partition: "aws-us-gov" }],
    "custom, as YAML": [
      {
        trustedEntity: {
          custom: statement({
            Sid: "Own",
            Principal: { AWS: "arn:aws:iam::111111111111:root" },
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Condition: { StringEquals: { "sts:RoleSessionName": "${aws:username}" } },
          }),
        },
      },
    ],
    "custom, as JSON": [
      {
        trustedEntity: {
          custom: JSON.stringify(
            statement({
              Principal: { AWS: "111111111111" },
              Action: "sts:AssumeRole",
              Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:user/*" } },
            }),
          ),
        },
      },
    ],
  };
  expectGoldenJson(
    "trust-policies.json",
    Object.fromEntries(Object.entries(roles).map(([what, given]) => [what, roleResources(...given).trust])),
  );
});

test("roles and their permissions", () => {
  const roles: Record<string, object> = {
    "description, path, tags, maxSessionDuration": {
      description: "Costs ${x} a year, 100% of %{it}",
      path: "/people/ops/",
      tags: { owner: "platform", "cost/center: größe": "+4711 = @a-b_c" },
      maxSessionDuration: "1h30m",
    },
    "managedPolicies: by name, by path and name, by ARN, { name, path }": {
      managedPolicies: [
        "AmazonS3ReadOnlyAccess",
        "job-function/ViewOnlyAccess",
        "arn:aws:iam::aws:policy/SecurityAudit",
        "AWSLambdaBasicExecutionRole",
        { name: "team-extras" },
        { name: "team.extras+more", path: "/landing-zone/" },
      ],
    },
    "permissionsBoundary: by name": { permissionsBoundary: "PowerUserAccess" },
    "permissionsBoundary: by ARN": {
      permissionsBoundary: "arn:aws:iam::222222222222:policy/landing-zone/edge",
    },
    "inlinePolicies: as YAML and as JSON, with policy variables": {
      inlinePolicies: {
        own: statement({
          Sid: "Own",
          Action: ["s3:GetObject", "s3:PutObject"],
          Resource: "arn:aws:s3:::acme/${aws:username}/*",
          Condition: { StringLike: { "s3:prefix": ["${aws:username}/*", "${*}", "%{x}"] } },
        }),
        "not.this": JSON.stringify(statement({ NotAction: "iam:*", NotResource: ["arn:aws:s3:::secret/*"] })),
      },
    },
    "instanceProfile, with path and tags": {
      path: "/service/",
      tags: { owner: "platform" },
      trustedEntity: { service: "ec2.amazonaws.com" },
      instanceProfile: true,
    },
    "overrides: other permissions, boundary and duration": {
      managedPolicies: ["ReadOnlyAccess"],
      inlinePolicies: { gone: statement({ Action: "s3:ListBucket", Resource: "*" }) },
      overrides: {
        dev: {
          managedPolicies: ["SecurityAudit"],
          inlinePolicies: {},
          permissionsBoundary: "ViewOnlyAccess",
          maxSessionDuration: 43200,
        },
      },
    },
  };
  expectGoldenJson(
    "role-permissions.json",
    Object.fromEntries(
      Object.entries(roles).map(([what, role]) => {
        const { trust, ...permissions } = roleResources(role);
        return [what, permissions];
      }),
    ),
  );
});

test("users, groups and principals", () => {
  const json = accessStackJson({
    ...base,
    identityAccount: {
      ...identityAccount,
      denyWithoutMfa: true,
      passwordPolicy: {
        allowUsersToChangePassword: true,
        hardExpiry: false,
        maxPasswordAge: 0,
        minimumPasswordLength: 14,
        passwordReusePrevention: 12,
        requireLowercaseCharacters: true,
        requireNumbers: true,
        requireSymbols: true,
        requireUppercaseCharacters: true,
      },
    },
    targetAccounts: { dev: account, prod: { id: "333333333333" } },
    roles: { ReadOnly: { targetAccounts: "*", path: "/people/" }, Developer: { targetAccounts: ["dev"] } },
    groups: {
      developers: { path: "/teams/", canAssume: ["Developer"] },
      auditors: { existing: true, canAssume: [{ role: "ReadOnly", accounts: ["prod"] }] },
    },
    users: {
      alex: {
        path: "/people/",
        tags: { team: "platform" },
        permissionsBoundary: "arn:aws:iam::111111111111:policy/edge",
        forceDestroy: true,
        consoleAccess: { passwordResetRequired: false, passwordLength: 32, pgpKey: "keybase:alex" },
        groups: ["developers", "auditors"],
        canAssume: [
          { role: "ReadOnly", accounts: ["prod"] },
          { role: "ReadOnly", accounts: ["dev"] },
        ],
      },
      "dana.ops+eu@example.com": { consoleAccess: true, selfService: false, canAssume: ["Developer"] },
      kim: { selfService: true, canAssume: ["ReadOnly"] },
      lee: { enrolMfaWithAccessKey: true, canAssume: ["ReadOnly"] },
      legacy: { existing: true, groups: ["auditors"], canAssume: ["Developer"] },
    },
    principals: { ci: { roleName: "runner", path: "/ci/", canAssume: ["Developer"] } },
  });
  const inIdentityAccount = Object.fromEntries(
    Object.entries(json.resource)
      .map(([type, resources]): [string, object] => [
        type,
        Object.fromEntries(
          Object.entries(resources)
            .filter(([, { provider }]) => provider === "aws.identity")
            .map(([name, { provider, ...resource }]) => [
              name,
              "policy" in resource ? { ...resource, policy: documentOf(resource) } : resource,
            ]),
        ),
      ])
      .filter(([, resources]) => Object.keys(resources).length > 0),
  );
  expectGoldenJson("identity-account.json", inIdentityAccount);
});
