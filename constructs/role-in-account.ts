import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type ManagedPolicy, managedPolicyArn, placeTrustPolicy, type RolePlace } from "../access";
import { formerNames } from "../access/renamed";
import { address } from "../access/terraform-address";
import { isUnknown } from "../access/unknown";
import { policyJson } from "../iam/policy-document";
import { type AccountPolicies, attachmentName, policyArnText } from "./account-policies";
import { ExclusivePolicies, exclusiveTypes } from "./exclusive-policies";
import { ExistingRoles } from "./existing";
import { childId, makeResource, nonEmpty, type Origin } from "./resource";
import { Reference } from "./text";

/** @internal */
export interface RoleInAccountProps {
  readonly origin: Origin;
  readonly place: RolePlace;
  readonly provider: TerraformProvider;
  /**
   * The declared policies that are made in the account, by name.
   *
   * @default - none
   */
  readonly policies?: AccountPolicies;
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
   * Name of each managed policy -> its attachment. A policy whose ARN is a token has the name of what the token refers to,
   * such as `aws_iam_policy.reader`.
   */
  readonly managedPolicies: Readonly<Record<string, IamRolePolicyAttachment>>;
  /** Name of each inline policy -> the policy. */
  readonly inlinePolicies: Readonly<Record<string, IamRolePolicy>>;
  /** Removes all other policies. `undefined`: others are left. */
  readonly exclusive?: ExclusivePolicies;
  /** The instance profile by which EC2 instances get the role. `undefined`: none is declared. */
  readonly instanceProfile?: IamInstanceProfile;
  /**
   * Link to switch to the role in the console.
   *
   * @default - none; the console cannot switch to it
   */
  readonly switchRoleLink?: string;
  /** @internal The account's id. `undefined`: only Terraform knows it. */
  readonly accountId?: string;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, place, provider, policies }: RoleInAccountProps) {
    super(scope, id);
    const { role, account, roleName: name, settings } = place;
    const arnOf = (policy: ManagedPolicy) => policyArnText(policy, account, policies);
    const names = [account.name, role.name];
    const former = formerNames(account, role);
    // An account that moves here from another stack has all of this already, but for what is new.
    const existing =
      account.movedFrom !== undefined || place.adopt
        ? new ExistingRoles(scope, { origin, provider, account: account.name })
        : undefined;
    this.resource = makeResource(this, "Resource", {
      type: IamRole,
      origin,
      provider,
      names,
      formerNames: former,
      settings: {
        name,
        path: role.path,
        description: settings.description,
        assumeRolePolicy: policyJson(placeTrustPolicy(place)),
        maxSessionDuration: settings.maxSessionDuration,
        permissionsBoundary: settings.permissionsBoundary && arnOf(settings.permissionsBoundary),
        // IAM does not delete a role with policies that others attached or added.
        forceDetachPolicies: true,
        tags: nonEmpty(settings.tags),
      },
      importBy: existing && { id: name, ifAmong: existing.role(name) },
      // A setting of Terraform alone, which no import knows: the plan would show each adopted role as changed.
      lifecycle: place.adopt ? { ignoreChanges: ["force_detach_policies"] } : undefined,
    });
    // A reference, so that Terraform makes the role first and deletes it last. Not to its name: the id is unknown in the plan
    // of a replacement, so that the policies are replaced together with the role.
    const roleName = Reference.to(this.resource, "id");
    const roleAddress = `${IamRole.tfResourceType}.${this.resource.friendlyUniqueId}`;
    const importIf = (id: string, forEach: string | undefined) => (forEach ? { id, forEach } : undefined);
    const attached = new Set<string>();
    this.managedPolicies = Object.fromEntries(
      settings.managedPolicies.map((policy) => {
        const policyName = attachmentName(policy, origin, this);
        if (attached.has(policyName))
          throw new Error(`${this.node.path}: managedPolicies names ${policyName} a second time; remove one`);
        attached.add(policyName);
        const policyArn = managedPolicyArn(account, policy);
        const attachment = makeResource(this, childId("managed-policy", policyName), {
          type: IamRolePolicyAttachment,
          origin,
          provider,
          names: [...names, policyName],
          formerNames: former.map((list) => [...list, policyName]),
          settings: { role: roleName, policyArn: arnOf(policy) },
          importBy: importIf(`${name}/${policyArn}`, existing?.attachment(place, roleAddress, policyArn)),
        });
        return [policyName, attachment];
      }),
    );
    this.inlinePolicies = Object.fromEntries(
      settings.inlinePolicies.map(({ name: policyName, document }) => {
        const policy = makeResource(this, childId("inline-policy", policyName), {
          type: IamRolePolicy,
          origin,
          provider,
          names: [...names, policyName],
          formerNames: former.map((list) => [...list, policyName]),
          settings: { role: roleName, name: policyName, policy: policyJson(document) },
          importBy: importIf(`${name}:${policyName}`, existing?.inlinePolicy(place, roleAddress, policyName)),
        });
        return [policyName, policy];
      }),
    );
    this.exclusive = ExclusivePolicies.make(this, {
      kind: "role",
      exclusive: role.exclusive,
      adopt: place.adopt,
      holder: roleName,
      origin,
      provider,
      names,
      formerNames: former,
      importBy: existing && { id: name, ifAmong: existing.role(name) },
    });
    this.exclusive?.keep(this, [
      ...Object.values(this.inlinePolicies),
      ...Object.values(this.managedPolicies),
    ]);
    if (settings.instanceProfile)
      this.instanceProfile = makeResource(this, "instance-profile", {
        type: IamInstanceProfile,
        origin,
        provider,
        names,
        formerNames: former,
        settings: { name, path: role.path, role: roleName, tags: nonEmpty(settings.tags) },
        importBy: existing && { id: name, ifAmong: existing.role(name) },
      });
    if (place.link.url !== undefined) this.switchRoleLink = origin.tokens.terraform(place.link.url);
    if (!isUnknown(account.id)) this.accountId = account.id;
  }

  /** ARN of the role, from the resource: what uses it waits for the role. */
  get arn(): string {
    return this.resource.arn;
  }
}

/** The addresses of everything that a {@link RoleInAccount} makes, and those that it had before. */
export function roleAddresses(scope: Construct, origin: Origin, place: RolePlace): string[] {
  const { account, role, settings } = place;
  return [...formerNames(account, role), [account.name, role.name]].flatMap((list) => {
    const names = [...origin.above, ...list];
    const attachments = settings.managedPolicies.map((policy) => attachmentName(policy, origin, scope));
    return [
      `${IamRole.tfResourceType}.${address(...names)}`,
      ...attachments.map((name) => `${IamRolePolicyAttachment.tfResourceType}.${address(...names, name)}`),
      ...settings.inlinePolicies.map(
        ({ name }) => `${IamRolePolicy.tfResourceType}.${address(...names, name)}`,
      ),
      ...exclusiveTypes.role.map(({ tfResourceType }) => `${tfResourceType}.${address(...names)}`),
      ...(settings.instanceProfile ? [`${IamInstanceProfile.tfResourceType}.${address(...names)}`] : []),
    ];
  });
}
