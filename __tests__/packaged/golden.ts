/** Golden files: what the consumer synthesizes. `UPDATE_GOLDEN=1` writes them anew. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(__dirname, "golden");

export type TerraformJson = {
  "//"?: unknown;
  terraform?: { required_providers?: Record<string, { version?: string; source?: string }> };
  [block: string]: unknown;
};

export function terraformJson(file: string): TerraformJson {
  return JSON.parse(readFileSync(file, "utf8")) as TerraformJson;
}

/**
 * Without what the framework says of itself: its own version, the version of the provider it was bound to, and whether it
 * writes that provider's source in full.
 */
export function withoutMetadata(json: TerraformJson): TerraformJson {
  const { "//": _framework, ...rest } = structuredClone(json);
  for (const provider of Object.values(rest.terraform?.required_providers ?? {})) {
    delete provider.version;
    provider.source = provider.source?.replace(/^aws$/, "hashicorp/aws");
  }
  return rest;
}

export function expectGolden(name: string, json: TerraformJson): void {
  const file = join(folder, `${name}.tf.json`);
  const text = `${JSON.stringify(withoutMetadata(json), null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, "utf8"));
}
