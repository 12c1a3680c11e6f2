import type { Access } from "../../access";
import { addStacks } from "../../cli/stacks";
import { testApp } from "../support/stack";
import type { TerraformJson } from "./terraform-side";

/** The Terraform JSON of each stack. */
export function synthesized(access: Access): TerraformJson[] {
  return [...addStacks(testApp(), access)].map(
    (stack) => JSON.parse(JSON.stringify(stack.toTerraform())) as TerraformJson,
  );
}
