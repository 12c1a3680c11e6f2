import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Access } from "../access";
import { CrossAccountAccess } from "./cross-account-access";

/** The AWS provider that Terraform may take: a range, tested at both ends, so that pipelines keep a lock file of their own. */
export const awsProviderVersions = ">= 5.100.0, < 7.0.0";

/** A stack with the whole access, its providers and the outputs of the contract. It has no backend yet. */
export class AccessStack extends TerraformStack {
  constructor(scope: Construct, id: string, access: Access) {
    super(scope, id);
    const declared = new CrossAccountAccess(this, "Default", { access });
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
