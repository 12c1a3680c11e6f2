import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamGroupPolicyAttachment } from "@cdktf/provider-aws/lib/iam-group-policy-attachment";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, type Group, grantPolicies, managedPolicyArn } from "../access";
import { formerNames } from "../access/renamed";
import { policyJson } from "../iam/policy-document";
import { type AccountPolicies, attachmentName, policyArnText } from "./account-policies";
import { AdoptedPolicies, ExclusivePolicies } from "./exclusive-policies";
import { childId, letGo, makeResource, type Origin } from "./resource";
import { RoleGrants } from "./role-grants";
import { Reference, type Text } from "./text";

/** @internal */
export interface IdentityGroupProps {
  readonly origin: Origin;
  readonly access: Access;
  readonly group: Group;
  readonly provider: TerraformProvider;
  /** The declared policies that are made in the identity account, by name. */
  readonly policies: AccountPolicies;
}

/** A group of the identity account, with its grants. `CrossAccountAccess` makes it. */
export class IdentityGroup extends Construct {
  /** The IAM group. `undefined`: it is made elsewhere. */
  readonly resource?: IamGroup;
  /** What its members may assume. */
  readonly grants: RoleGrants;
  /** Name of each managed policy of its own -> its attachment. Its grants have others. */
  readonly managedPolicies: Readonly<Record<string, IamGroupPolicyAttachment>>;
  /** Name of each inline policy of its own -> the policy. Its grants have another. */
  readonly inlinePolicies: Readonly<Record<string, IamGroupPolicy>>;
  /** Removes all other policies of the group. `undefined`: others are left. */
  readonly exclusive?: ExclusivePolicies;
  /** @internal How resources name the group. */
  readonly groupName: Text;

  /** @internal */
  constructor(
    scope: Construct,
    id: string,
    { origin, access, group, provider, policies }: IdentityGroupProps,
  ) {
    super(scope, id);
    const former = formerNames(group);
    if (!group.existing)
      this.resource = makeResource(this, "Resource", {
        type: IamGroup,
        origin,
        provider,
        names: [group.name],
        formerNames: former,
        settings: { name: group.name, path: group.path },
        // Or Terraform deletes a group before it takes the members out that other users' memberships name, and IAM refuses.
        // It is never replaced: IAM renames groups. https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
        lifecycle: { createBeforeDestroy: true },
        importBy: group.adopt ? { id: group.name } : undefined,
      });
    else letGo(this, origin, [IamGroup], group);
    this.groupName = this.resource ? Reference.to(this.resource, "name") : group.name;
    this.exclusive = ExclusivePolicies.make(this, {
      kind: "group",
      exclusive: group.exclusive || group.adopt,
      adopt: group.adopt,
      holder: this.groupName,
      origin,
      provider,
      names: [group.name],
      formerNames: former,
      forgetsFormer: true,
      importBy: group.adopt ? { id: group.name } : undefined,
    });
    const adopted =
      group.adopt && this.exclusive
        ? new AdoptedPolicies(group.name, access.identityAccount, this.exclusive)
        : undefined;
    const { identityAccount } = access;
    this.managedPolicies = Object.fromEntries(
      group.managedPolicies.map((policy) => {
        const policyName = attachmentName(policy, origin, this);
        const attachment = makeResource(this, childId("managed-policy", policyName), {
          type: IamGroupPolicyAttachment,
          origin,
          provider,
          names: [group.name, "policy", policyName],
          formerNames: former.map((list) => [...list, "policy", policyName]),
          forgetsFormer: true,
          settings: { group: this.groupName, policyArn: policyArnText(policy, identityAccount, policies) },
          importBy: adopted?.attachment(managedPolicyArn(identityAccount, policy)),
        });
        return [policyName, attachment];
      }),
    );
    this.inlinePolicies = Object.fromEntries(
      group.inlinePolicies.map(({ name, document }) => {
        const policy = makeResource(this, childId("inline-policy", name), {
          type: IamGroupPolicy,
          origin,
          provider,
          names: [group.name, name],
          formerNames: former.map((list) => [...list, name]),
          forgetsFormer: true,
          settings: { group: this.groupName, name, policy: policyJson(document) },
          importBy: adopted?.inline(name),
        });
        return [name, policy];
      }),
    );
    this.grants = new RoleGrants(this, "grants", { grantee: group, provider });
    this.grants.pack({
      origin,
      granteeName: this.groupName,
      policies: grantPolicies(access, group),
      adopted,
    });
    this.exclusive?.keep(this, [
      ...Object.values(this.inlinePolicies),
      ...Object.values(this.managedPolicies),
      ...this.grants.ofGrantee,
    ]);
  }
}
