/** What exists in an account when Terraform plans, so that import blocks import that and nothing else. */
import { DataAwsIamRoles } from "@cdktf/provider-aws/lib/data-aws-iam-roles";
import { DataAwsIamUsers } from "@cdktf/provider-aws/lib/data-aws-iam-users";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { RolePlace } from "../access";
import { address } from "../access/terraform-address";
import { hclString } from "./hcl";
import type { Origin } from "./resource";
import type { AmongNames } from "./state-blocks";
import { isPlain } from "./text";

export interface ExistingProps {
  readonly origin: Origin;
  readonly provider: TerraformProvider;
  /** The account, as addresses have it. */
  readonly account: string;
}

/** All roles in an account: one data source for each construct and account. */
export class ExistingRoles {
  private readonly data: DataAwsIamRoles;

  constructor(scope: Construct, { origin, provider, account }: ExistingProps) {
    const id = `existing-roles.${address(account)}`;
    const found = scope.node.tryFindChild(id) as DataAwsIamRoles | undefined;
    this.data = found ?? new DataAwsIamRoles(scope, id, { provider });
    this.data.overrideLogicalId(address(...origin.above, account));
  }

  /** Imports a role if it exists. */
  role(name: string): AmongNames | undefined {
    return isPlain(name)
      ? { type: DataAwsIamRoles.tfResourceType, data: this.data.friendlyUniqueId, name }
      : undefined;
  }

  /**
   * Imports a managed policy of a role if it is attached. The role has the list in its state, once it is imported itself.
   *
   * @param role its address
   */
  attachment(place: RolePlace, role: string, policyArn: string): string | undefined {
    return this.ofRole(
      place,
      policyArn,
      (text) => `[for arn in ${role}.managed_policy_arns : arn if arn == ${text}]`,
    );
  }

  /** The same for an inline policy. */
  inlinePolicy(place: RolePlace, role: string, name: string): string | undefined {
    return this.ofRole(
      place,
      name,
      (text) => `[for policy in ${role}.inline_policy : policy.name if policy.name == ${text}]`,
    );
  }

  /**
   * Of a role that is not there yet, or that Terraform replaces because its path changes, Terraform knows no policies when it
   * plans.
   */
  private ofRole(
    { role: { path }, roleName }: RolePlace,
    text: string,
    list: (text: string) => string,
  ): string | undefined {
    const end = `:role${path}${roleName}`;
    if (!isPlain(text) || !isPlain(end)) return undefined;
    const arns = `data.${DataAwsIamRoles.tfResourceType}.${this.data.friendlyUniqueId}.arns`;
    return `anytrue([for arn in ${arns} : endswith(arn, ${hclString(end)})]) ? ${list(hclString(text))} : []`;
  }
}

/** All users in the identity account. */
export class ExistingUsers {
  private readonly data: DataAwsIamUsers;

  constructor(scope: Construct, { origin, provider, account }: ExistingProps) {
    const id = "existing-users";
    const found = scope.node.tryFindChild(id) as DataAwsIamUsers | undefined;
    this.data = found ?? new DataAwsIamUsers(scope, id, { provider });
    this.data.overrideLogicalId(address(...origin.above, account));
  }

  /** Imports a user, or what is the user's, if the user exists. */
  user(name: string): AmongNames | undefined {
    return isPlain(name)
      ? { type: DataAwsIamUsers.tfResourceType, data: this.data.friendlyUniqueId, name }
      : undefined;
  }
}
