import { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamGroupPolicyAttachment } from "@cdktf/provider-aws/lib/iam-group-policy-attachment";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { IamUserPolicy } from "@cdktf/provider-aws/lib/iam-user-policy";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Grantee, type GrantPolicies, grantPolicyName } from "../access";
import { policyJson } from "../iam/policy-document";
import { policyName } from "./policy-name";
import { makeResource, type Origin } from "./resource";
import { Reference, type Text } from "./text";

/** @internal */
export interface RoleGrantsProps {
  /** Whose grants they are. */
  readonly grantee: Pick<Grantee, "kind" | "name">;
  readonly provider: TerraformProvider;
}

/** @internal */
export interface PackedPolicies {
  readonly origin: Origin;
  /** How resources name the grantee: by a reference, if Terraform makes it. */
  readonly granteeName: Text;
  readonly policies: GrantPolicies;
  /**
   * What the names of the policies begin with.
   *
   * @default - the ids that the addresses begin with
   */
  readonly namePrefix?: readonly string[];
}

/**
 * The permission of a user, group or role of the identity account to assume what it is granted: one inline policy while that
 * fits, customer managed policies beyond.
 *
 * `CrossAccountAccess` makes it, and `CrossAccountRole.grantAssume`.
 */
export class RoleGrants extends Construct {
  private readonly grantee: RoleGrantsProps["grantee"];
  private readonly provider: TerraformProvider;
  private inline?: InlineGrantPolicy;
  private managed: readonly IamPolicy[] = [];

  /** @internal */
  constructor(scope: Construct, id: string, { grantee, provider }: RoleGrantsProps) {
    super(scope, id);
    this.grantee = grantee;
    this.provider = provider;
  }

  /** The inline policy with all grants. `undefined`: nothing is granted, or the grants take managed policies. */
  get inlinePolicy(): InlineGrantPolicy | undefined {
    return this.inline;
  }

  /** The customer managed policies with the grants. None: one inline policy holds them all. */
  get managedPolicies(): IamPolicy[] {
    return [...this.managed];
  }

  /**
   * Makes the policies, in place of those made before.
   *
   * @internal
   */
  pack({ policies, namePrefix, ...of }: PackedPolicies): void {
    for (const { node } of this.node.children) this.node.tryRemoveChild(node.id);
    const prefix = namePrefix ?? of.origin.above;
    this.inline =
      policies.inline &&
      this.makeInline(of, {
        name: policyName(this, prefix, "assume-cross-account-roles"),
        policy: policyJson(policies.inline),
      });
    this.managed = policies.managed.map(({ key, document }) =>
      this.makeManaged(of, key, {
        name: policyName(this, prefix, grantPolicyName(this.grantee, key)),
        policy: policyJson(document),
      }),
    );
  }

  private makeInline({ origin, granteeName: name }: GrantsOf, settings: PolicySettings): InlineGrantPolicy {
    const { grantee, provider } = this;
    const common = { origin, provider, names: [grantee.name] };
    switch (grantee.kind) {
      case "user":
        return makeResource(this, "inline-policy", {
          type: IamUserPolicy,
          ...common,
          settings: { ...settings, user: name },
        });
      case "group":
        return makeResource(this, "inline-policy", {
          type: IamGroupPolicy,
          ...common,
          settings: { ...settings, group: name },
        });
      case "principal":
        return makeResource(this, "inline-policy", {
          type: IamRolePolicy,
          ...common,
          settings: { ...settings, role: name },
        });
    }
  }

  private makeManaged(
    { origin, granteeName: name }: GrantsOf,
    key: string,
    settings: PolicySettings,
  ): IamPolicy {
    const { grantee, provider } = this;
    const policy = makeResource(this, `managed-policy.${key}`, {
      type: IamPolicy,
      origin,
      provider,
      // Users, groups and roles may have equal names, and their policies are all in one account.
      names: [grantee.kind, grantee.name, key],
      settings,
    });
    const policyArn = Reference.to(policy, "arn");
    const common = { origin, provider, names: [grantee.name, key] };
    const id = `attachment.${key}`;
    if (grantee.kind === "user")
      makeResource(this, id, {
        type: IamUserPolicyAttachment,
        ...common,
        settings: { user: name, policyArn },
      });
    else if (grantee.kind === "group")
      makeResource(this, id, {
        type: IamGroupPolicyAttachment,
        ...common,
        settings: { group: name, policyArn },
      });
    else
      makeResource(this, id, {
        type: IamRolePolicyAttachment,
        ...common,
        settings: { role: name, policyArn },
      });
    return policy;
  }
}

/** The inline policy with all grants of a user, group or role of the identity account. */
export type InlineGrantPolicy = IamUserPolicy | IamGroupPolicy | IamRolePolicy;

type GrantsOf = Pick<PackedPolicies, "origin" | "granteeName">;

interface PolicySettings {
  readonly name: string;
  readonly policy: string;
}
