import { CloudformationStackSet } from "@cdktf/provider-aws/lib/cloudformation-stack-set";
import { CloudformationStackSetInstance } from "@cdktf/provider-aws/lib/cloudformation-stack-set-instance";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, type Role, roleTemplate, type StackSet } from "../access";
import { formerNames } from "../access/renamed";
import { canonicalJson } from "../iam/policy-document";
import { childId, makeResource, nonEmpty, type Origin } from "./resource";
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
  /**
   * Id of each organizational unit -> the stacks in its accounts. One resource for each: Terraform replaces an instance whose
   * units change, and would delete the role in every account first.
   */
  readonly instances: Readonly<Record<string, CloudformationStackSetInstance>>;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, access, role, stackSet, provider }: RoleStackSetProps) {
    super(scope, id);
    const { organizationalUnits, failureTolerancePercentage, maxConcurrentPercentage } = stackSet;
    const common = { origin, provider, names: [role.name], formerNames: formerNames(role) };
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
        // Terraform deploys to all units at once: CloudFormation queues what it would refuse otherwise.
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ManagedExecution.html
        managedExecution: { active: true },
        operationPreferences,
        timeouts: { update: timeout },
        templateBody: canonicalJson(roleTemplate(role)),
        tags: nonEmpty(role.places[0]?.settings.tags ?? {}),
      },
      // AWS sets it for service-managed stack sets. Providers before 6.29.0 see a change in that, and older ones are allowed.
      // https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
      lifecycle: { ignoreChanges: ["administration_role_arn"] },
    });
    this.instances = Object.fromEntries(
      organizationalUnits.map((unit) => [
        unit,
        makeResource(this, childId("instance", unit), {
          type: CloudformationStackSetInstance,
          ...common,
          names: [role.name, unit],
          formerNames: formerNames(role).map((list) => [...list, unit]),
          settings: {
            stackSetName: Reference.to(this.resource, "name"),
            callAs,
            deploymentTargets: { organizationalUnitIds: [unit] },
            operationPreferences: {
              ...operationPreferences,
              // Strict, the default, works on one account more than may fail, whatever the concurrency: on one at a time here.
              // The provider 5.100 knows it for instances only, so updates of the stack set are strict.
              // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/concurrency-mode.html
              concurrencyMode: "SOFT_FAILURE_TOLERANCE",
            },
            timeouts: { create: timeout, update: timeout, delete: timeout },
          },
          // The provider would send the unit as the id of an account, and AWS refuses that. Updates of the stack set have its own.
          // https://github.com/hashicorp/terraform-provider-aws/issues/40675
          lifecycle: { ignoreChanges: ["operation_preferences"] },
        }),
      ]),
    );
  }
}

/**
 * How long Terraform waits for an operation over all accounts, which take about a minute each where they go one by one. The
 * provider's 30 minutes are too short for some hundred accounts, and an apply that gives up does not stop the operation.
 */
const timeout = "24h";

/** Letters, digits and hyphens, a letter first: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
function stackSetName(names: readonly string[]): string {
  return `cross-account-role-${names.join("-").replace(/[^A-Za-z0-9-]/g, (character) => `-${character.codePointAt(0)?.toString(16)}-`)}`;
}
