import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import {
  type Access,
  managedPolicyArn,
  type Role,
  type RoleInAccount,
  type RoleSettings,
  roleTrustPolicy,
} from "../access";
import { policyJson } from "../iam/policy-document";
import { addressed } from "./addressed";
import { literal, literalMap } from "./literal";

/** Makes a role, its trust and its permissions in each of its target accounts. Returns the roles by account. */
export function addRole(
  scope: Construct,
  above: readonly string[],
  access: Access,
  role: Role,
  providerOf: (account: string) => TerraformProvider,
): ReadonlyMap<string, IamRole> {
  const trust = sharedTrust(access, role);
  const roles = new Map<string, IamRole>();
  for (const at of role.in) {
    const { account, settings } = at;
    const provider = providerOf(account.name);
    const names = [...above, account.name, role.name];
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
    roles.set(account.name, iamRole);
    // A reference to the role, not its name: it orders what Terraform makes and deletes.
    const roleName = iamRole.name;
    settings.managedPolicies.forEach((policy, index) => {
      // What Terraform alone knows the name of is told apart by its place among its like; these come first.
      const policyName = Token.isUnresolved(policy.name) ? `policy-${index}` : policy.name;
      addressed(scope, IamRolePolicyAttachment, [...names, policyName], {
        provider,
        role: roleName,
        policyArn: managedPolicyArn(access.partition, account.id, policy),
      });
    });
    for (const { name, document } of settings.inlinePolicies)
      addressed(scope, IamRolePolicy, [...names, name], {
        provider,
        role: roleName,
        name,
        policy: literal(policyJson(document)),
      });
  }
  return roles;
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
