import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

export { address } from "../access/terraform-address";

/**
 * The names that set the addresses of a construct's resources apart from those of another in the same stack: the ids on
 * the way down to it. As in CDKTF itself, `Default` does not count.
 */
export function namesAbove(construct: IConstruct): string[] {
  const stack = TerraformStack.of(construct);
  const scopes = construct.node.scopes;
  return scopes
    .slice(scopes.indexOf(stack) + 1)
    .map(({ node }) => node.id)
    .filter((id) => id !== "Default");
}
