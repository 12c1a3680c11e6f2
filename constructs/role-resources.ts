import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import {
  type Access,
  type ManagedPolicy,
  managedPolicyArn,
  type Role,
  type RoleInAccount,
  type RoleSettings,
  roleTrustPolicy,
} from "../access";
import { policyJson } from "../iam/policy-document";
import { address } from "./address";
import { addressed } from "./addressed";
import { literal, literalMap } from "./literal";
import { ImportBlock } from "./state-blocks";

/**
 * Makes a role, its trust and its permissions in those of the `places` whose account has a provider here. Returns the
 * roles by account.
 */
export function addRole(
  scope: Construct,
  above: readonly string[],
  access: Access,
  role: Role,
  places: readonly RoleInAccount[],
  providerOf: (account: string) => TerraformProvider | undefined,
): ReadonlyMap<string, IamRole> {
  const trust = sharedTrust(access, role);
  const roles = new Map<string, IamRole>();
  for (const at of places) {
    const { account, settings } = at;
    const provider = providerOf(account.name);
    if (!provider) continue;
    const names = [...above, account.name, role.name];
    // What an account brings from another stack is there already, to the last attachment.
    const moved = account.movedFrom !== undefined;
    const { permissionsBoundary } = settings;
    const iamRole = addressed(scope, IamRole, names, {
      provider,
      name: role.name,
      path: literal(role.path),
      description: role.description === undefined ? undefined : literal(role.description),
      assumeRolePolicy: trust(at),
      maxSessionDuration: settings.maxSessionDuration,
      permissionsBoundary:
        permissionsBoundary && managedPolicyArn(access.partition, account.id, permissionsBoundary),
      tags: literalMap(role.tags),
    });
    if (moved || role.adoptIn.has(account.name)) new ImportBlock(scope, iamRole, role.name, provider);
    roles.set(account.name, iamRole);
    // A reference to the role, not its name: it orders what Terraform makes and deletes. As text, for the framework's
    // token would be looked up anew with each thing that bears it, and there are thousands.
    const roleName = `\${${IamRole.tfResourceType}.${iamRole.friendlyUniqueId}.name}`;
    settings.managedPolicies.forEach((policy, index) => {
      const policyArn = managedPolicyArn(access.partition, account.id, policy);
      const attachment = addressed(
        scope,
        IamRolePolicyAttachment,
        [...names, attachmentName(policy, index)],
        {
          provider,
          role: roleName,
          policyArn,
        },
      );
      if (moved) new ImportBlock(scope, attachment, `${role.name}/${policyArn}`, provider);
    });
    for (const { name, document } of settings.inlinePolicies) {
      const policy = addressed(scope, IamRolePolicy, [...names, name], {
        provider,
        role: roleName,
        name,
        policy: literal(policyJson(document)),
      });
      if (moved) new ImportBlock(scope, policy, `${role.name}:${name}`, provider);
    }
  }
  return roles;
}

/** The addresses of everything that {@link addRole} makes in one account. */
export function roleAddresses(
  above: readonly string[],
  role: Role,
  { account, settings }: RoleInAccount,
): string[] {
  const names = [...above, account.name, role.name];
  return [
    `${IamRole.tfResourceType}.${address(...names)}`,
    ...settings.managedPolicies.map(
      (policy, index) =>
        `${IamRolePolicyAttachment.tfResourceType}.${address(...names, attachmentName(policy, index))}`,
    ),
    ...settings.inlinePolicies.map(
      ({ name }) => `${IamRolePolicy.tfResourceType}.${address(...names, name)}`,
    ),
  ];
}

/** What Terraform alone knows the name of is told apart by its place among its like; these come first. */
function attachmentName(policy: ManagedPolicy, index: number): string {
  return Token.isUnresolved(policy.name) ? `policy-${index}` : policy.name;
}

/** The trust policy as Terraform text, made once where the accounts share it. */
function sharedTrust(access: Access, role: Role): (at: RoleInAccount) => string {
  const made = new Map<RoleSettings, string>();
  const { kind } = role.trustedEntity;
  return (at) => {
    const differs = at.settings.trustGrantedOnly || kind === "webIdentity" || kind === "saml";
    const text = made.get(at.settings) ?? literal(policyJson(roleTrustPolicy(access, role, at)));
    if (!differs) made.set(at.settings, text);
    return text;
  };
}
