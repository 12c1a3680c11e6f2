/** Stacks, and the Terraform JSON of them, without files. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import type { Construct } from "constructs";
import { type Access, readAccess } from "../../access";
import { AccessStack } from "../../constructs";

type Block = Record<string, unknown>;

/** Terraform JSON, as far as tests look into it. */
export interface TerraformJson {
  readonly terraform: { readonly required_providers: Record<string, { source: string; version: string }> };
  readonly provider: Record<string, readonly Block[]>;
  readonly resource: Record<string, Record<string, Block>>;
  readonly output: Record<string, { readonly value: never; readonly sensitive?: boolean }>;
}

// An app makes its output folder at once, though nothing is written into it here: all of them share one.
const outdir = mkdtempSync(join(tmpdir(), "access-test-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

export function testApp(): App {
  return new App({ outdir, stackTraces: false });
}

/** The access that a declaration means. */
export function accessOf(declaration: object): Access {
  const { access, problems } = readAccess(declaration);
  if (!access)
    throw new Error(problems.map(({ path, message }) => `${path.join(".")} ${message}`).join("\n"));
  return access;
}

/** The Terraform JSON of a stack, after the checks that `app.synth()` makes. */
export function terraformOf(stack: TerraformStack): TerraformJson {
  return JSON.parse(Testing.synth(stack, true)) as TerraformJson;
}

/** The Terraform JSON of a declaration as `AccessStack` makes it. */
export function accessStackJson(declaration: object): TerraformJson {
  return terraformOf(new AccessStack(testApp(), "access", { access: accessOf(declaration) }));
}

/** A stack of somebody's own app, for constructs to be put into. */
export function foreignStack(): TerraformStack {
  return new TerraformStack(testApp(), "app");
}

/** A provider of somebody's own. */
export function foreignProvider(scope: Construct, alias: string): AwsProvider {
  return new AwsProvider(scope, `their-${alias}`, { alias, region: "eu-west-1" });
}

/** Every resource of a type, by its address within it. */
export function resourcesOf(json: TerraformJson, type: string): Record<string, Block> {
  return json.resource?.[type] ?? {};
}

/** Every resource with its full address. */
export function allResources(json: TerraformJson): [address: string, Block][] {
  return Object.entries(json.resource ?? {}).flatMap(([type, resources]) =>
    Object.entries(resources).map(([name, block]): [string, Block] => [`${type}.${name}`, block]),
  );
}

/** The addresses of what makes the policies of a role, user or group exclusive. */
export function exclusiveAddresses(kind: "role" | "user" | "group", name: string): string[] {
  return [
    `aws_iam_${kind}_policies_exclusive.${name}`,
    `aws_iam_${kind}_policy_attachments_exclusive.${name}`,
  ];
}

/** A policy document of a resource, as AWS gets it. */
export function documentOf(block: Block | undefined, argument = "policy"): Record<string, never> {
  const text = String(block?.[argument])
    .replace(/\$\$\{/g, "${")
    .replace(/%%\{/g, "%{");
  return JSON.parse(text) as Record<string, never>;
}

/** What somebody's function throws, as its message. */
export function errorOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}
