import { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamGroupPolicyAttachment } from "@cdktf/provider-aws/lib/iam-group-policy-attachment";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { IamUserPolicy } from "@cdktf/provider-aws/lib/iam-user-policy";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import type { TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import {
  type Account,
  type Grantee,
  type GrantPolicies,
  grantPolicyName,
  type NamedGrantee,
  type RolePlace,
} from "../access";
import { inlineGrantPolicyName } from "../access/own-policy-names";
import { formerNames, type Renamed } from "../access/renamed";
import { address } from "../access/terraform-address";
import { iamArn } from "../iam/arn";
import { policyJson } from "../iam/policy-document";
import type { AdoptedPolicies } from "./exclusive-policies";
import { policyName } from "./policy-name";
import { makeResource, type Origin, type ResourceProps } from "./resource";
import { Reference, type Text } from "./text";

/** @internal */
export interface RoleGrantsProps {
  /** Whose grants they are. */
  readonly grantee: GranteeOfPolicies;
  readonly provider: TerraformProvider;
}

/** @internal */
export type GranteeOfPolicies = NamedGrantee & Pick<Grantee, "renamedFrom">;

/** @internal */
export interface PackedPolicies {
  readonly origin: Origin;
  /** How resources name the grantee: by a reference, if Terraform makes it. */
  readonly granteeName: Text;
  readonly policies: GrantPolicies;
  /**
   * The account whose managed policies exist already and are imported: it moves here from another stack.
   *
   * @default - none
   */
  readonly importsFrom?: Account;
  /**
   * How the policies of an adopted user or group are imported, if they exist.
   *
   * @default - Terraform makes them
   */
  readonly adopted?: AdoptedPolicies;
}

/**
 * The permission of a user, group or role to assume what it is granted: one inline policy while that
 * fits, customer managed policies beyond.
 *
 * `CrossAccountAccess` makes it, and `CrossAccountRole.grantAssume`.
 */
export class RoleGrants extends Construct {
  private readonly grantee: RoleGrantsProps["grantee"];
  private readonly provider: TerraformProvider;
  private inline?: InlineGrantPolicy;
  private managed: readonly IamPolicy[] = [];
  private attachments: TerraformResource[] = [];

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

  /** @internal The inline policy, or the attachments of the managed policies. */
  get ofGrantee(): readonly TerraformResource[] {
    return this.inline ? [this.inline, ...this.attachments] : this.attachments;
  }

  /**
   * Makes the policies, in place of those made before.
   *
   * @internal
   */
  pack({ policies, ...of }: PackedPolicies): void {
    for (const { node } of this.node.children) this.node.tryRemoveChild(node.id);
    this.attachments = [];
    this.inline =
      policies.inline &&
      this.makeInline(of, {
        name: policyName(this, of.origin, inlineGrantPolicyName),
        policy: policyJson(policies.inline),
      });
    this.managed = policies.managed.map(({ key, document }) => {
      // A new name would have Terraform replace the policy, which IAM refuses while it is attached to a renamed user.
      const grantee = { ...this.grantee, name: this.grantee.renamedFrom ?? this.grantee.name };
      const name = policyName(this, of.origin, grantPolicyName(grantee, key));
      return this.makeManaged(of, key, { name, policy: policyJson(document) });
    });
  }

  private makeInline(
    { origin, granteeName: name, adopted }: GrantsOf,
    settings: PolicySettings,
  ): InlineGrantPolicy {
    const { grantee, provider } = this;
    const common = {
      origin,
      provider,
      ...inlineNames(grantee),
      forgetsFormer: isRenamedInIam(grantee),
      importBy: adopted?.inline(settings.name),
    };
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
    { origin, granteeName: name, importsFrom, adopted }: GrantsOf,
    key: string,
    settings: PolicySettings,
  ): IamPolicy {
    const { grantee, provider } = this;
    const importArn = importsFrom && iamArn(importsFrom.partition, importsFrom.id, "policy", settings.name);
    const policy = makeResource(this, `managed-policy.${key}`, {
      type: IamPolicy,
      origin,
      provider,
      ...managedNames(grantee, key),
      settings,
      importBy: importArn === undefined ? adopted?.policy(settings.name) : { id: importArn },
    });
    const policyArn = Reference.to(policy, "arn");
    const common = {
      origin,
      provider,
      ...attachmentNames(grantee, key),
      forgetsFormer: isRenamedInIam(grantee),
      importBy: adopted?.attachmentOf(settings.name),
    };
    const id = `attachment.${key}`;
    const attachment =
      grantee.kind === "user"
        ? makeResource(this, id, {
            type: IamUserPolicyAttachment,
            ...common,
            settings: { user: name, policyArn },
          })
        : grantee.kind === "group"
          ? makeResource(this, id, {
              type: IamGroupPolicyAttachment,
              ...common,
              settings: { group: name, policyArn },
            })
          : makeResource(this, id, {
              type: IamRolePolicyAttachment,
              ...common,
              settings: { role: name, policyArn },
            });
    this.attachments.push(attachment);
    return policy;
  }
}

/** The names that an address is made of, and those of before. */
type Names = Pick<ResourceProps<unknown, never>, "formerNames"> & { readonly names: readonly string[] };

/** Those of the inline policy. The one of a role of the file stands with the other policies of the role. */
function inlineNames(grantee: GranteeOfPolicies): Names {
  return grantee.place ? ofPlace(grantee.place, inlineGrantPolicyName) : named([grantee]);
}

/** Users, groups and roles may have equal names, and their policies are all in one account. */
function managedNames(grantee: GranteeOfPolicies, key: string): Names {
  if (!grantee.place) return named([{ name: grantee.kind }, grantee, { name: key }]);
  return named([{ name: "role" }, grantee.place.account, grantee.place.role, { name: key }]);
}

function attachmentNames(grantee: GranteeOfPolicies, key: string): Names {
  return grantee.place
    ? ofPlace(grantee.place, grantPolicyName(grantee, key))
    : named([grantee, { name: key }]);
}

function ofPlace({ account, role }: RolePlace, policy: string): Names {
  return named([account, role, { name: policy }]);
}

function named(entries: readonly Renamed[]): Names {
  return { names: entries.map(({ name }) => name), formerNames: formerNames(...entries) };
}

/** The addresses of the grants of a role in an account, and those that they had before. */
export function grantAddresses(
  above: readonly string[],
  grantee: GranteeOfPolicies,
  keys: readonly string[],
): string[] {
  const addresses = (type: string, { names, formerNames: former = [] }: Names) =>
    [...former, names].map((list) => `${type}.${address(...above, ...list)}`);
  return [
    ...addresses(IamRolePolicy.tfResourceType, inlineNames(grantee)),
    ...keys.flatMap((key) => [
      ...addresses(IamPolicy.tfResourceType, managedNames(grantee, key)),
      ...addresses(IamRolePolicyAttachment.tfResourceType, attachmentNames(grantee, key)),
    ]),
  ];
}

/** A principal has another name in the file only: its role stays what it is. */
function isRenamedInIam({ kind }: RoleGrantsProps["grantee"]): boolean {
  return kind !== "principal";
}

/** The inline policy with all grants of a user, group or role. */
export type InlineGrantPolicy = IamUserPolicy | IamGroupPolicy | IamRolePolicy;

type GrantsOf = Omit<PackedPolicies, "policies">;

interface PolicySettings {
  readonly name: string;
  readonly policy: string;
}
