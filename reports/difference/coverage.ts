/**
 * Whether one policy document allows no more than another, for certain.
 *
 * Every answer is on the safe side: `false` may mean that the comparison is too hard.
 */
import { globCovers } from "../../iam/glob";
import { containsRange, ipRange } from "../../iam/ip-range";
import { type Conditions, canonicalJson, type Statement, toList } from "../../iam/policy-document";

/**
 * The first statement that makes `after` more than `before`: an Allow that no statement of `before` covers, or a Deny of
 * `before` that `after` does not keep. `undefined`: `after` allows no more than `before`.
 */
export function firstWider(
  before: readonly Statement[],
  after: readonly Statement[],
): { readonly kind: "allow added" | "deny removed"; readonly statement: Statement } | undefined {
  const ofEffect = (statements: readonly Statement[], effect: Statement["Effect"]) =>
    statements.filter(({ Effect }) => Effect === effect);
  const added = ofEffect(after, "Allow").find((one) => !isCovered(one, ofEffect(before, "Allow")));
  if (added) return { kind: "allow added", statement: added };
  const removed = ofEffect(before, "Deny").find((one) => !isCovered(one, ofEffect(after, "Deny")));
  return removed && { kind: "deny removed", statement: removed };
}

/** Whether some statement of `by` covers every request that a statement covers, for certain. */
export function isCovered(statement: Statement, by: readonly Statement[]): boolean {
  const same = withoutSid(statement);
  if (by.some((other) => withoutSid(other) === same)) return true;
  return partsOf(statement).every((part) => by.some((other) => coversPart(other, part)));
}

/** A statement without the name that means nothing to IAM, its lists sorted. */
function withoutSid({ Sid, ...rest }: Statement): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length === 1 ? value[0] : [...value].map(String).sort();
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
  };
  return canonicalJson(sorted(rest));
}

/** One action on one resource, or by one principal. */
interface Part {
  readonly statement: Statement;
  readonly action?: string;
  readonly resource?: string;
  readonly principal?: string;
}

function partsOf(statement: Statement): Part[] {
  const or = <Value>(values: readonly Value[]): readonly (Value | undefined)[] =>
    values.length === 0 ? [undefined] : values;
  return or(toList(statement.Action)).flatMap((action) =>
    or(toList(statement.Resource)).flatMap((resource) =>
      or(principalsOf(statement)).map((principal) => ({ statement, action, resource, principal })),
    ),
  );
}

/** Each principal as a text. An account may be written in two ways. */
function principalsOf({ Principal }: Statement): string[] {
  if (Principal === undefined) return [];
  if (typeof Principal === "string") return ["*"];
  return Object.entries(Principal).flatMap(([kind, names]) =>
    toList(names).map((name) =>
      kind === "AWS" && name === "*"
        ? "*"
        : `${kind} ${/^arn:[^:]+:iam::(\d{12}):root$/.exec(name)?.[1] ?? name}`,
    ),
  );
}

function coversPart(wide: Statement, { statement: narrow, action, resource, principal }: Part): boolean {
  const equal = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b);
  return (
    equal(wide.NotAction, narrow.NotAction) &&
    equal(wide.NotResource, narrow.NotResource) &&
    equal(wide.NotPrincipal, narrow.NotPrincipal) &&
    (action === undefined
      ? narrow.NotAction !== undefined
      : toList(wide.Action).some((pattern) => globCovers(pattern.toLowerCase(), action.toLowerCase()))) &&
    (resource === undefined
      ? wide.Resource === undefined
      : toList(wide.Resource).some((pattern) => resourceCovers(pattern, resource))) &&
    (principal === undefined
      ? wide.Principal === undefined
      : principalsOf(wide).some((one) => one === "*" || one === principal)) &&
    conditionsImply(narrow.Condition ?? {}, wide.Condition ?? {})
  );
}

/** AWS compares ARNs part by part: no wildcard goes over a colon, but in the last part. */
function resourceCovers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  // A variable stands for a text of any length.
  if (narrow.includes("${") && wide.includes("?")) return false;
  const parts = (arn: string) => {
    const split = arn.split(":");
    return [...split.slice(0, 5), split.slice(5).join(":")];
  };
  const [of, in_] = [parts(wide), parts(narrow)];
  if (wide.split(":").length < 6 || narrow.split(":").length < 6) return false;
  return of.every((part, index) => globCovers(part, in_[index] ?? ""));
}

/** Whether every request that meets `narrow` meets `wide`, for certain: each condition of `wide` is in `narrow`, or stricter. */
function conditionsImply(narrow: Conditions, wide: Conditions): boolean {
  return Object.entries(wide).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      [operator, ...(stricter[operator] ?? [])].some((other) =>
        Object.entries(narrow[other] ?? {}).some(
          ([name, given]) =>
            name.toLowerCase() === key.toLowerCase() &&
            valuesImply(operator, toList(given).map(String), toList(values).map(String)),
        ),
      ),
    ),
  );
}

/** Operators under which a text that passes is one that passes under the operator here. */
const stricter: Readonly<Record<string, readonly string[]>> = { StringLike: ["StringEquals"] };

function valuesImply(operator: string, narrow: readonly string[], wide: readonly string[]): boolean {
  if (canonicalJson([...narrow].sort()) === canonicalJson([...wide].sort())) return true;
  if (operator === "NumericLessThan" || operator === "NumericLessThanEquals")
    return narrow.length === 1 && wide.length === 1 && Number(narrow[0]) <= Number(wide[0]);
  if (operator === "IpAddress") return narrow.every((range) => wide.some((outer) => isWithin(range, outer)));
  if (operator === "StringLike")
    return narrow.length > 0 && narrow.every((value) => wide.some((pattern) => textCovers(pattern, value)));
  // Of these, each value is one more that passes.
  if (/^(StringEquals|ArnEquals|ArnLike|Bool)$/.test(operator))
    return narrow.length > 0 && narrow.every((value) => wide.includes(value));
  return false;
}

/** A variable stands for a text of any length. */
function textCovers(wide: string, narrow: string): boolean {
  return wide === narrow || (!(wide + narrow).includes("${") && globCovers(wide, narrow));
}

/** Whether every address of one range is in another. */
export function isWithin(inner: string, outer: string): boolean {
  const [small, large] = [ipRange(inner), ipRange(outer)];
  return small !== undefined && large !== undefined && containsRange(large, small);
}
