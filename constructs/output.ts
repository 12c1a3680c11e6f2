import { TerraformOutput, type TerraformStack } from "cdktf";
import type { Origin } from "./resource";
import type { Text } from "./text";

/** Text, or maps of it. */
export type OutputValue = Text | { readonly [key: string]: OutputValue };

export interface OutputProps {
  readonly origin: Origin;
  readonly value: OutputValue;
  readonly description: string;
  /**
   * Whether Terraform hides the value.
   *
   * @default false
   */
  readonly sensitive?: boolean;
}

/** Adds an output to a stack. */
export function makeOutput(
  stack: TerraformStack,
  name: string,
  { origin, value, ...settings }: OutputProps,
): TerraformOutput {
  return new TextOutput(stack, name, {
    ...settings,
    value: origin.tokens.terraformValue(value),
    staticId: true,
  });
}

/** An output with a value that is Terraform's already. */
class TextOutput extends TerraformOutput {
  /** The framework looks for resources in the value, and takes a map with the key "fqn" for one, such as of an account. */
  protected override synthesizeAttributes(): { [key: string]: unknown } {
    const { value, description, sensitive } = this;
    return { value, description, sensitive };
  }
}
