import { CloudformationStackSet } from "@cdktf/provider-aws/lib/cloudformation-stack-set";
import { CloudformationStackSetInstance } from "@cdktf/provider-aws/lib/cloudformation-stack-set-instance";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, type Role, roleTemplate, type StackSet } from "../access";
import { canonicalJson } from "../iam/policy-document";
import { makeResource, nonEmpty, type Origin } from "./resource";
import { Reference } from "./text";

/** @internal */
export interface RoleStackSetProps {
  readonly origin: Origin;
  readonly access: Access;
  readonly role: Role;
  readonly stackSet: StackSet;
  /** Of the management or delegated administrator account. */
  readonly provider: TerraformProvider;
}

/**
 * A role that CloudFormation rolls out: one service-managed stack set over organizational units. AWS makes the role in every
 * account of the units, and in those that join later; Terraform runs one provider, whatever their number.
 *
 * `CrossAccountAccess` makes it.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export class RoleStackSet extends Construct {
  /** The CloudFormation stack set. */
  readonly resource: CloudformationStackSet;
  /** Where the stack set deploys to. */
  readonly instance: CloudformationStackSetInstance;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, access, role, stackSet, provider }: RoleStackSetProps) {
    super(scope, id);
    const { organizationalUnits, failureTolerancePercentage, maxConcurrentPercentage } = stackSet;
    const common = { origin, provider, names: [role.name] };
    const callAs = access.organization?.callAs === "delegatedAdmin" ? "DELEGATED_ADMIN" : "SELF";
    const operationPreferences = {
      failureTolerancePercentage,
      // AWS requires at least 1.
      maxConcurrentPercentage: Math.max(1, maxConcurrentPercentage),
    };
    this.resource = makeResource(this, "Resource", {
      type: CloudformationStackSet,
      ...common,
      settings: {
        name: stackSetName([...origin.above, role.name]),
        description: `The role ${role.name} of the cross-account roles`,
        permissionModel: "SERVICE_MANAGED",
        callAs,
        // The template names the role. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html
        capabilities: ["CAPABILITY_NAMED_IAM"],
        autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
        operationPreferences,
        templateBody: canonicalJson(roleTemplate(role)),
        tags: nonEmpty(role.tags),
      },
      // AWS sets it for service-managed stack sets.
      // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudformation_stack_set
      lifecycle: { ignoreChanges: ["administration_role_arn"] },
    });
    this.instance = makeResource(this, "instance", {
      type: CloudformationStackSetInstance,
      ...common,
      settings: {
        stackSetName: Reference.to(this.resource, "name"),
        callAs,
        deploymentTargets: { organizationalUnitIds: organizationalUnits },
        operationPreferences,
      },
    });
  }
}

/** Letters, digits and hyphens, a letter first: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
function stackSetName(names: readonly string[]): string {
  return `cross-account-role-${names.join("-").replace(/[^A-Za-z0-9-]/g, (character) => `-${character.codePointAt(0)?.toString(16)}-`)}`;
}
