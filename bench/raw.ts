/**
 * What the project is measured against: the same resources by CDKTF alone, as somebody who knows it writes them.
 *
 * That is: the provider by deep imports, policies by `JSON.stringify`, everything straight in one stack, so that ids are
 * short and the framework's own logical ids are readable without an override; the accounts in the program, where the
 * project reads them from a file; nothing checked, nothing sorted, no default spelled out.
 *
 *     node lib/bench/raw.js <number of accounts>
 */
import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { IamGroupPoliciesExclusive } from "@cdktf/provider-aws/lib/iam-group-policies-exclusive";
import { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamGroupPolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-group-policy-attachments-exclusive";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePoliciesExclusive } from "@cdktf/provider-aws/lib/iam-role-policies-exclusive";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { IamRolePolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-role-policy-attachments-exclusive";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { IamUserGroupMembership } from "@cdktf/provider-aws/lib/iam-user-group-membership";
import { IamUserPoliciesExclusive } from "@cdktf/provider-aws/lib/iam-user-policies-exclusive";
import { IamUserPolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-user-policy-attachments-exclusive";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type Organization, organizationOf } from "./organization";

const region = "us-east-1";

export class RawStack extends TerraformStack {
  constructor(scope: Construct, id: string, organization: Organization) {
    super(scope, id);
    const { identityAccountId, accounts, roles, groups, users } = organization;
    const identity = new AwsProvider(this, "aws-identity", {
      alias: "identity",
      region,
      allowedAccountIds: [identityAccountId],
      assumeRole: [{ roleArn: `arn:aws:iam::${identityAccountId}:role/OrganizationAccountAccessRole` }],
    });

    const assumeRolePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: `arn:aws:iam::${identityAccountId}:root` },
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        },
      ],
    });
    const accountIds = new Map<string, string>();
    const roleArns: Record<string, Record<string, string>> = {};
    const switchRoleLinks: Record<string, Record<string, string>> = {};
    for (const account of accounts) {
      accountIds.set(account.name, account.id);
      const provider = new AwsProvider(this, `aws-${account.name}`, {
        alias: account.name,
        region,
        allowedAccountIds: [account.id],
        assumeRole: [{ roleArn: `arn:aws:iam::${account.id}:role/OrganizationAccountAccessRole` }],
      });
      const arns: Record<string, string> = {};
      const links: Record<string, string> = {};
      for (const { name, managedPolicy } of roles) {
        const role = new IamRole(this, `${account.name}-${name}`, {
          provider,
          name,
          assumeRolePolicy,
          forceDetachPolicies: true,
        });
        const attachment = new IamRolePolicyAttachment(this, `${account.name}-${name}-${managedPolicy}`, {
          provider,
          role: role.id,
          policyArn: `arn:aws:iam::aws:policy/${managedPolicy}`,
        });
        new IamRolePoliciesExclusive(this, `${account.name}-${name}-inline`, {
          provider,
          roleName: role.id,
          policyNames: [],
        });
        new IamRolePolicyAttachmentsExclusive(this, `${account.name}-${name}-attached`, {
          provider,
          roleName: role.id,
          policyArns: [attachment.policyArn],
        });
        arns[name] = role.arn;
        links[name] =
          `https://signin.aws.amazon.com/switchrole?roleName=${encodeURIComponent(name)}&account=${account.id}`;
      }
      roleArns[account.name] = arns;
      switchRoleLinks[account.name] = links;
    }

    const groupNames = new Map<string, string>();
    for (const { name, role, accounts } of groups) {
      const group = new IamGroup(this, name, {
        provider: identity,
        name,
        lifecycle: { createBeforeDestroy: true },
      });
      groupNames.set(name, group.name);
      const policy = new IamGroupPolicy(this, `${name}-assume-roles`, {
        provider: identity,
        name: "assume-cross-account-roles",
        group: group.name,
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Resource: accounts.map((account) => `arn:aws:iam::${accountIds.get(account)}:role/${role}`),
            },
          ],
        }),
      });
      const exclusive = { provider: identity, groupName: group.name };
      new IamGroupPoliciesExclusive(this, `${name}-inline`, { ...exclusive, policyNames: [policy.name] });
      new IamGroupPolicyAttachmentsExclusive(this, `${name}-attached`, { ...exclusive, policyArns: [] });
    }
    for (const { name, group } of users) {
      const user = new IamUser(this, name, { provider: identity, name });
      new IamUserGroupMembership(this, `${name}-groups`, {
        provider: identity,
        user: user.name,
        groups: [groupNames.get(group) as string],
      });
      const exclusive = { provider: identity, userName: user.name };
      new IamUserPoliciesExclusive(this, `${name}-inline`, { ...exclusive, policyNames: [] });
      new IamUserPolicyAttachmentsExclusive(this, `${name}-attached`, { ...exclusive, policyArns: [] });
    }

    new TerraformOutput(this, "role_arns", { value: roleArns });
    new TerraformOutput(this, "switch_role_links", { value: switchRoleLinks });
    new TerraformOutput(this, "console_sign_in_url", {
      value: `https://${identityAccountId}.signin.aws.amazon.com/console`,
    });
  }
}

if (require.main === module) {
  const app = new App();
  new RawStack(app, "access", organizationOf(Number(process.argv[2])));
  app.synth();
}
