import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import {
  type ManagedPolicy,
  managedPolicyArn,
  placeTrustPolicy,
  type RolePlace,
  type RoleSettings,
} from "../access";
import { policyJson } from "../iam/policy-document";
import { address } from "./address";
import { addressed } from "./addressed";
import { literal, literalMap } from "./literal";
import { ImportBlock } from "./state-blocks";

/**
 * Makes the roles, their trust and their permissions in those of the `places` whose account has a provider here. Returns
 * the roles by place.
 */
export function addRoles(
  scope: Construct,
  above: readonly string[],
  places: readonly RolePlace[],
  providerOf: (account: string) => TerraformProvider | undefined,
): ReadonlyMap<RolePlace, IamRole> {
  const trust = sharedTrust();
  const roles = new Map<RolePlace, IamRole>();
  for (const place of places) {
    const { role, account, settings } = place;
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
      assumeRolePolicy: trust(place),
      maxSessionDuration: settings.maxSessionDuration,
      permissionsBoundary: permissionsBoundary && managedPolicyArn(account, permissionsBoundary),
      tags: literalMap(role.tags),
    });
    if (moved || place.adopt) new ImportBlock(scope, iamRole, role.name, provider);
    roles.set(place, iamRole);
    // A reference to the role, not its name: it orders what Terraform makes and deletes. As text, for the framework's
    // token would be looked up anew with each thing that bears it, and there are thousands.
    const roleName = `\${${IamRole.tfResourceType}.${iamRole.friendlyUniqueId}.name}`;
    settings.managedPolicies.forEach((policy, index) => {
      const policyArn = managedPolicyArn(account, policy);
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

/** The addresses of everything that {@link addRoles} makes at one place. */
export function roleAddresses(above: readonly string[], { role, account, settings }: RolePlace): string[] {
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
function sharedTrust(): (place: RolePlace) => string {
  const made = new Map<RoleSettings, string>();
  return (place) => {
    const { kind } = place.role.trustedEntity;
    const differs = place.trustedArns !== undefined || kind === "webIdentity" || kind === "saml";
    const text = made.get(place.settings) ?? literal(policyJson(placeTrustPolicy(place)));
    if (!differs) made.set(place.settings, text);
    return text;
  };
}
