import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Access, Stack } from "../access";
import { CrossAccountAccess } from "./cross-account-access";

/** The AWS provider that Terraform may take: a range, tested at both ends, so that pipelines keep a lock file of their own. */
export const awsProviderVersions = ">= 5.100.0, < 7.0.0";

/**
 * One stack of an access, with its providers and its outputs. It has no backend yet.
 *
 * The stack of the identity account has the outputs of the contract, complete for all accounts; the others have those of
 * their own accounts.
 */
export class AccessStack extends TerraformStack {
  /** @param stack what of the access is made here; default: all of it */
  constructor(scope: Construct, id: string, access: Access, stack?: Stack) {
    super(scope, id);
    const declared = new CrossAccountAccess(this, "Default", { access, stack });
    // The framework would pin the one version that its bindings were made from.
    this.addOverride("terraform.required_providers.aws", {
      source: "hashicorp/aws",
      version: awsProviderVersions,
    });
    this.output("role_arns", declared.roleArns, "Target account -> role -> ARN");
    this.output(
      "switch_role_links",
      declared.switchRoleLinks,
      "Target account -> role -> link to switch to it in the console",
    );
    if (stack && !stack.identity) return;
    this.output(
      "console_sign_in_url",
      declared.consoleSignInUrl,
      "Where the users of the identity account sign in",
    );
    if (access.users.some(({ consoleAccess }) => consoleAccess))
      this.output(
        "console_passwords",
        declared.consolePasswords,
        "User -> first password, or the PGP message that holds it",
        true,
      );
  }

  private output(name: string, value: unknown, description: string, sensitive?: boolean): void {
    new TerraformOutput(this, name, { value, description, staticId: true, ...(sensitive && { sensitive }) });
  }
}
