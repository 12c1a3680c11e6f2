/** Blocks that change Terraform's state and nothing in AWS. */
import { TerraformElement, type TerraformProvider, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * Brings something that exists already into the state.
 *
 * Not the framework's `importFrom`: that one runs Terraform during the synth, which works without Terraform otherwise.
 * Source: https://developer.hashicorp.com/terraform/language/import
 */
export class ImportBlock extends TerraformElement {
  private readonly block: { readonly to: string; readonly id: string; readonly provider: string };

  constructor(scope: Construct, resource: TerraformResource, id: string, provider: TerraformProvider) {
    const to = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
    super(scope, `import ${to}`);
    this.block = { to, id, provider: provider.fqn };
  }

  override toTerraform(): object {
    return { import: [this.block] };
  }
}

/**
 * Has Terraform forget something without deleting it.
 *
 * Source: https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources
 */
export class RemovedBlock extends TerraformElement {
  constructor(
    scope: Construct,
    private readonly from: string,
  ) {
    super(scope, `removed ${from}`);
  }

  override toTerraform(): object {
    return { removed: [{ from: this.from, lifecycle: { destroy: false } }] };
  }
}
