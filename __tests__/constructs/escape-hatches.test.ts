import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { AccessStack, CrossAccountAccess, CrossAccountRole } from "../../constructs";
import {
  accessOf,
  allResources,
  foreignProvider,
  foreignStack,
  resourcesOf,
  terraformOf,
  testApp,
} from "../support/stack";

const declaration = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111", denyWithoutMfa: true, passwordPolicy: { requireNumbers: true } },
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
  roles: {
    ReadOnly: {
      targetAccounts: "*" as const,
      managedPolicies: ["ReadOnlyAccess"],
      inlinePolicies: {
        extra: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }],
        },
      },
    },
  },
  groups: { team: { canAssume: ["ReadOnly"] } },
  users: {
    alex: { consoleAccess: true, groups: ["team"], canAssume: ["ReadOnly"] },
    legacy: { existing: true, canAssume: ["ReadOnly"] },
  },
  principals: { ci: { roleName: "runner", canAssume: ["ReadOnly"], ignore: ["mfa-for-principal" as const] } },
};

test("the role of each account can be changed", () => {
  const stack = foreignStack();
  const role = new CrossAccountRole(stack, "Default", {
    roleName: "ReadOnly",
    identityAccount: { id: "111111111111" },
    targetAccounts: [{ name: "dev", id: "222222222222", provider: foreignProvider(stack, "dev") }],
    managedPolicies: ["ReadOnlyAccess"],
  });
  expect(Object.keys(role.roles)).toEqual(["dev"]);
  role.roles.dev?.resource.addOverride("force_detach_policies", true);
  role.roles.dev?.managedPolicies.ReadOnlyAccess?.addOverride("policy_arn", "another");
  const json = terraformOf(stack);
  expect(resourcesOf(json, "aws_iam_role").dev__ReadOnly?.force_detach_policies).toBe(true);
  expect(resourcesOf(json, "aws_iam_role_policy_attachment").dev__ReadOnly__ReadOnlyAccess?.policy_arn).toBe(
    "another",
  );
});

test("the default child of a role in an account is the IAM role", () => {
  const access = new CrossAccountAccess(foreignStack(), "Default", declaration);
  expect(access.roles.dev?.ReadOnly?.node.defaultChild).toBeInstanceOf(IamRole);
  expect(access.roles.dev?.ReadOnly?.node.defaultChild).toBe(access.roles.dev?.ReadOnly?.resource);
});

test("users, groups, memberships, login profiles, grants and policies are within reach", () => {
  const stack = foreignStack();
  const { identityAccount } = new CrossAccountAccess(stack, "Default", declaration);
  const addresses = (...resources: (TerraformResource | undefined)[]) =>
    resources.map((resource) => resource && `${resource.terraformResourceType}.${resource.friendlyUniqueId}`);
  expect(
    addresses(
      identityAccount?.users.alex?.resource,
      identityAccount?.users.alex?.membership,
      identityAccount?.users.alex?.loginProfile,
      identityAccount?.users.alex?.grants.inlinePolicy,
      identityAccount?.users.legacy?.resource,
      identityAccount?.users.legacy?.grants.inlinePolicy,
      identityAccount?.groups.team?.resource,
      identityAccount?.groups.team?.grants.inlinePolicy,
      identityAccount?.principals.ci?.inlinePolicy,
      identityAccount?.passwordPolicy,
      identityAccount?.selfService?.resource,
      identityAccount?.denyWithoutMfa?.resource,
    ),
  ).toEqual([
    "aws_iam_user.alex",
    "aws_iam_user_group_membership.alex",
    "aws_iam_user_login_profile.alex",
    "aws_iam_user_policy.alex",
    undefined,
    "aws_iam_user_policy.legacy",
    "aws_iam_group.team",
    "aws_iam_group_policy.team",
    "aws_iam_role_policy.ci",
    "aws_iam_account_password_policy.identity",
    "aws_iam_policy.self-service",
    "aws_iam_policy.deny-without-mfa",
  ]);
});

test("grants that outgrow an inline policy are within reach", () => {
  const names = Array.from({ length: 200 }, (_, index) => `account-${index}`);
  const { identityAccount } = new CrossAccountAccess(foreignStack(), "Default", {
    ...declaration,
    targetAccounts: Object.fromEntries(names.map((name, index) => [name, { id: String(2e11 + index) }])),
  });
  const grants = identityAccount?.users.alex?.grants;
  expect(grants?.inlinePolicy).toBeUndefined();
  expect(grants?.managedPolicies.length).toBeGreaterThan(1);
});

describe("an Aspect", () => {
  const taggable = ["aws_iam_policy", "aws_iam_role", "aws_iam_user"];

  test("reaches every resource", () => {
    const stack = new AccessStack(testApp(), "access", { access: accessOf(declaration) });
    const seen: string[] = [];
    Aspects.of(stack).add({
      visit(construct: IConstruct) {
        if (TerraformResource.isTerraformResource(construct))
          seen.push(`${construct.terraformResourceType}.${construct.friendlyUniqueId}`);
      },
    });
    const made = allResources(terraformOf(stack)).map(([address]) => address);
    expect(seen.sort()).toEqual(made.sort());
    expect(seen.length).toBeGreaterThan(15);
  });

  test("tags every resource that has tags", () => {
    const stack = foreignStack();
    new CrossAccountAccess(stack, "Default", declaration);
    Aspects.of(stack).add({
      visit(construct: IConstruct) {
        if (TerraformResource.isTerraformResource(construct) && "tags" in construct)
          construct.tags = { owner: "platform" };
      },
    });
    const tagged = allResources(terraformOf(stack)).filter(([, { tags }]) => tags);
    for (const [, { tags }] of tagged) expect(tags).toEqual({ owner: "platform" });
    expect([...new Set(tagged.map(([address]) => address.split(".")[0]))].sort()).toEqual(taggable);
  });
});
