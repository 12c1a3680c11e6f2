import { CloudformationStackSet } from "@cdktf/provider-aws/lib/cloudformation-stack-set";
import { CloudformationStackSetInstance } from "@cdktf/provider-aws/lib/cloudformation-stack-set-instance";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { Access, Role, StackSet } from "../access";
import { roleTemplate } from "../access";
import { canonicalJson } from "../iam/policy-document";
import { addressed } from "./addressed";
import { literal, literalMap } from "./literal";

/**
 * Rolls a role out by CloudFormation: one service-managed stack set over organizational units. AWS brings the role to
 * every account of the units, and to those that join later; Terraform runs one provider, however many there are.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export function addStackSet(
  scope: Construct,
  above: readonly string[],
  access: Access,
  role: Role,
  { organizationalUnits, failureTolerancePercentage, maxConcurrentPercentage }: StackSet,
  provider: TerraformProvider,
): void {
  const names = [...above, role.name];
  const callAs = access.organization?.callAs === "delegatedAdmin" ? "DELEGATED_ADMIN" : "SELF";
  const operationPreferences = {
    failureTolerancePercentage,
    // AWS wants at least 1.
    maxConcurrentPercentage: Math.max(1, maxConcurrentPercentage),
  };
  const stackSet = addressed(scope, CloudformationStackSet, names, {
    provider,
    name: stackSetName([...above, role.name]),
    description: `The role ${role.name} of the cross-account roles`,
    permissionModel: "SERVICE_MANAGED",
    callAs,
    // The role has a name of its own. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html
    capabilities: ["CAPABILITY_NAMED_IAM"],
    autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
    operationPreferences,
    templateBody: literal(canonicalJson(roleTemplate(role))),
    tags: literalMap(role.tags),
    // AWS fills it in for service-managed stack sets.
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudformation_stack_set
    lifecycle: { ignoreChanges: ["administration_role_arn"] },
  });
  addressed(scope, CloudformationStackSetInstance, names, {
    provider,
    stackSetName: stackSet.name,
    callAs,
    deploymentTargets: { organizationalUnitIds: [...organizationalUnits] },
    operationPreferences,
  });
}

/** Letters, digits and hyphens, a letter first: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
function stackSetName(names: readonly string[]): string {
  return `cross-account-role-${names.join("-").replace(/[^A-Za-z0-9-]/g, (character) => `-${character.codePointAt(0)?.toString(16)}-`)}`;
}
