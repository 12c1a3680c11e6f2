/** Blocks that change Terraform's state and nothing in AWS. */
import { TerraformElement, type TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { hclString } from "./hcl";
import type { PropTokens } from "./text";

/** Names that a data source found, and the one that must be among them. */
export interface AmongNames {
  /** `aws_iam_roles` or `aws_iam_users` */
  readonly type: string;
  /** The identifier of the data source. */
  readonly data: string;
  /** The name that must be among them. */
  readonly name: string;
}

/** What an import block says. */
export interface Import {
  /** Address of the resource. */
  readonly to: string;
  /** What the provider knows the resource by: plain text. */
  readonly id: string;
  /** Address of the provider, such as `aws.identity`. */
  readonly provider: string;
  /**
   * Where it is looked up whether there is something to import.
   *
   * @default - there is
   */
  readonly ifAmong?: AmongNames;
  /**
   * A Terraform expression: a list that is empty if there is nothing to import. It can refer to resources beside it.
   *
   * @default - there is something
   */
  readonly forEach?: string;
}

/** An import as a setting of the resource. */
export type ImportSetting = Pick<Import, "id" | "ifAmong" | "forEach">;

export interface ImportBlockProps {
  /** Address of the resource. */
  readonly to: string;
  readonly provider: TerraformProvider;
  readonly setting: ImportSetting;
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

  constructor(scope: Construct, id: string, { to, provider, setting, tokens }: ImportBlockProps) {
    super(scope, id);
    this.tokens = tokens;
    this.block = { ...setting, to, provider: provider.fqn };
  }

  override toTerraform(): object {
    const { to, id, provider, ifAmong, forEach = ifAmong && amongNames(ifAmong) } = this.block;
    return {
      import: [
        {
          for_each: forEach === undefined ? undefined : `\${toset(${forEach})}`,
          to,
          id: this.tokens.terraform(id),
          provider,
        },
      ],
    };
  }
}

/** A list with the name, if it is among those that were found. */
export function amongNames({ type, data, name }: AmongNames): string {
  return `[for name in data.${type}.${data}.names : name if name == ${hclString(name)}]`;
}

/**
 * Has Terraform take an address for another's: what it has at `from` goes on at `to`.
 *
 * Source: https://developer.hashicorp.com/terraform/language/block/moved
 */
export class MovedBlock extends TerraformElement {
  constructor(
    scope: Construct,
    private readonly from: string,
    private readonly to: string,
  ) {
    super(scope, `moved.${from}`);
  }

  override toTerraform(): object {
    return { moved: [{ from: this.from, to: this.to }] };
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
