/** Writes the access as a Terraform module. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RootConstruct } from "constructs";
import type { AccessFile } from "../access";
import { AccessModule } from "../constructs";

/** The only file of the module. */
export const moduleFile = "main.tf.json";

/** Makes the module of a declaration. */
export function accessModule(declaration: AccessFile): AccessModule {
  const module = new AccessModule(new RootConstruct(), "access", { declaration });
  module.runAllValidations();
  return module;
}

/** Writes a module into a folder. */
export function writeModule(module: AccessModule, folder: string): void {
  writeFileSync(join(folder, moduleFile), `${JSON.stringify(sorted(module.toTerraform()), null, 2)}\n`);
}

/** The same value with the keys of its maps in order, so that the same file gives the same bytes. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  );
}
