import { Testing } from "cdktf";
import type { AccessFile } from "../../access";
import { readAccess, stacksOf } from "../../access";
import { AccessStack } from "../../constructs";

const account = "222222222222";

function synthesized(
  file: AccessFile,
): Record<string, Record<string, Record<string, Record<string, unknown>>>> {
  const { access, problems } = readAccess(file);
  if (!access) throw new Error(problems.map(({ message }) => message).join("\n"));
  const resources: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const stack of stacksOf(access)) {
    const json = JSON.parse(Testing.synth(new AccessStack(Testing.app(), stack.name, { access, stack })));
    for (const [type, made] of Object.entries(json.resource ?? {}))
      resources[type] = { ...resources[type], ...(made as object) };
  }
  return resources as never;
}

function file(rollout: "provider" | "stackSet", role: Partial<AccessFile["roles"][string]>): AccessFile {
  return {
    deployWith: { role: "OrganizationAccountAccessRole" },
    organization: {
      id: "o-a1b2c3d4e5",
      accountId: "999900001111",
      organizationalUnits: ["ou-ab12-cdefgh34"],
    },
    identityAccount: { id: "111111111111" },
    targetAccounts: { b: { id: account } },
    roles: { Viewer: { targetAccounts: "*", rollout, ...role } },
    users: { alex: { canAssume: role.trustedEntity ? [] : ["Viewer"] } },
  };
}

/** What CloudFormation makes of a template in the account. */
function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "Fn::Sub")
    return String(entries[0][1]).replaceAll("${AWS::AccountId}", account).replaceAll("${!", "${");
  return Object.fromEntries(entries.map(([key, inner]) => [key, deployed(inner)]));
}

/** Terraform's text, as it reaches AWS. */
function plain(text: unknown): string {
  return String(text).replaceAll("$${", "${").replaceAll("%%{", "%{");
}

function byStackSet(role: Partial<AccessFile["roles"][string]>) {
  const set = synthesized(file("stackSet", role)).aws_cloudformation_stack_set?.Viewer;
  const template = deployed(JSON.parse(plain(set?.template_body))) as {
    Resources: { Role: { Properties: Record<string, unknown> } };
  };
  const { Tags, Policies, ManagedPolicyArns, ...rest } = template.Resources.Role.Properties;
  return {
    ...rest,
    Tags: Object.fromEntries(
      ((Tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
    ),
    Policies: Object.fromEntries(
      ((Policies ?? []) as { PolicyName: string; PolicyDocument: unknown }[]).map((policy) => [
        policy.PolicyName,
        policy.PolicyDocument,
      ]),
    ),
    ManagedPolicyArns: [...((ManagedPolicyArns ?? []) as string[])].sort(),
  };
}

function byProvider(role: Partial<AccessFile["roles"][string]>) {
  const resources = synthesized(file("provider", role));
  const made = Object.values(resources.aws_iam_role ?? {})[0] as Record<string, unknown>;
  const json = (text: unknown) => JSON.parse(plain(text));
  return {
    RoleName: made.name,
    Path: made.path,
    ...(made.description !== undefined && { Description: plain(made.description) }),
    MaxSessionDuration: made.max_session_duration,
    AssumeRolePolicyDocument: json(made.assume_role_policy),
    ...(made.permissions_boundary !== undefined && { PermissionsBoundary: made.permissions_boundary }),
    Tags: Object.fromEntries(
      Object.entries((made.tags ?? {}) as Record<string, string>).map(([key, value]) => [
        plain(key),
        plain(value),
      ]),
    ),
    Policies: Object.fromEntries(
      Object.values(resources.aws_iam_role_policy ?? {}).map(({ name, policy }) => [name, json(policy)]),
    ),
    ManagedPolicyArns: Object.values(resources.aws_iam_role_policy_attachment ?? {})
      .map(({ policy_arn }) => String(policy_arn))
      .sort(),
  };
}

describe("a role by a stack set is the role that Terraform makes, attribute by attribute", () => {
  const document = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::home/${aws:username}/*" },
    ],
  };
  const roles: Record<string, Partial<AccessFile["roles"][string]>> = {
    "with nothing but a policy of AWS": { managedPolicies: ["ViewOnlyAccess"] },
    "with every setting": {
      description: "Costs ${money} and 100%{",
      path: "/teams/",
      tags: { "team/größe": "platform", env: "dev+test = @a" },
      managedPolicies: [
        "ReadOnlyAccess",
        { name: "Mine", path: "/own/" },
        `arn:aws:iam::${account}:policy/Ours`,
      ],
      inlinePolicies: { own: document, "second.one": JSON.stringify(document) },
      permissionsBoundary: `arn:aws:iam::${account}:policy/Boundary`,
      maxSessionDuration: "90m",
      mfaMaxAge: "1h",
      sourceIps: ["198.51.100.0/24", "203.0.113.0/24"],
      organizationId: "o-a1b2c3d4e5",
      requireUserSessionName: true,
      trustGrantedOnly: true,
    },
    "with an external ID for a third party": {
      trustedEntity: { awsAccount: "333333333333" },
      externalId: "abc-123",
    },
    "trusted by a service": { trustedEntity: { service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] } },
    "trusted by a web identity of its own account": {
      trustedEntity: {
        webIdentity: {
          provider: "token.actions.githubusercontent.com",
          audience: "sts.amazonaws.com",
          subjects: ["repo:acme/infra:*"],
        },
      },
    },
    "trusted by a SAML provider of its own account": { trustedEntity: { saml: { provider: "Okta" } } },
    "with a trust policy of its own": {
      trustedEntity: {
        custom: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { AWS: "arn:aws:iam::333333333333:root" },
              Condition: { StringEquals: { "sts:RoleSessionName": "${aws:username}" } },
            },
          ],
        },
      },
    },
  };
  test.each(Object.entries(roles))("%s", (_what, role) => {
    expect(byStackSet(role)).toEqual(byProvider(role));
  });
});

test("a stack set is service-managed, over the units, with accounts that join later", () => {
  const resources = synthesized(
    file("stackSet", {
      stackSet: {
        organizationalUnits: ["ou-ab12-zzzzzzzz"],
        failureTolerancePercentage: 5,
        maxConcurrentPercentage: 50,
      },
    }),
  );
  expect(resources.aws_cloudformation_stack_set?.Viewer).toMatchObject({
    permission_model: "SERVICE_MANAGED",
    auto_deployment: { enabled: true, retain_stacks_on_account_removal: false },
    operation_preferences: { failure_tolerance_percentage: 5, max_concurrent_percentage: 50 },
    provider: "aws.organization",
  });
  expect(resources.aws_cloudformation_stack_set_instance?.Viewer).toMatchObject({
    deployment_targets: { organizational_unit_ids: ["ou-ab12-zzzzzzzz"] },
    provider: "aws.organization",
  });
});

test("a stack set whose accounts are all retired goes, as a role would", () => {
  const declared = file("stackSet", { managedPolicies: ["ViewOnlyAccess"] });
  const resources = synthesized({ ...declared, targetAccounts: { b: { id: account, retired: true } } });
  expect(resources.aws_cloudformation_stack_set).toBeUndefined();
});
