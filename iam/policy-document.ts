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
