/**
 * Conditions: whether what a statement asks of a request holds.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { Context } from "./context";
import { containsRange, ipRange } from "./ip-range";
import { type Statement, toList } from "./policy-document";
import { variablesIn, withVariables } from "./policy-variable";
import {
  arnPattern,
  literalOf,
  literalText,
  matchesText,
  type TextPattern,
  wildcardText,
} from "./text-pattern";
import { every, not, some, type Truth } from "./truth";

/** One condition of a statement; all of a statement's conditions must hold. */
export interface Condition {
  /** As it is written, such as `ForAnyValue:StringLike`. */
  readonly operator: string;
  /** In lower case: condition keys are the same in any. */
  readonly key: string;
  /** The key as it is written. */
  readonly name: string;
  /** One of these must match. */
  readonly values: readonly string[];
  /** Set when the document's version is older than policy variables: `${...}` is text like any other. */
  readonly withoutVariables?: true;
}

/** All conditions of a statement. */
export function conditionsOf(statement: Statement): Condition[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      name: key,
      values: toList(values).map(String),
    })),
  );
}

/** How an operator compares a key's value with a value in the policy. */
type Comparison =
  | { readonly type: "text" | "arn"; readonly pattern: (text: string) => TextPattern }
  | {
      readonly type: "number" | "date" | "boolean" | "binary" | "address" | "presence";
      /** Unknown when one of the two is not of the type. */
      readonly compare: (actual: string, value: string) => Truth;
      /** A text that is of the type. */
      readonly sample: string;
    };

export type Operator = Comparison & {
  readonly set?: "ForAllValues" | "ForAnyValue";
  /** `StringNotEquals` and the like: true when no value matches. */
  readonly negated: boolean;
  /** True when the request does not have the key. */
  readonly ifExists: boolean;
};

const orders = {
  Equals: (a: number, b: number) => a === b,
  LessThan: (a: number, b: number) => a < b,
  LessThanEquals: (a: number, b: number) => a <= b,
  GreaterThan: (a: number, b: number) => a > b,
  GreaterThanEquals: (a: number, b: number) => a >= b,
};

const comparisons = new Map<string, Comparison>([
  ["StringEquals", { type: "text", pattern: literalText }],
  ["StringEqualsIgnoreCase", { type: "text", pattern: caselessText }],
  ["StringLike", { type: "text", pattern: wildcardText }],
  // "The ArnEquals and ArnLike condition operators behave identically."
  ["ArnEquals", { type: "arn", pattern: wildcardText }],
  ["ArnLike", { type: "arn", pattern: wildcardText }],
  ...Object.entries(orders).flatMap(([order, holds]): [string, Comparison][] => [
    [`Numeric${order}`, { type: "number", sample: "0", compare: comparing(readNumber, holds) }],
    [`Date${order}`, { type: "date", sample: "2020-01-01", compare: comparing(readTime, holds) }],
  ]),
  ["Bool", { type: "boolean", sample: "true", compare: comparing(readBoolean, Object.is) }],
  ["BinaryEquals", { type: "binary", sample: "", compare: comparing(readBase64, Object.is) }],
  [
    "IpAddress",
    {
      type: "address",
      sample: "0.0.0.0",
      compare: comparing(ipRange, (address, range) => containsRange(range, address)),
    },
  ],
  ["Null", { type: "presence", sample: "true", compare: comparing(readBoolean, Object.is) }],
]);

/** Reads the name of an operator; `undefined` when IAM has none of that name. */
export function operatorOf(name: string): Operator | undefined {
  if (!operators.has(name)) operators.set(name, readOperator(name));
  return operators.get(name);
}

const operators = new Map<string, Operator | undefined>();

function readOperator(name: string): Operator | undefined {
  const [, set, written = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const base = written.replace(/^(String|Numeric|Date|Arn)Not(?=Equals|Like)|^Not(?=IpAddress)/, "$1");
  const comparison = comparisons.get(base);
  if (comparison === undefined) return undefined;
  if (comparison.type === "presence" && name !== "Null") return undefined;
  return {
    ...comparison,
    set: set as Operator["set"],
    negated: base !== written,
    ifExists: ifExists !== undefined,
  };
}

/** Whether a condition holds for a request. Unknown also when the documentation of IAM leaves it open. */
export function conditionHolds(condition: Condition, context: Context): Truth {
  const operator = operatorOf(condition.operator);
  if (operator === undefined) return "unknown";
  const actual = context.get(condition.key);
  if (actual === undefined) return "unknown";
  const holds = (one: string): Truth => {
    const matched = some(condition.values, (value) => valueMatches(condition, value, one, context));
    return operator.negated ? not(matched) : matched;
  };
  if (operator.type === "presence") return holds(String(actual.length === 0));
  // Empty texts count as no value.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  const given = actual.filter((one) => one !== "");
  if (operator.set === "ForAllValues") return every(given, holds);
  if (operator.set === "ForAnyValue")
    // AWS does not say which of ForAnyValue and IfExists decides about a missing key.
    return given.length === 0 ? operator.ifExists && "unknown" : some(given, holds);
  // "If the policy condition requires that the key is not matched [...] and the right key is not present, the condition
  // is true."
  if (actual.length === 0) return operator.negated || operator.ifExists;
  // Several values ask for a set operator; without one, AWS does not say which of them counts.
  const [first = false, ...others] = actual.map(holds);
  return others.every((other) => other === first) ? first : "unknown";
}

/** Whether a value of a condition matches a value of its key, before `Not` and `IfExists` are applied. */
export function valueMatches(condition: Condition, value: string, actual: string, context: Context): Truth {
  const operator = operatorOf(condition.operator);
  if (operator === undefined) return "unknown";
  if (!("pattern" in operator)) return operator.compare(actual, value);
  const match = valuePattern(condition, value, context);
  if (match === undefined) return false;
  const matches = match.literal === undefined ? matchesText(match.pattern, actual) : match.literal === actual;
  return matches && (match.certain || "unknown");
}

/**
 * The pattern of a value of a text or ARN operator; `undefined` when the value matches nothing.
 *
 * Not `certain`: the value matches nothing else than the pattern does, but may match less.
 */
export function valuePattern(condition: Condition, value: string, context: Context): Match | undefined {
  if (!condition.withoutVariables && value.includes("${")) return readPattern(condition, value, context);
  const read = patterns.get(condition) ?? new Map<string, Match | undefined>();
  patterns.set(condition, read);
  if (!read.has(value)) {
    const match = readPattern(condition, value, context);
    read.set(value, match && { ...match, literal: literalOf(match.pattern) });
  }
  return read.get(value);
}

interface Match {
  readonly pattern: TextPattern;
  readonly certain: boolean;
  /** The only text that matches, when there is only one. */
  readonly literal?: string;
}

/** Cache of the patterns without variables: they are the same for every request. */
const patterns = new WeakMap<Condition, Map<string, Match | undefined>>();

function readPattern(
  { operator: name, withoutVariables }: Condition,
  value: string,
  context: Context,
): Match | undefined {
  const operator = operatorOf(name);
  if (operator === undefined || !("pattern" in operator)) return undefined;
  const match = withoutVariables
    ? { pattern: operator.pattern(value), certain: true }
    : withVariables(value, operator.pattern, context, literalOfVariable(operator));
  if (operator.type === "text" || !match?.certain) return match;
  const pattern = arnPattern(match.pattern);
  return pattern === undefined ? { pattern: wildcardText("*"), certain: false } : { pattern, certain: true };
}

/** Operators that ignore case ignore it in the values of variables too. */
function literalOfVariable({ pattern }: { readonly pattern: (text: string) => TextPattern }) {
  return pattern === caselessText ? caselessText : literalText;
}

/** Whether the operator exists and all values are of its type. */
export function isReadable(condition: Condition): boolean {
  const operator = operatorOf(condition.operator);
  const context = { get: () => [""] };
  return (
    operator !== undefined &&
    condition.values.every((value) =>
      "pattern" in operator
        ? valuePattern(condition, value, context)?.certain !== false ||
          (operator.type === "arn" && variablesIn(value).length > 0)
        : operator.compare(operator.sample, value) !== "unknown",
    )
  );
}

/** Compares what two texts mean; unknown when one of them cannot be read. */
function comparing<T>(read: (text: string) => T | undefined, holds: (actual: T, value: T) => boolean) {
  return (actual: string, value: string): Truth => {
    const [a, b] = [read(actual), read(value)];
    return a === undefined || b === undefined ? "unknown" : holds(a, b);
  };
}

export function readNumber(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since 1970 of a date in ISO 8601 or of epoch time, which is in seconds. */
export function readTime(text: string): number | undefined {
  if (/^\d{5,11}$/.test(text)) return Number(text) * 1000;
  const isDate = /^\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?$/.test(text);
  const parsed = isDate ? Date.parse(text) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function readBoolean(text: string): string | undefined {
  return /^(true|false)$/.exec(text)?.[0];
}

function readBase64(text: string): string | undefined {
  return /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.exec(text)?.[0];
}

function caselessText(text: string): TextPattern {
  return literalText(text).map((token) => ({ ...token, ignoreCase: true }));
}
