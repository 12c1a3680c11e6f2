import { IamGroupPoliciesExclusive } from "@cdktf/provider-aws/lib/iam-group-policies-exclusive";
import { IamGroupPolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-group-policy-attachments-exclusive";
import { IamRolePoliciesExclusive } from "@cdktf/provider-aws/lib/iam-role-policies-exclusive";
import { IamRolePolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-role-policy-attachments-exclusive";
import { IamUserPoliciesExclusive } from "@cdktf/provider-aws/lib/iam-user-policies-exclusive";
import { IamUserPolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-user-policy-attachments-exclusive";
import type { TerraformResource } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { Account } from "../access";
import { address } from "../access/terraform-address";
import { iamArn } from "../iam/arn";
import { hclString } from "./hcl";
import { makeResource, type ResourceProps } from "./resource";
import { type ImportSetting, RemovedBlock } from "./state-blocks";
import { isPlain, Reference, type Text } from "./text";

/** @internal */
export interface ExclusivePoliciesProps
  extends Pick<
    ResourceProps<never, never>,
    "origin" | "provider" | "names" | "formerNames" | "forgetsFormer" | "importBy" | "onceAmong"
  > {
  readonly kind: keyof typeof exclusiveTypes;
  /** How resources name the role, user or group. */
  readonly holder: Text;
  readonly exclusive: boolean;
  /** Whether the role, user or group is adopted, and may have policies that the file does not name: these are left. */
  readonly adopt: boolean;
}

/** The provider's classes, by what has the policies. */
export const exclusiveTypes = {
  role: [IamRolePoliciesExclusive, IamRolePolicyAttachmentsExclusive],
  user: [IamUserPoliciesExclusive, IamUserPolicyAttachmentsExclusive],
  group: [IamGroupPoliciesExclusive, IamGroupPolicyAttachmentsExclusive],
} as const;

/**
 * Makes the policies of a role, user or group exclusive: a policy that somebody else puts or attaches shows in the next plan,
 * and the next apply removes it.
 *
 * While something is adopted, Terraform imports the lists as they are and changes nothing in them. Made without an import, they
 * would remove policies, and no plan would name them first.
 *
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policies_exclusive
 */
export class ExclusivePolicies extends Construct {
  /** The inline policies: the only ones. */
  readonly inlinePolicies: IamRolePoliciesExclusive | IamUserPoliciesExclusive | IamGroupPoliciesExclusive;
  /** The attached managed policies: the only ones. */
  readonly managedPolicies:
    | IamRolePolicyAttachmentsExclusive
    | IamUserPolicyAttachmentsExclusive
    | IamGroupPolicyAttachmentsExclusive;
  private readonly kept = new Map<IConstruct, readonly TerraformResource[]>();
  /**
   * Whether the lists tell which policies exist, so that these are imported: then they name none that Terraform makes, which
   * would be a cycle. A role itself has such lists.
   */
  private readonly isLookup: boolean;

  /**
   * The one beside the role, user or group. `undefined`: its policies are not exclusive.
   *
   * @internal
   */
  static beside(holder: TerraformResource): ExclusivePolicies | undefined {
    const found = holder.node.scope?.node.tryFindChild(constructId);
    return found instanceof ExclusivePolicies ? found : undefined;
  }

  /**
   * Makes the policies of a role, user or group exclusive, or has Terraform forget that they were.
   *
   * @param scope what makes the role, user or group
   * @returns `undefined` when they are not exclusive
   * @internal
   */
  static make(scope: Construct, props: ExclusivePoliciesProps): ExclusivePolicies | undefined {
    if (props.exclusive) return new ExclusivePolicies(scope, props);
    const { kind, origin, formerNames = [], names } = props;
    for (const { tfResourceType } of exclusiveTypes[kind])
      for (const list of [...formerNames, names])
        new RemovedBlock(scope, `${tfResourceType}.${address(...origin.above, ...list)}`);
    return undefined;
  }

  private constructor(scope: Construct, props: ExclusivePoliciesProps) {
    super(scope, constructId);
    const { kind, holder, exclusive: _exclusive, adopt, ...common } = props;
    this.isLookup = adopt && kind !== "role";
    const ignored = (list: string) => (adopt ? { ignoreChanges: [list] } : undefined);
    const inline = { ...common, lifecycle: ignored("policy_names") };
    const managed = { ...common, lifecycle: ignored("policy_arns") };
    switch (kind) {
      case "role":
        this.inlinePolicies = makeResource(this, "inline-policies", {
          type: IamRolePoliciesExclusive,
          ...inline,
          settings: { roleName: holder, policyNames: [] },
        });
        this.managedPolicies = makeResource(this, "managed-policies", {
          type: IamRolePolicyAttachmentsExclusive,
          ...managed,
          settings: { roleName: holder, policyArns: [] },
        });
        break;
      case "user":
        this.inlinePolicies = makeResource(this, "inline-policies", {
          type: IamUserPoliciesExclusive,
          ...inline,
          settings: { userName: holder, policyNames: [] },
        });
        this.managedPolicies = makeResource(this, "managed-policies", {
          type: IamUserPolicyAttachmentsExclusive,
          ...managed,
          settings: { userName: holder, policyArns: [] },
        });
        break;
      case "group":
        this.inlinePolicies = makeResource(this, "inline-policies", {
          type: IamGroupPoliciesExclusive,
          ...inline,
          settings: { groupName: holder, policyNames: [] },
        });
        this.managedPolicies = makeResource(this, "managed-policies", {
          type: IamGroupPolicyAttachmentsExclusive,
          ...managed,
          settings: { groupName: holder, policyArns: [] },
        });
    }
  }

  /**
   * Keeps policies: all others are removed.
   *
   * @param maker what makes them: they replace those that it made before
   * @param policies inline policies and attachments
   * @internal
   */
  keep(maker: IConstruct, policies: readonly TerraformResource[]): void {
    if (this.isLookup) return;
    this.kept.set(maker, policies);
    const all = [...this.kept.values()].flat();
    const isAttachment = ({ terraformResourceType }: TerraformResource) =>
      terraformResourceType.endsWith("_attachment");
    // References, so that Terraform makes the policies first: these resources cannot make an inline policy.
    this.inlinePolicies.policyNames = all
      .filter((policy) => !isAttachment(policy))
      .map((policy) => Reference.to(policy, "name").expression)
      .sort();
    this.managedPolicies.policyArns = all
      .filter(isAttachment)
      .map((attachment) => Reference.to(attachment, "policy_arn").expression)
      .sort();
  }
}

/**
 * How the policies of an adopted user or group are imported: those that exist.
 *
 * @internal
 */
export class AdoptedPolicies {
  /** The attached managed policies, as a Terraform expression. */
  private readonly attached: string;

  /**
   * @param holder name of the user or group
   * @param account where it is
   * @param lists what it has
   */
  constructor(
    private readonly holder: string,
    private readonly account: Account,
    private readonly lists: ExclusivePolicies,
  ) {
    this.attached = `${addressOf(lists.managedPolicies)}[*].policy_arns`;
  }

  /** An inline policy. */
  inline(name: string): ImportSetting | undefined {
    const { inlinePolicies } = this.lists;
    return ifListed(`${this.holder}:${name}`, name, [`${addressOf(inlinePolicies)}[*].policy_names`]);
  }

  /** The attachment of a managed policy. */
  attachment(policyArn: string): ImportSetting | undefined {
    return ifListed(`${this.holder}/${policyArn}`, policyArn, [this.attached]);
  }

  /** The attachment of a customer managed policy without a path. */
  attachmentOf(policyName: string): ImportSetting | undefined {
    return this.attachment(this.arnOf(policyName));
  }

  /** A customer managed policy without a path that is attached to the user or group, or to one of `others`. */
  policy(policyName: string, others: readonly AdoptedPolicies[] = []): ImportSetting | undefined {
    const arn = this.arnOf(policyName);
    return ifListed(
      arn,
      arn,
      [this, ...others].map(({ attached }) => attached),
    );
  }

  private arnOf(policyName: string): string {
    return iamArn(this.account.partition, this.account.id, "policy", policyName);
  }
}

function addressOf({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

/** @param lists Terraform expressions */
function ifListed(id: string, item: string, lists: readonly string[]): ImportSetting | undefined {
  return isPlain(item)
    ? {
        id,
        forEach: `[for item in flatten([${lists.join(", ")}]) : item if item == ${hclString(item)}]`,
      }
    : undefined;
}

const constructId = "exclusive";
