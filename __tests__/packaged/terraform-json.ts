/** What is synthesized with the installed package, beside the golden files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectGoldenJson } from "../support/golden";

type TerraformJson = {
  "//"?: unknown;
  terraform?: { required_providers?: Record<string, { version?: string; source?: string }> };
  [block: string]: unknown;
};

/**
 * A file without what the framework says of itself: its own version, the version of the provider it was bound to, and
 * whether it writes that provider's source in full.
 */
function withoutMetadata(file: string): TerraformJson {
  const { "//": _framework, ...json } = JSON.parse(readFileSync(file, "utf8")) as TerraformJson;
  for (const provider of Object.values(json.terraform?.required_providers ?? {})) {
    delete provider.version;
    provider.source = provider.source?.replace(/^aws$/, "hashicorp/aws");
  }
  return json;
}

/** The stacks of `consumer/main.ts`, as synthesized into a folder, are what they were. */
export function expectConsumer(folder: string): void {
  for (const stack of ["role-alone", "access-alone", "tokens", "two", "nested", "from-file"])
    expectGoldenJson(
      `consumer/${stack}.tf.json`,
      withoutMetadata(join(folder, "stacks", stack, "cdk.tf.json")),
    );
}

/** The lab's stack, as synthesized into a folder, is what the checkout makes of it. */
export function expectLab(folder: string): void {
  expect(withoutMetadata(join(folder, "stacks/access/cdk.tf.json"))).toEqual(
    withoutMetadata(join(__dirname, "../golden/lab.tf.json")),
  );
}
