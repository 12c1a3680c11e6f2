/**
 * Terraform's dependency lock file. All stacks use the same provider, so they share the lock file of the stack of the
 * identity account: one stack is locked by hand, and every other one, also one that is new, gets the same versions.
 *
 * Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock
 */
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { identityStack } from "../access/stacks";

/** The name of the lock file in the folder of a stack. */
export const lockFile = ".terraform.lock.hcl";

/** Copies the lock file of the output's stack `access`, where there is one, to the other stacks of a synth. */
export function shareLockFile(output: string, synthesized: string): void {
  const shared = join(output, "stacks", identityStack, lockFile);
  if (!existsSync(shared)) return;
  const stacks = join(synthesized, "stacks");
  for (const stack of readdirSync(stacks))
    if (stack !== identityStack) copyFileSync(shared, join(stacks, stack, lockFile));
}
