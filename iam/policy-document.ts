/**
 * Policy documents: what they are made of, and the one way they are written.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

export type OneOrMore<T> = T | readonly T[];

/** Condition operator -> condition key -> values. */
export type Conditions = Readonly<
  Record<string, Readonly<Record<string, OneOrMore<string | number | boolean>>>>
>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, OneOrMore<string>>>;
  readonly NotPrincipal?: "*" | Readonly<Record<string, OneOrMore<string>>>;
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  readonly Condition?: Conditions;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: OneOrMore<Statement>;
}

/** The version with policy variables; any other is older. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export const policyVersion = "2012-10-17";

/** A document of these statements. */
export function policyDocument(...statements: Statement[]): PolicyDocument {
  return { Version: policyVersion, Statement: statements };
}

/** One value as itself, several sorted and without duplicates: so the same set always reads the same. */
export function oneOrSorted(values: Iterable<string>): OneOrMore<string> {
  const sorted = [...new Set(values)].sort(byCodePoint);
  return sorted.length === 1 ? (sorted[0] as string) : sorted;
}

/** As a list, whichever of the two forms it is in. */
export function toList<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** The order of everything that is written: the same on every machine, whatever its locale. */
export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compact JSON with sorted keys: the same document always gives the same bytes. */
export function policyJson(document: PolicyDocument): string {
  return JSON.stringify(document, (_key, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodePoint(a, b)))
      : value,
  );
}

/** Something that IAM would refuse in a policy document. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const statementKeys = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const documentKeys = ["Version", "Id", "Statement"];

/**
 * What IAM would refuse in a document.
 *
 * `identity`: a permissions policy, which names resources and no principal; `trust`: a role's trust policy, which names
 * principals and no resource.
 */
export function checkPolicyDocument(document: unknown, kind: "identity" | "trust"): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report = (path: readonly (string | number)[], message: string) => problems.push({ path, message });
  if (!isObject(document)) {
    report([], 'must be a policy document: Version: "2012-10-17" and a list of Statement');
    return problems;
  }
  for (const key of Object.keys(document))
    if (!documentKeys.includes(key))
      report([key], `is no element of a policy; the elements are ${documentKeys.join(", ")}`);
  if (document.Version !== policyVersion)
    report(
      document.Version === undefined ? [] : ["Version"],
      `Version must be "${policyVersion}": in any other, policy variables such as \${aws:username} do not work`,
    );
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (document.Statement === undefined || statements.length === 0) report([], "has no Statement");
  const sids = new Set<string>();
  statements.forEach((statement: unknown, index) => {
    if (document.Statement === undefined) return;
    const at = Array.isArray(document.Statement) ? ["Statement", index] : ["Statement"];
    if (!isObject(statement)) report(at, "must be a statement: Effect, Action, Resource, ...");
    else checkStatement(statement, kind, at, sids, report);
  });
  return problems;
}

function checkStatement(
  statement: Record<string, unknown>,
  kind: "identity" | "trust",
  at: readonly (string | number)[],
  sids: Set<string>,
  report: (path: readonly (string | number)[], message: string) => void,
): void {
  for (const key of Object.keys(statement))
    if (!statementKeys.includes(key))
      report([...at, key], `is no element of a statement; the elements are ${statementKeys.join(", ")}`);
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
    report(statement.Effect === undefined ? at : [...at, "Effect"], "Effect must be Allow or Deny");

  const oneOf = (a: string, b: string) => {
    const given = [a, b].filter((key) => statement[key] !== undefined);
    if (given.length !== 1)
      report(at, given.length === 0 ? `needs ${a} or ${b}` : `has both ${a} and ${b}; IAM takes one of them`);
    for (const key of given)
      if (!isStrings(statement[key])) report([...at, key], `${key} must be a string or a list of strings`);
  };
  oneOf("Action", "NotAction");
  for (const action of [statement.Action, statement.NotAction].flat())
    if (typeof action === "string" && action !== "*" && !/^[\w-]+:[\w*?]+$/.test(action))
      report(
        [...at, statement.Action === undefined ? "NotAction" : "Action"],
        `"${action}" is no action; write service:Action, such as s3:GetObject`,
      );
  const unwanted = kind === "identity" ? ["Principal", "NotPrincipal"] : ["Resource", "NotResource"];
  for (const key of unwanted)
    if (statement[key] !== undefined)
      report(
        [...at, key],
        kind === "identity"
          ? `a permissions policy has no ${key}: it applies to the role that bears it`
          : `a trust policy has no ${key}: it applies to the role itself`,
      );
  if (kind === "identity") oneOf("Resource", "NotResource");
  else if (statement.Principal === undefined && statement.NotPrincipal === undefined)
    report(at, "a trust policy's statement needs a Principal");
  if (statement.Sid !== undefined) {
    if (typeof statement.Sid !== "string" || !/^[A-Za-z0-9]*$/.test(statement.Sid))
      report([...at, "Sid"], "Sid may hold letters A-Z, a-z and digits only");
    else if (sids.has(statement.Sid))
      report([...at, "Sid"], `another statement has the Sid "${statement.Sid}"`);
    else sids.add(statement.Sid);
  }
  if (statement.Condition !== undefined) {
    if (!isObject(statement.Condition) || !Object.values(statement.Condition).every(isObject))
      report([...at, "Condition"], "must map a condition operator to condition keys and their values");
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isStrings(value: unknown): boolean {
  return (
    typeof value === "string" ||
    (Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === "string"))
  );
}
