/** Every dangerous pattern has a finding at the role that it is about, and no harmless one has any. */
import { readAccess } from "../../access";
import patterns from "./dangerous-patterns.json";

/** The findings about the role R; none about anything else. */
function findings(access: unknown): string[] {
  const { problems } = readAccess(access);
  return problems.map(({ path, code }) => `${path.slice(0, 2).join(".")} ${code}`);
}

const isDangerous = (pattern: { readonly dangerous: boolean }) => pattern.dangerous;
const named = ({ group, name, access }: (typeof patterns)[number]) => [`${group}: ${name}`, access] as const;

test.each(patterns.filter(isDangerous).map(named))("finds %s", (_name, access) => {
  const found = findings(access);
  expect(found).not.toEqual([]);
  for (const finding of found) expect(finding).toMatch(/^roles\.R /);
});

test.each(patterns.filter((one) => !isDangerous(one)).map(named))(
  "has nothing against %s",
  (_name, access) => {
    expect(findings(access)).toEqual([]);
  },
);

const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

function around(role: object, grantees: readonly string[] = ["R0"]) {
  return {
    deployWith: { role: "D" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { b: { id: "222222222222" } },
    roles: { R0: { targetAccounts: ["b"] }, R: { targetAccounts: ["b"], ...role } },
    users: { alex: { canAssume: grantees } },
  };
}

/** A role that people are granted, with an inline policy. */
const allowing = (statement: object, role: object = {}) =>
  around({ ...role, inlinePolicies: { p: policy({ Effect: "Allow", Resource: "*", ...statement }) } }, [
    "R0",
    "R",
  ]);
const managed = (name: string, role: object = {}) =>
  around({ managedPolicies: [name], ...role }, ["R0", "R"]);
const entity = (trustedEntity: object, role: object = {}) => around({ trustedEntity, ...role });
const trusting = (...statements: object[]) =>
  entity({
    custom: policy(...statements.map((one) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...one }))),
  });
const everybody = (Condition: object) => trusting({ Principal: "*", Condition });
const thirdParty = (Condition: object) => trusting({ Principal: { AWS: "999999999999" }, Condition });
const identity = { AWS: "arn:aws:iam::111111111111:root" };
const token = (Federated: string, Condition?: object) =>
  trusting({
    Principal: { Federated },
    Action: "sts:AssumeRoleWithWebIdentity",
    ...(Condition && { Condition }),
  });
const web = (provider: string, ...subjects: string[]) =>
  entity({ webIdentity: { provider, audience: "sts.amazonaws.com", subjects } });
const github = "token.actions.githubusercontent.com";
const githubArn = `arn:aws:iam::222222222222:oidc-provider/${github}`;
const privateArn = "arn:aws:iam::222222222222:oidc-provider/login.example.com";
const samlArn = "arn:aws:iam::222222222222:saml-provider/corp";
const admin = { managedPolicies: ["AdministratorAccess"] };
const deny = (Condition: object, more: object = {}) => ({
  Effect: "Deny",
  Principal: "*",
  Condition,
  ...more,
});

describe("dangerous variants", () => {
  test.each<[rule: string, name: string, access: object]>([
    ["escalation", "SetDefaultPolicyVersion", allowing({ Action: "iam:SetDefaultPolicyVersion" })],
    ["escalation", "AddUserToGroup", allowing({ Action: "iam:AddUserToGroup" })],
    ["escalation", "CreateLoginProfile by a pattern", allowing({ Action: "iam:*LoginProfile" })],
    ["escalation", "iam in capitals", allowing({ Action: "IAM:putROLEpolicy" })],
    ["escalation", "PassRole to Lambda", allowing({ Action: ["iam:PassRole", "lambda:CreateFunction"] })],
    ["escalation", "NotAction that leaves IAM in", allowing({ NotAction: ["organizations:*", "account:*"] })],
    ["escalation", "Session Manager on every instance", allowing({ Action: "ssm:StartSession" })],
    ["escalation", "PowerUserAccess without MFA", managed("PowerUserAccess", { requireMfa: false })],
    [
      "escalation",
      "AWSLambda_FullAccess without MFA",
      managed("AWSLambda_FullAccess", { requireMfa: false }),
    ],
    [
      "assume-role-wildcard",
      "AssumeRole by a pattern that covers Admin",
      allowing({ Action: "sts:Assume*", Resource: "arn:aws:iam::*:role/Adm*" }),
    ],
    [
      "assume-role-wildcard",
      "AssumeRole outside one organization",
      allowing({
        Action: "sts:AssumeRole",
        Condition: { StringNotEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
      }),
    ],
    [
      "pass-role-wildcard",
      "PassRole to all but one service by a pattern",
      allowing({ Action: "iam:Pass*", Condition: { StringNotLike: { "iam:PassedToService": "ec2*" } } }),
    ],
    [
      "pass-role-wildcard",
      "PassRole without a role's path",
      allowing({ Action: "iam:PassRole", Resource: "arn:aws:iam::222222222222:*" }),
    ],
    ["administrator-for-service", "Lambda", entity({ service: "lambda.amazonaws.com" }, admin)],
    [
      "administrator-for-service",
      "IAMFullAccess for CodeBuild",
      entity({ service: "codebuild.amazonaws.com" }, { managedPolicies: ["IAMFullAccess"] }),
    ],
    [
      "administrator-for-pull-requests",
      "every ref of a repository",
      entity(
        { webIdentity: { provider: github, audience: "sts.amazonaws.com", subjects: ["repo:acme/x:*"] } },
        admin,
      ),
    ],
    [
      "administrator-for-pull-requests",
      "pull requests themselves",
      entity(
        {
          webIdentity: {
            provider: github,
            audience: "sts.amazonaws.com",
            subjects: ["repo:acme/x:pull_request"],
          },
        },
        admin,
      ),
    ],
    [
      "administrator-for-pull-requests",
      "speculative plans",
      entity(
        {
          webIdentity: {
            provider: "app.terraform.io",
            audience: "aws",
            subjects: ["organization:acme:project:p:workspace:w:run_phase:*"],
          },
        },
        admin,
      ),
    ],
    [
      "administrator-without-mfa",
      "everything in two statements",
      allowing({ Action: ["*"], Resource: ["*"] }, { requireMfa: false }),
    ],
    [
      "invalid-policy-document",
      "Federated: *",
      trusting({ Principal: { Federated: "*" }, Action: "sts:AssumeRoleWithSAML" }),
    ],
    ["wildcard-principal", "AWS: *", trusting({ Principal: { AWS: "*" } })],
    [
      "wildcard-principal",
      "organization IfExists",
      everybody({ StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
    ],
    ["wildcard-principal", "any VPC", everybody({ StringLike: { "aws:SourceVpc": "vpc-*" } })],
    ["wildcard-principal", "a tag", everybody({ StringEquals: { "aws:PrincipalTag/team": "ops" } })],
    [
      "wildcard-principal",
      "a role name of any account",
      everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ops" } }),
    ],
    [
      "wildcard-principal",
      "not one account",
      everybody({ StringNotEquals: { "aws:PrincipalAccount": "999999999999" } }),
    ],
    [
      "wildcard-principal",
      "every IPv6 address but one range",
      everybody({ NotIpAddress: { "aws:SourceIp": "2001:db8::/32" } }),
    ],
    ["wildcard-principal", "a session name", everybody({ StringLike: { "sts:RoleSessionName": "ops-*" } })],
    [
      "wildcard-principal",
      "web identity of anybody",
      trusting({ Principal: "*", Action: "sts:AssumeRoleWithWebIdentity" }),
    ],
    ["bound-by-address-only", "one address", everybody({ IpAddress: { "aws:SourceIp": "203.0.113.7" } })],
    [
      "third-party-without-external-id",
      "external ID IfExists",
      thirdParty({ StringEqualsIfExists: { "sts:ExternalId": "acme-4711" } }),
    ],
    [
      "third-party-without-external-id",
      "external ID ForAllValues",
      thirdParty({ "ForAllValues:StringEquals": { "sts:ExternalId": "acme-4711" } }),
    ],
    [
      "third-party-without-external-id",
      "external ID of itself",
      thirdParty({ StringEquals: { "sts:ExternalId": "${sts:ExternalId}" } }),
    ],
    [
      "third-party-without-external-id",
      "external ID is there",
      thirdParty({ Null: { "sts:ExternalId": "false" } }),
    ],
    [
      "third-party-without-external-id",
      "the account as a trusted entity",
      entity({ awsAccount: "999999999999" }),
    ],
    ["weak-external-id", "two letters", entity({ awsAccount: "999999999999" }, { externalId: "ab" })],
    [
      "weak-external-id",
      "two letters in a custom trust policy",
      thirdParty({ StringEquals: { "sts:ExternalId": "ab" } }),
    ],
    ["condition-does-not-bind", "IPv6 internet", around({ sourceIps: ["::/0"] })],
    [
      "condition-does-not-bind",
      "every ARN",
      trusting({ Principal: identity, Condition: { ArnLike: { "aws:PrincipalArn": "*" } } }),
    ],
    [
      "condition-does-not-bind",
      "user name of itself",
      trusting({ Principal: identity, Condition: { StringEquals: { "aws:username": "${aws:username}" } } }),
    ],
    ["shared-identity-provider", "part of an organization's name", web(github, "repo:acme*")],
    ["shared-identity-provider", "Buildkite", web("agent.buildkite.com", "organization:*:pipeline:deploy:*")],
    ["shared-identity-provider", "GitLab, any project", web("gitlab.com", "*")],
    [
      "shared-identity-provider",
      "GitHub by ForAllValues",
      token(githubArn, { "ForAllValues:StringLike": { [`${github}:sub`]: "repo:acme/*" } }),
    ],
    [
      "shared-identity-provider",
      "GitHub by its branch only",
      token(githubArn, { StringEquals: { [`${github}:ref`]: "refs/heads/main" } }),
    ],
    [
      "shared-identity-provider",
      "Amazon without its app",
      token("www.amazon.com", { StringEquals: { "www.amazon.com:user_id": "amzn1.account.X" } }),
    ],
    ["shared-identity-provider", "Google without its audience", token("accounts.google.com")],
    [
      "web-identity-subject",
      "any subject of a private provider",
      token(privateArn, { StringEquals: { "login.example.com:aud": "aws" } }),
    ],
    [
      "invalid-policy-document",
      "a provider with its scheme",
      token("arn:aws:iam::222222222222:oidc-provider/http://login.example.com", {
        StringEquals: { "x:sub": "a" },
      }),
    ],
    [
      "audience-missing",
      "SAML without conditions",
      trusting({ Principal: { Federated: samlArn }, Action: "sts:AssumeRoleWithSAML" }),
    ],
    [
      "audience-missing",
      "SAML audience IfExists",
      trusting({
        Principal: { Federated: samlArn },
        Action: "sts:AssumeRoleWithSAML",
        Condition: { StringEqualsIfExists: { "SAML:iss": "https://idp.example" } },
      }),
    ],
    [
      "service-without-source",
      "any source account",
      trusting({
        Principal: { Service: "config.amazonaws.com" },
        Condition: { StringLike: { "aws:SourceAccount": "*" } },
      }),
    ],
    [
      "service-without-source",
      "any source ARN",
      trusting({
        Principal: { Service: "sns.amazonaws.com" },
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:topic" } },
      }),
    ],
    [
      "invalid-service",
      "without its domain, in a list",
      entity({ service: ["ecs-tasks.amazonaws.com", "ecs"] }),
    ],
    [
      "mfa-slips-through",
      "age IfExists",
      trusting({
        Principal: identity,
        Condition: { NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "900" } },
      }),
    ],
    [
      "mfa-slips-through",
      "not false",
      trusting({
        Principal: identity,
        Condition: { StringNotEquals: { "aws:MultiFactorAuthPresent": "false" } },
      }),
    ],
    [
      "mfa-slips-through",
      "Deny Bool",
      trusting({ Principal: identity }, deny({ Bool: { "aws:MultiFactorAuthPresent": "false" } })),
    ],
    [
      "mfa-slips-through",
      "Deny of an old sign-in",
      trusting({ Principal: identity }, deny({ NumericGreaterThan: { "aws:MultiFactorAuthAge": "3600" } })),
    ],
    [
      "mfa-slips-through",
      "Deny in an inline policy",
      allowing({
        Effect: "Deny",
        Action: "s3:*",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
      }),
    ],
    [
      "administrator-without-mfa",
      "Deny of another action",
      entity(
        {
          custom: policy(
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: identity },
            deny({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }, { Action: "sts:TagSession" }),
          ),
        },
        admin,
      ),
    ],
    [
      "unknown-condition-key",
      "a letter too many",
      trusting({
        Principal: identity,
        Condition: { StringEquals: { "aws:PrincipalOrgIDs": "o-a1b2c3d4e5" } },
      }),
    ],
    [
      "invalid-policy-document",
      "a condition key without a prefix",
      trusting({ Principal: identity, Condition: { StringEquals: { PrincipalOrgID: "o-a1b2c3d4e5" } } }),
    ],
    [
      "unknown-condition-key",
      "of STS",
      thirdParty({ StringEquals: { "sts:ExternalIdentifier": "acme-4711" } }),
    ],
    [
      "unknown-condition-key",
      "in an inline policy",
      allowing({ Action: "s3:Get*", Condition: { IpAddress: { "aws:SourceIP4": "198.51.100.0/24" } } }),
    ],
  ])("%s finds %s", (rule, _name, access) => {
    expect(findings(access)).toContain(`roles.R ${rule}`);
  });
});

describe("harmless variants", () => {
  test.each<[name: string, access: object]>([
    ["reading", managed("ReadOnlyAccess")],
    ["an administrator with MFA", managed("AdministratorAccess")],
    ["IAM by a managed policy, with MFA", managed("IAMFullAccess")],
    [
      "a strong policy within a boundary",
      managed("IAMFullAccess", { requireMfa: false, permissionsBoundary: "ReadOnlyAccess" }),
    ],
    [
      "passing one role",
      allowing({ Action: "iam:PassRole", Resource: "arn:aws:iam::222222222222:role/app" }),
    ],
    [
      "passing roles to one service",
      allowing({
        Action: "iam:PassRole",
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      }),
    ],
    [
      "assuming roles of the organization",
      allowing({
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
      }),
    ],
    [
      "assuming one role",
      allowing({ Action: "sts:AssumeRole", Resource: "arn:aws:iam::333333333333:role/app" }),
    ],
    [
      "a small service",
      entity({ service: "ec2.amazonaws.com" }, { managedPolicies: ["AmazonSSMManagedInstanceCore"] }),
    ],
    [
      "a service with its account",
      trusting({
        Principal: { Service: "config.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "222222222222" } },
      }),
    ],
    [
      "a service with its resource",
      trusting({
        Principal: { Service: "sns.amazonaws.com" },
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:222222222222:*" } },
      }),
    ],
    ["EC2", trusting({ Principal: { Service: "ec2.amazonaws.com" } })],
    [
      "an administrator of one branch",
      entity(
        {
          webIdentity: {
            provider: github,
            audience: "sts.amazonaws.com",
            subjects: ["repo:acme/x:ref:refs/heads/main"],
          },
        },
        admin,
      ),
    ],
    ["everybody of an account", everybody({ StringEquals: { "aws:PrincipalAccount": "111111111111" } })],
    [
      "everybody of an organizational unit",
      everybody({
        "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*" },
      }),
    ],
    [
      "everybody of an account at some addresses",
      everybody({
        StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
        IpAddress: { "aws:SourceIp": "198.51.100.0/24" },
      }),
    ],
    ["a third party with its external ID", thirdParty({ StringEquals: { "sts:ExternalId": "acme-4711" } })],
    [
      "GitHub by the id of the repository",
      token(githubArn, {
        StringEquals: { [`${github}:repository_id`]: "123456", [`${github}:aud`]: "sts.amazonaws.com" },
      }),
    ],
    [
      "GitHub by the id of the owner",
      token(githubArn, { StringEquals: { [`${github}:repository_owner_id`]: "987654" } }),
    ],
    ["GitHub by an organization", web(github, "repo:acme/*")],
    ["GitLab by a group", web("gitlab.com", "project_path:acme/*:ref_type:branch:ref:main")],
    [
      "Cognito with its pool",
      token("cognito-identity.amazonaws.com", {
        StringEquals: {
          "cognito-identity.amazonaws.com:aud": "eu-west-1:12345678-1234-1234-1234-123456789012",
        },
      }),
    ],
    [
      "SAML with its audience",
      trusting({
        Principal: { Federated: samlArn },
        Action: "sts:AssumeRoleWithSAML",
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      }),
    ],
    [
      "MFA by Deny",
      trusting({ Principal: identity }, deny({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })),
    ],
    [
      "MFA by two statements",
      trusting(
        { Principal: identity, Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } },
        deny({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }),
      ),
    ],
    [
      "session tags",
      trusting({
        Principal: identity,
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } },
      }),
    ],
    ["addresses of an office", around({ sourceIps: ["198.51.100.0/24", "2001:db8::/48"] })],
    [
      "keys of services and tags",
      allowing({
        Action: "s3:ListBucket",
        Condition: { StringLike: { "s3:prefix": "a/*", "aws:PrincipalTag/team": "ops" } },
      }),
    ],
  ])("nothing is said against %s", (_name, access) => {
    expect(findings(access).filter((finding) => finding !== "roles.R nobody-may-assume")).toEqual([]);
  });
});
