import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Access, Stack } from "../access";
import { CrossAccountAccess } from "./cross-account-access";
import { stackJson } from "./stack-json";

/**
 * The AWS provider that Terraform may take: a range, tested at both ends, so that pipelines keep a lock file of their own.
 */
export const awsProviderVersions = ">= 5.100.0, < 7.0.0";

/** Props of `AccessStack`. */
export interface AccessStackProps {
  /** An access that was read from a file. */
  readonly access: Access;
  /**
   * The part of the access to make, one of `stacksOf(access)`.
   *
   * @default - all of it
   */
  readonly stack?: Stack;
}

/**
 * A stack with an access that was read from a file, its providers and its outputs. It has no backend.
 *
 * The stack of the identity account has the outputs for all accounts; another stack has those of its own accounts.
 */
export class AccessStack extends TerraformStack {
  /** What the stack makes. */
  readonly declared: CrossAccountAccess;

  /** @throws Error when the access says no way to reach an account */
  constructor(scope: Construct, id: string, { access, stack }: AccessStackProps) {
    super(scope, id);
    this.declared = CrossAccountAccess.fromAccess(this, "Default", access, { stack });
    // The framework would pin the one version that its bindings were made from.
    this.addOverride("terraform.required_providers.aws", {
      source: "hashicorp/aws",
      version: awsProviderVersions,
    });
    this.declared.addOutputs();
  }

  /** The Terraform JSON, as the framework writes it. */
  override toTerraform(): object {
    return stackJson(this);
  }
}
