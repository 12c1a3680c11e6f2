import { TerraformOutput, type TerraformStack, Token } from "cdktf";
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
  { origin, value, description, sensitive }: OutputProps,
): TerraformOutput {
  return new TerraformOutput(stack, name, {
    // As a token: the framework takes a map with the key "fqn", such as an account of that name, for a resource.
    value: Token.asAny(origin.tokens.terraformValue(value)),
    description,
    staticId: true,
    sensitive,
  });
}
