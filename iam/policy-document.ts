/**
 * Policy documents: what they are made of, and the one way they are written.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** One value, or a list: IAM reads both alike. */
export type OneOrMore<T> = T | readonly T[];

/** Condition operator -> condition key -> values. */
export type Conditions = Readonly<
  Record<string, Readonly<Record<string, OneOrMore<string | number | boolean>>>>
>;

/**
 * One statement of a policy document.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface Statement {
  /** Id of the statement in the document. */
  readonly Sid?: string;
  /** Whether the statement allows or denies. */
  readonly Effect: "Allow" | "Deny";
  /** The principals that the statement applies to: `*`, or type -> ids. Only in policies of resources and in trust policies. */
  readonly Principal?: "*" | Readonly<Record<string, OneOrMore<string>>>;
  /** The statement applies to all principals except these. */
  readonly NotPrincipal?: "*" | Readonly<Record<string, OneOrMore<string>>>;
  /** The actions that the statement applies to, such as `s3:Get*`. */
  readonly Action?: OneOrMore<string>;
  /** The statement applies to all actions except these. */
  readonly NotAction?: OneOrMore<string>;
  /** ARNs of the resources that the statement applies to. */
  readonly Resource?: OneOrMore<string>;
  /** The statement applies to all resources except these. */
  readonly NotResource?: OneOrMore<string>;
  /** The conditions under which the statement applies. All must hold. */
  readonly Condition?: Conditions;
}

/** A policy document, as IAM stores it. */
export interface PolicyDocument {
  /** Version of the policy language, such as `2012-10-17`. */
  readonly Version: string;
  /** Id of the document. */
  readonly Id?: string;
  /** The statements. */
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
  return canonicalJson(document);
}

/** Compact JSON with sorted keys, of anything. */
export function canonicalJson(content: unknown): string {
  return JSON.stringify(content, (_key, value: unknown) =>
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

const documentKeys = ["Version", "Id", "Statement"];
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
const principalKinds = ["AWS", "Service", "Federated", "CanonicalUser"];

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const conditionOperator = new RegExp(
  `^(${[
    "Null",
    `(?:ForAllValues:|ForAnyValue:)?(?:${[
      "String(?:Not)?Equals(?:IgnoreCase)?",
      "String(?:Not)?Like",
      "(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)",
      "Bool",
      "BinaryEquals",
      "(?:Not)?IpAddress",
      "Arn(?:Not)?(?:Equals|Like)",
    ].join("|")})(?:IfExists)?`,
  ].join("|")})$`,
);

/**
 * What IAM would refuse in a document.
 *
 * `identity`: a permissions policy, which names resources and no principal; `trust`: a role's trust policy, which names
 * principals and no resource.
 */
export function checkPolicyDocument(document: unknown, kind: "identity" | "trust"): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report: Report = (path, message) => problems.push({ path, message });
  if (!isObject(document)) {
    report([], `must be a policy document: Version: "${policyVersion}" and a list of Statement`);
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
  if (document.Id !== undefined && typeof document.Id !== "string") report(["Id"], "Id must be a text");
  const { Statement: given } = document;
  if (given === undefined || (Array.isArray(given) && given.length === 0)) report([], "has no Statement");
  const sids = new Set<string>();
  toList(given as OneOrMore<unknown>).forEach((statement, index) => {
    const at = Array.isArray(given) ? ["Statement", index] : ["Statement"];
    if (isObject(statement))
      checkStatement(statement, kind, sids, (path, message) => report([...at, ...path], message));
    else report(at, "must be a statement: Effect, Action, Resource, ...");
  });
  return problems;
}

type Report = (path: readonly (string | number)[], message: string) => void;

function checkStatement(
  statement: Record<string, unknown>,
  kind: "identity" | "trust",
  sids: Set<string>,
  report: Report,
): void {
  for (const key of Object.keys(statement))
    if (!statementKeys.includes(key))
      report([key], `is no element of a statement; the elements are ${statementKeys.join(", ")}`);
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
    report(statement.Effect === undefined ? [] : ["Effect"], "Effect must be Allow or Deny");

  checkOneOf("Action", "NotAction", statement, report, (action) =>
    /^(\*|\*:\*|[\w-]+:[\w*?]+)$/.test(action)
      ? undefined
      : `"${action}" is no action; write service:Action, such as s3:GetObject`,
  );
  if (kind === "identity")
    checkOneOf("Resource", "NotResource", statement, report, (resource) =>
      /^(\*|arn:)|\$\{/.test(resource)
        ? undefined
        : `"${resource}" is no resource; write its ARN, such as arn:aws:s3:::bucket/*, or "*"`,
    );
  else checkPrincipals(statement, report);
  for (const key of kind === "identity" ? ["Principal", "NotPrincipal"] : ["Resource", "NotResource"])
    if (statement[key] !== undefined)
      report(
        [key],
        kind === "identity"
          ? `a permissions policy has no ${key}: it applies to the role that bears it`
          : `a trust policy has no ${key}: it applies to the role itself`,
      );
  checkSid(statement.Sid, sids, report);
  checkCondition(statement.Condition, report);
}

/** Exactly one of two elements, each a text or a list of them. */
function checkOneOf(
  a: string,
  b: string,
  statement: Record<string, unknown>,
  report: Report,
  problemOf: (value: string) => string | undefined,
): void {
  const given = [a, b].filter((key) => statement[key] !== undefined);
  if (given.length !== 1)
    report([], given.length === 0 ? `needs ${a} or ${b}` : `has both ${a} and ${b}; IAM takes one of them`);
  for (const key of given) {
    const values = statement[key];
    if (!isStrings(values)) {
      report([key], `${key} must be a text or a list of texts`);
      continue;
    }
    toList(values).forEach((value, index) => {
      const problem = problemOf(value);
      if (problem) report(Array.isArray(values) ? [key, index] : [key], problem);
    });
  }
}

function checkPrincipals(statement: Record<string, unknown>, report: Report): void {
  const given = ["Principal", "NotPrincipal"].filter((key) => statement[key] !== undefined);
  if (given.length !== 1)
    report(
      [],
      given.length === 0
        ? "a trust policy's statement needs a Principal"
        : "has both Principal and NotPrincipal; IAM takes one of them",
    );
  for (const key of given) {
    const principal = statement[key];
    if (principal === "*") continue;
    const kinds = isObject(principal) ? Object.entries(principal) : [];
    if (kinds.length === 0)
      report([key], `${key} must be "*", or map ${principalKinds.join(", ")} to principals`);
    for (const [kind, values] of kinds)
      if (!principalKinds.includes(kind))
        report([key, kind], `is no kind of principal; the kinds are ${principalKinds.join(", ")}`);
      else if (!isStrings(values)) report([key, kind], "must be a text or a list of texts");
  }
}

function checkSid(sid: unknown, sids: Set<string>, report: Report): void {
  if (sid === undefined) return;
  if (typeof sid !== "string" || !/^[A-Za-z0-9]*$/.test(sid))
    report(["Sid"], "Sid may hold letters A-Z, a-z and digits only");
  else if (sids.has(sid)) report(["Sid"], `another statement has the Sid "${sid}"`);
  else sids.add(sid);
}

function checkCondition(condition: unknown, report: Report): void {
  if (condition === undefined) return;
  if (!isObject(condition)) {
    report(["Condition"], "must map a condition operator to condition keys and their values");
    return;
  }
  for (const [operator, keys] of Object.entries(condition)) {
    if (!conditionOperator.test(operator))
      report(
        ["Condition", operator],
        `is no condition operator; these are StringEquals, ArnLike, Bool and the like`,
      );
    if (!isObject(keys)) {
      report(["Condition", operator], "must map condition keys to their values");
      continue;
    }
    for (const [key, values] of Object.entries(keys))
      if (!toList(values as OneOrMore<unknown>).every(isConditionValue))
        report(["Condition", operator, key], "must be a text, a number, true, false, or a list of these");
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isStrings(value: unknown): value is OneOrMore<string> {
  return (
    typeof value === "string" ||
    (Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === "string"))
  );
}

function isConditionValue(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
