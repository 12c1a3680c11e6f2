import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { CrossAccountRole, type CrossAccountRoleProps } from "../../constructs";
import {
  allResources,
  documentOf,
  errorOf,
  foreignProvider,
  foreignStack,
  resourcesOf,
  terraformOf,
} from "../support/stack";

const identityAccount = { id: "111111111111" };

function twoAccounts(stack: TerraformStack) {
  return [
    { name: "dev", id: "222222222222", provider: foreignProvider(stack, "dev") },
    { name: "prod", id: "333333333333", provider: foreignProvider(stack, "prod") },
  ];
}

function roleIn(stack: TerraformStack, props: Partial<CrossAccountRoleProps> = {}) {
  return new CrossAccountRole(stack, "Default", {
    roleName: "ReadOnly",
    identityAccount,
    targetAccounts: twoAccounts(stack),
    managedPolicies: ["ReadOnlyAccess"],
    ...props,
  });
}

test("the role is made in each target account, by that account's provider", () => {
  const stack = foreignStack();
  roleIn(stack, { inlinePolicies: { extra: allow("s3:ListBucket") } });
  const json = terraformOf(stack);

  expect(Object.keys(resourcesOf(json, "aws_iam_role"))).toEqual(["dev__ReadOnly", "prod__ReadOnly"]);
  for (const [address, resource] of allResources(json)) {
    const [, account] = /\.(dev|prod)__/.exec(address) ?? [];
    expect([address, resource.provider]).toEqual([address, `aws.${account}`]);
  }
  expect(resourcesOf(json, "aws_iam_role_policy_attachment").dev__ReadOnly__ReadOnlyAccess).toEqual({
    provider: "aws.dev",
    role: "${aws_iam_role.dev__ReadOnly.id}",
    policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
  });
});

test("it makes no provider and no resource without one", () => {
  const stack = foreignStack();
  roleIn(stack);
  const json = terraformOf(stack);
  expect(json.provider.aws?.map(({ alias }) => alias)).toEqual(["dev", "prod"]);
  expect(allResources(json).filter(([, { provider }]) => provider === undefined)).toEqual([]);
});

test("by default it trusts the identity account's users who signed in with MFA", () => {
  const stack = foreignStack();
  roleIn(stack);
  expect(
    documentOf(resourcesOf(terraformOf(stack), "aws_iam_role").dev__ReadOnly, "assume_role_policy"),
  ).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111111111111:root" },
        Action: "sts:AssumeRole",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
    ],
  });
});

test.each<[string, CrossAccountRoleProps["trustedEntity"], object]>([
  ["a third party", { awsAccount: "999999999999" }, { AWS: "arn:aws:iam::999999999999:root" }],
  ["a service", { service: "ec2.amazonaws.com" }, { Service: "ec2.amazonaws.com" }],
  [
    "a web identity",
    {
      webIdentity: {
        provider: "token.actions.githubusercontent.com",
        audience: "sts.amazonaws.com",
        subjects: ["repo:acme/infra:ref:refs/heads/main"],
      },
    },
    { Federated: "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com" },
  ],
  ["SAML", { saml: { provider: "Okta" } }, { Federated: "arn:aws:iam::222222222222:saml-provider/Okta" }],
  [
    "whom a custom trust policy names",
    {
      custom: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "sts:AssumeRole" },
        ],
      },
    },
    { AWS: "arn:aws:iam::999999999999:root" },
  ],
])("it may trust %s instead", (_, trustedEntity, principal) => {
  const stack = foreignStack();
  roleIn(stack, {
    trustedEntity,
    ...(trustedEntity && "awsAccount" in trustedEntity && { externalId: "x-1" }),
    ignore: ["shared-identity-provider"],
  });
  const role = resourcesOf(terraformOf(stack), "aws_iam_role").dev__ReadOnly;
  expect(documentOf(role, "assume_role_policy")).toMatchObject({ Statement: [{ Principal: principal }] });
});

test("an override changes what it names in its account and nothing elsewhere", () => {
  const stack = foreignStack();
  roleIn(stack, {
    maxSessionDuration: "8h",
    overrides: { prod: { managedPolicies: ["SecurityAudit"], maxSessionDuration: 3600, mfaMaxAge: "15m" } },
  });
  const json = terraformOf(stack);
  const roles = resourcesOf(json, "aws_iam_role");
  expect(roles.dev__ReadOnly?.max_session_duration).toBe(28800);
  expect(roles.prod__ReadOnly?.max_session_duration).toBe(3600);
  expect(documentOf(roles.prod__ReadOnly, "assume_role_policy")).toMatchObject({
    Statement: [{ Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "900" } } }],
  });
  expect(Object.keys(resourcesOf(json, "aws_iam_role_policy_attachment"))).toEqual([
    "dev__ReadOnly__ReadOnlyAccess",
    "prod__ReadOnly__SecurityAudit",
  ]);
});

describe("what Terraform alone knows", () => {
  test("an account id is a reference wherever it stands", () => {
    const stack = foreignStack();
    const dev = foreignProvider(stack, "dev");
    const identity = new TerraformVariable(stack, "identity", { type: "string" }).stringValue;
    const { accountId } = new DataAwsCallerIdentity(stack, "dev", { provider: dev });
    const role = new CrossAccountRole(stack, "Default", {
      roleName: "ReadOnly",
      identityAccount: { id: identity },
      targetAccounts: [{ name: "dev", id: accountId, provider: dev }],
      managedPolicies: [{ name: "extras", path: "/team/" }],
    });
    new TerraformOutput(stack, "link", { value: role.switchRoleLinks.dev, staticId: true });
    const json = terraformOf(stack);

    const trust = documentOf(resourcesOf(json, "aws_iam_role").dev__ReadOnly, "assume_role_policy");
    expect(trust).toMatchObject({
      Statement: [{ Principal: { AWS: "arn:aws:iam::${var.identity}:root" } }],
    });
    expect(resourcesOf(json, "aws_iam_role_policy_attachment").dev__ReadOnly__extras?.policy_arn).toBe(
      "arn:aws:iam::${data.aws_caller_identity.dev.account_id}:policy/team/extras",
    );
    expect(json.output.link?.value).toBe(
      "https://signin.aws.amazon.com/switchrole?roleName=ReadOnly&account=${data.aws_caller_identity.dev.account_id}",
    );
  });

  test("policies have the address of what they come from, wherever they stand in the list", () => {
    const stack = foreignStack();
    const [dev] = twoAccounts(stack);
    const theirs = new IamPolicy(stack, "theirs", {
      provider: dev?.provider,
      policy: JSON.stringify(allow("s3:ListBucket")),
    });
    const variable = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
    const [account, given] = [variable("account"), variable("given")];
    const policies = ["ReadOnlyAccess", `arn:aws:iam::${account}:policy/x`, theirs.arn, given];
    const lists = { whole: policies, reversed: [...policies].reverse(), shorter: policies.slice(2) };
    for (const [roleName, managedPolicies] of Object.entries(lists))
      new CrossAccountRole(stack, roleName, {
        roleName,
        identityAccount,
        targetAccounts: dev ? [dev] : [],
        managedPolicies,
      });
    const attachments = Object.entries(resourcesOf(terraformOf(stack), "aws_iam_role_policy_attachment")).map(
      ([name, { policy_arn }]) => [name, policy_arn],
    );
    const expected = [
      ["ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
      ["x", "arn:aws:iam::${var.account}:policy/x"],
      ["aws_iam_policy_dot_theirs", "${aws_iam_policy.theirs.arn}"],
      ["var_dot_given", "${var.given}"],
    ];
    const addressesOf = (role: string, policies: typeof expected) =>
      policies.map(([name, arn]) => [`${role}__dev__${role}__${name}`, arn]);
    expect([...attachments].sort()).toEqual(
      [
        ...addressesOf("whole", expected),
        ...addressesOf("reversed", expected),
        ...addressesOf("shorter", expected.slice(2)),
      ].sort(),
    );
  });

  test("the same policy twice is refused, and not attached twice", () => {
    const stack = foreignStack();
    const [dev] = twoAccounts(stack);
    const theirs = new IamPolicy(stack, "theirs", { provider: dev?.provider, policy: "{}" });
    expect(
      errorOf(
        () =>
          new CrossAccountRole(stack, "Default", {
            roleName: "ReadOnly",
            identityAccount,
            targetAccounts: dev ? [dev] : [],
            managedPolicies: [theirs.arn, theirs.arn],
          }),
      ),
    ).toBe("app/Default/dev: managedPolicies names aws_iam_policy.theirs a second time; remove one");
  });
});

test("ARNs come from the resources, so that what uses one waits for the role", () => {
  const stack = foreignStack();
  const role = roleIn(stack);
  new TerraformOutput(stack, "arns", { value: role.roleArns, staticId: true });
  expect(terraformOf(stack).output.arns?.value).toEqual({
    dev: "${aws_iam_role.dev__ReadOnly.arn}",
    prod: "${aws_iam_role.prod__ReadOnly.arn}",
  });
});

test("where the console cannot switch, the reason stands in place of the link", () => {
  const stack = foreignStack();
  const role = roleIn(stack, { overrides: { prod: { externalId: "x-1" } } });
  expect(role.switchRoleLinks).toEqual({
    dev: "https://signin.aws.amazon.com/switchrole?roleName=ReadOnly&account=222222222222",
    prod: expect.stringMatching(/^no link: .*external ID/),
  });
});

test("everything that is wrong is in one error, each with where it is and what to write", () => {
  const stack = foreignStack();
  const message = errorOf(() =>
    roleIn(stack, {
      roleName: "Read Only",
      identityAccount: { id: "1111" },
      managedPolicies: ["ReadOnlyAcces"],
      maxSessionDuration: "13h",
      overrides: { prd: {} },
    }),
  );
  expect(message).toMatch(/^app\/Default: the props are not valid\n/);
  for (const part of [
    /^ {2}identityAccount\.id {2}must be 12 digits/m,
    /^ {2}roleName {2}"Read Only" cannot be the name of a role/m,
    /^ {2}managedPolicies\[0\] {2}no AWS managed policy "ReadOnlyAcces"; did you mean "ReadOnlyAccess"\?/m,
    /^ {2}maxSessionDuration {2}is 13h; it must be 1h to 12h/m,
    /^ {2}overrides\.prd {2}no target account "prd"; did you mean "prod"\?/m,
  ])
    expect(message).toMatch(part);
});

test("two target accounts of one name are refused", () => {
  const stack = foreignStack();
  const dev = { name: "dev", id: "222222222222", provider: foreignProvider(stack, "dev") };
  const targetAccounts = [dev, { ...dev, id: "333333333333" }];
  expect(
    errorOf(
      () => new CrossAccountRole(stack, "Default", { roleName: "ReadOnly", identityAccount, targetAccounts }),
    ),
  ).toBe(
    'app/Default: the props are not valid\n  targetAccounts[1].name  "dev" is the name of targetAccounts[0] already',
  );
});

test("a role without a target account is refused", () => {
  expect(errorOf(() => roleIn(foreignStack(), { targetAccounts: [] }))).toMatch(
    /targetAccounts {2}names no target account/,
  );
});

function allow(action: string) {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] };
}

test("the account may be in its name, and its addresses read like it", () => {
  const stack = foreignStack();
  const role = roleIn(stack, { roleName: "{account}-admin" });
  const made = resourcesOf(terraformOf(stack), "aws_iam_role");
  expect(Object.entries(made).map(([address, { name }]) => [address, name])).toEqual([
    ["dev__account-admin", "dev-admin"],
    ["prod__account-admin", "prod-admin"],
  ]);
  expect(role.switchRoleLinks.dev).toMatch(/roleName=dev-admin&/);
});

test("a name that IAM would not take is refused at roleName", () => {
  const stack = foreignStack();
  expect(errorOf(() => roleIn(stack, { roleName: "{name}-admin" }))).toMatch(/roleName {2}must be /);
});
