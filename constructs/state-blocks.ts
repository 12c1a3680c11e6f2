/** Blocks that change Terraform's state and nothing in AWS. */
import { TerraformElement, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { PropTokens } from "./text";

/** What an import block says. */
export interface Import {
  /** Address of the resource. */
  readonly to: string;
  /** What the provider knows the resource by: plain text. */
  readonly id: string;
  /** Address of the provider, such as `aws.identity`. */
  readonly provider: string;
}

export interface ImportBlockProps {
  readonly resource: TerraformResource;
  /** What the provider knows the resource by: plain text. */
  readonly importId: string;
  readonly tokens: PropTokens;
}

/**
 * Brings something that exists into the state.
 *
 * Not the framework's `importFrom`: that one runs Terraform during the synth, which works without Terraform otherwise.
 * Source: https://developer.hashicorp.com/terraform/language/import
 */
export class ImportBlock extends TerraformElement {
  readonly block: Import;
  private readonly tokens: PropTokens;

  constructor(scope: Construct, id: string, { resource, importId, tokens }: ImportBlockProps) {
    super(scope, id);
    this.tokens = tokens;
    this.block = {
      to: `${resource.terraformResourceType}.${resource.friendlyUniqueId}`,
      id: importId,
      provider: resource.provider?.fqn ?? "aws",
    };
  }

  override toTerraform(): object {
    return { import: [{ ...this.block, id: this.tokens.terraform(this.block.id) }] };
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
    super(scope, `removed.${from}`);
  }

  override toTerraform(): object {
    return { removed: [{ from: this.from, lifecycle: { destroy: false } }] };
  }
}
