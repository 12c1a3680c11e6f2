/** What a synth would write for an access, in memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Access } from "../access";
import { type DeclaredIam, declaredIam } from "../live/declared-iam";
import type { TerraformJson } from "../live/terraform-json";
import { addStacks } from "./stacks";

/** The stacks that a synth would write: name -> Terraform JSON. */
export function synthesizedStacks(access: Access): Map<string, TerraformJson> {
  // The framework makes its output folder before anything is written to it.
  const outdir = mkdtempSync(join(tmpdir(), "cross-account-roles-"));
  try {
    const app = new App({ outdir });
    const stacks = new Map<string, TerraformJson>();
    for (const stack of addStacks(app, access)) {
      stacks.set(stack.node.id, stack.toTerraform() as TerraformJson);
      app.node.tryRemoveChild(stack.node.id);
    }
    return stacks;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Account id -> the IAM that the stacks make there. The stacks themselves, which take much memory, are not kept. */
export function synthesizedIam(access: Access): Map<string, DeclaredIam> {
  return declaredIam(access, [...synthesizedStacks(access).values()]);
}
