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
