import { Testing } from "cdktf";
import type { Access, AccessFile } from "../../access";
import { readAccess, stacksOf } from "../../access";
import { AccessStack } from "../../constructs";
import { filledIn } from "../support/cloudformation";

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

/** Terraform's text, as it reaches AWS. */
function plain(text: unknown): string {
  return String(text).replaceAll("$${", "${").replaceAll("%%{", "%{");
}

function byStackSet(role: Partial<AccessFile["roles"][string]>) {
  const set = synthesized(file("stackSet", role)).aws_cloudformation_stack_set?.Viewer;
  const template = filledIn(JSON.parse(plain(set?.template_body)), account) as {
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
    "named after its account": { roleName: "admin-{accountId}" },
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

const twoUnits = ["ou-ab12-zzzzzzzz", "ou-ab12-aaaaaaaa"];

function rolledOut(organizationalUnits = twoUnits) {
  return synthesized(
    file("stackSet", {
      stackSet: { organizationalUnits, failureTolerancePercentage: 5, maxConcurrentPercentage: 50 },
    }),
  );
}

test("a stack set is service-managed, over the units, with accounts that join later", () => {
  const resources = rolledOut();
  expect(resources.aws_cloudformation_stack_set?.Viewer).toMatchObject({
    permission_model: "SERVICE_MANAGED",
    auto_deployment: { enabled: true, retain_stacks_on_account_removal: false },
    provider: "aws.organization",
  });
  expect(resources.aws_cloudformation_stack_set_instance?.["Viewer__ou-ab12-zzzzzzzz"]).toMatchObject({
    deployment_targets: { organizational_unit_ids: ["ou-ab12-zzzzzzzz"] },
    provider: "aws.organization",
  });
});

test("one organizational unit more changes nothing in the accounts of the others", () => {
  const instancesOf = (units: string[]) =>
    Object.entries(rolledOut(units).aws_cloudformation_stack_set_instance ?? {});
  expect(instancesOf(twoUnits).map(([name]) => name)).toEqual([
    "Viewer__ou-ab12-aaaaaaaa",
    "Viewer__ou-ab12-zzzzzzzz",
  ]);
  expect(instancesOf(twoUnits)).toEqual(expect.arrayContaining(instancesOf(twoUnits.slice(0, 1))));
});

test("units are deployed to side by side: CloudFormation queues what cannot go at once", () => {
  expect(rolledOut().aws_cloudformation_stack_set?.Viewer?.managed_execution).toEqual({ active: true });
});

test("the percentages hold whatever fails, and Terraform waits for the operation", () => {
  const resources = rolledOut();
  const percentages = { failure_tolerance_percentage: 5, max_concurrent_percentage: 50 };
  expect(resources.aws_cloudformation_stack_set?.Viewer).toMatchObject({
    operation_preferences: percentages,
    timeouts: { update: "24h" },
  });
  for (const instance of Object.values(resources.aws_cloudformation_stack_set_instance ?? {}))
    expect(instance).toMatchObject({
      operation_preferences: { ...percentages, concurrency_mode: "SOFT_FAILURE_TOLERANCE" },
      timeouts: { create: "24h", update: "24h", delete: "24h" },
    });
});

test("an instance profile comes with the role", () => {
  const set = synthesized(
    file("stackSet", {
      path: "/service/",
      trustedEntity: { service: "ec2.amazonaws.com" },
      instanceProfile: true,
    }),
  ).aws_cloudformation_stack_set?.Viewer;
  expect(JSON.parse(plain(set?.template_body)).Resources.InstanceProfile).toEqual({
    Type: "AWS::IAM::InstanceProfile",
    Properties: { InstanceProfileName: "Viewer", Path: "/service/", Roles: [{ Ref: "Role" }] },
  });
});

test("what the provider cannot change in place is ignored: preferences of an instance, and what AWS sets itself", () => {
  const resources = rolledOut();
  for (const instance of Object.values(resources.aws_cloudformation_stack_set_instance ?? {}))
    expect(instance.lifecycle).toEqual({ ignore_changes: ["operation_preferences"] });
  expect(resources.aws_cloudformation_stack_set?.Viewer?.lifecycle).toEqual({
    ignore_changes: ["administration_role_arn"],
  });
});

test("the last stack set goes like the first: its stack and provider stay while the organization's account is declared", () => {
  const { access } = readAccess(file("provider", {}));
  const organization = stacksOf(access as Access).find(({ name }) => name === "organization");
  const stack = new AccessStack(Testing.app(), "organization", {
    access: access as Access,
    stack: organization,
  });
  const { resource, provider } = JSON.parse(Testing.synth(stack));
  expect(resource).toBeUndefined();
  expect(provider.aws).toEqual([expect.objectContaining({ alias: "organization" })]);
});

describe("the management account, which gets no stack set", () => {
  const withManagement = (
    targetAccounts: AccessFile["roles"][string]["targetAccounts"],
    callAs?: "self" | "delegatedAdmin",
  ) => {
    const declared = file("stackSet", { targetAccounts });
    return {
      ...declared,
      organization: { ...(declared.organization as object), callAs },
      targetAccounts: {
        b: { id: account, tags: { stage: "dev" } },
        management: { id: "999900001111", tags: { stage: "dev" } },
      },
    };
  };
  const placesOfViewer = (declared: object) => {
    const { access, problems } = readAccess(declared);
    return {
      accounts: access?.roles[0]?.places.map((place) => place.account.name),
      granted: access?.users[0]?.grants.flatMap(({ places }) => places.map((place) => place.account.name)),
      problems: problems.map(({ severity, code, path }) => `${severity} ${code} ${path.join(".")}`),
    };
  };

  test.each([
    ['"*"', "*"],
    ["tags", { tags: { stage: "dev" } }],
  ] as const)("is left out of %s, with a warning, for grants and reports too", (_what, selector) => {
    expect(placesOfViewer(withManagement(selector))).toEqual({
      accounts: ["b"],
      granted: ["b"],
      problems: ["warning management-account-left-out roles.Viewer.targetAccounts"],
    });
  });

  test("is refused by its name", () => {
    expect(placesOfViewer(withManagement(["b", "management"])).problems).toEqual([
      "error stack-set-in-management-account roles.Viewer.targetAccounts.1",
    ]);
  });

  test("cannot be granted by its name", () => {
    const declared = {
      ...withManagement("*"),
      users: { alex: { canAssume: [{ role: "Viewer", accounts: ["management"] }] } },
    };
    expect(placesOfViewer(declared).problems).toContain(
      "error role-not-in-account users.alex.canAssume.0.accounts.0",
    );
  });

  test("is not known where a delegated administrator makes the stack sets: its own account is a member", () => {
    expect(placesOfViewer(withManagement("*", "delegatedAdmin"))).toEqual({
      accounts: ["b", "management"],
      granted: ["b", "management"],
      problems: [],
    });
  });

  test("is nothing to select alone", () => {
    const declared = withManagement("*");
    const alone = { ...declared, targetAccounts: { management: declared.targetAccounts.management } };
    expect(placesOfViewer(alone).problems).toContain("error selects-nothing roles.Viewer.targetAccounts");
  });
});

test("an organizational unit is listed once, and not beside the root, which holds it", () => {
  const problemsOf = (organizationalUnits: string[]) =>
    readAccess(file("stackSet", { stackSet: { organizationalUnits } })).problems.map(
      ({ code, path }) => `${code} ${path.join(".")}`,
    );
  const at = "overlapping-units roles.Viewer.stackSet.organizationalUnits";
  expect(problemsOf(["ou-ab12-zzzzzzzz", "ou-ab12-aaaaaaaa", "ou-ab12-zzzzzzzz"])).toEqual([`${at}.2`]);
  expect(problemsOf(["ou-ab12-zzzzzzzz", "r-ab12"])).toEqual([`${at}.0`]);
  expect(problemsOf(["r-ab12"])).toEqual([]);
});

test("a stack set whose accounts are all retired goes, as a role would", () => {
  const declared = file("stackSet", { managedPolicies: ["ViewOnlyAccess"] });
  const resources = synthesized({ ...declared, targetAccounts: { b: { id: account, retired: true } } });
  expect(resources.aws_cloudformation_stack_set).toBeUndefined();
});
