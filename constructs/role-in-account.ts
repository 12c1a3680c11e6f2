import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type ManagedPolicy, managedPolicyArn, placeTrustPolicy, type RolePlace } from "../access";
import { address } from "../access/terraform-address";
import { isUnknown } from "../access/unknown";
import { policyJson } from "../iam/policy-document";
import { childId, makeResource, nonEmpty, type Origin } from "./resource";
import { Reference } from "./text";

/** @internal */
export interface RoleInAccountProps {
  readonly origin: Origin;
  readonly place: RolePlace;
  readonly provider: TerraformProvider;
}

/**
 * A cross-account role in one target account: the IAM role with its trust policy, managed and inline policies.
 *
 * `CrossAccountRole` and `CrossAccountAccess` make it.
 */
export class RoleInAccount extends Construct {
  /** The IAM role. */
  readonly resource: IamRole;
  /**
   * Name of each managed policy -> its attachment. A policy whose ARN is a token is `policy-<n>`, in the order of the
   * declaration.
   */
  readonly managedPolicies: Readonly<Record<string, IamRolePolicyAttachment>>;
  /** Name of each inline policy -> the policy. */
  readonly inlinePolicies: Readonly<Record<string, IamRolePolicy>>;
  /**
   * Link to switch to the role in the console.
   *
   * @default - none; the console cannot switch to it
   */
  readonly switchRoleLink?: string;
  /** @internal The account's id. `undefined`: only Terraform knows it. */
  readonly accountId?: string;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, place, provider }: RoleInAccountProps) {
    super(scope, id);
    const { role, account, settings } = place;
    const names = [account.name, role.name];
    // An account that moves here from another stack has all of this already.
    const moved = account.movedFrom !== undefined;
    this.resource = makeResource(this, "Resource", {
      type: IamRole,
      origin,
      provider,
      names,
      settings: {
        name: role.name,
        path: role.path,
        description: role.description,
        assumeRolePolicy: policyJson(placeTrustPolicy(place)),
        maxSessionDuration: settings.maxSessionDuration,
        permissionsBoundary:
          settings.permissionsBoundary && managedPolicyArn(account, settings.permissionsBoundary),
        tags: nonEmpty(role.tags),
      },
      importId: moved || place.adopt ? role.name : undefined,
    });
    // A reference, so that Terraform makes the role first and deletes it last.
    const roleName = Reference.to(this.resource, "name");
    this.managedPolicies = Object.fromEntries(
      settings.managedPolicies.map((policy, index) => {
        const policyName = attachmentName(policy, index);
        const policyArn = managedPolicyArn(account, policy);
        const attachment = makeResource(this, childId("managed-policy", policyName), {
          type: IamRolePolicyAttachment,
          origin,
          provider,
          names: [...names, policyName],
          settings: { role: roleName, policyArn },
          importId: moved ? `${role.name}/${policyArn}` : undefined,
        });
        return [policyName, attachment];
      }),
    );
    this.inlinePolicies = Object.fromEntries(
      settings.inlinePolicies.map(({ name, document }) => {
        const policy = makeResource(this, childId("inline-policy", name), {
          type: IamRolePolicy,
          origin,
          provider,
          names: [...names, name],
          settings: { role: roleName, name, policy: policyJson(document) },
          importId: moved ? `${role.name}:${name}` : undefined,
        });
        return [name, policy];
      }),
    );
    if (place.link.url !== undefined) this.switchRoleLink = origin.tokens.terraform(place.link.url);
    if (!isUnknown(account.id)) this.accountId = account.id;
  }

  /** ARN of the role, from the resource: what uses it waits for the role. */
  get arn(): string {
    return this.resource.arn;
  }
}

/** The addresses of everything that a {@link RoleInAccount} makes. */
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

/** Policies with an unknown name come first, and are told apart by their order. */
function attachmentName(policy: ManagedPolicy, index: number): string {
  return isUnknown(policy.name) ? `policy-${index}` : policy.name;
}
