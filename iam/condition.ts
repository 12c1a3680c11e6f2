/**
 * Conditions: whether what a statement asks of a request holds.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { containsRange, ipRange } from "./ip-range";
import { type Statement, toList } from "./policy-document";
import { type Context, variablesIn, withVariables } from "./policy-variable";
import { arnPattern, literalText, matchesText, type TextPattern, wildcardText } from "./text-pattern";
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

/** What an operator compares a key's values with. */
type Comparison =
  | { readonly type: "text" | "arn"; readonly pattern: (text: string) => TextPattern }
  | { readonly type: "number" | "date"; readonly holds: (actual: number, value: number) => boolean }
  | { readonly type: "boolean" | "binary" | "address" | "presence" };

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
    [`Numeric${order}`, { type: "number", holds }],
    [`Date${order}`, { type: "date", holds }],
  ]),
  ["Bool", { type: "boolean" }],
  ["BinaryEquals", { type: "binary" }],
  ["IpAddress", { type: "address" }],
  ["Null", { type: "presence" }],
]);

/** Reads the name of an operator; `undefined` when IAM has none of that name. */
export function operatorOf(name: string): Operator | undefined {
  const [, set, written = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const base = written.replace(/^(String|Numeric|Date|Arn)Not(?=Equals|Like)|^Not(?=IpAddress)/, "$1");
  const comparison = comparisons.get(base);
  if (comparison === undefined) return undefined;
  if (comparison.type === "presence" && (set !== undefined || ifExists !== undefined)) return undefined;
  return {
    ...comparison,
    set: set as Operator["set"],
    negated: base !== written,
    ifExists: ifExists !== undefined,
  };
}

/** Whether a condition holds for a request. Unknown also when IAM's own rules do not decide. */
export function conditionHolds(
  { operator: name, key, values, withoutVariables }: Condition,
  context: Context,
): Truth {
  const operator = operatorOf(name);
  if (operator === undefined) return "unknown";
  const actual = context.get(key);
  if (operator.type === "presence")
    return some(values, (value) =>
      actual === undefined || !isBoolean(value) ? "unknown" : (actual.length === 0) === (value === "true"),
    );
  if (actual === undefined) return "unknown";

  const matches = values.map((value) => valueMatcher(operator, value, context, withoutVariables));
  const holds = (one: string): Truth => {
    const matched = some(matches, (match) => match(one));
    return operator.negated ? not(matched) : matched;
  };
  // Empty texts count as no value.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  const given = actual.filter((one) => one !== "");
  if (operator.set === "ForAllValues") return every(given, holds);
  if (operator.set === "ForAnyValue")
    // AWS does not say whether ForAnyValue or IfExists decides about a missing key.
    return given.length === 0 ? operator.ifExists && "unknown" : some(given, holds);
  // "If the policy condition requires that the key is not matched [...] and the right key is not present, the condition
  // is true."
  if (actual.length === 0) return operator.negated || operator.ifExists;
  // Several values ask for a set operator; without one, AWS does not say which of them counts.
  const [first, ...others] = actual.map(holds);
  return others.every((other) => other === first) ? (first as Truth) : "unknown";
}

/** Whether a value of a condition matches a value of its key, whatever the operator makes of it (`Not`, `IfExists`, ...). */
export function valueMatches(
  { operator: name, withoutVariables }: Condition,
  value: string,
  actual: string,
  context: Context,
): Truth {
  const operator = operatorOf(name);
  if (operator === undefined || operator.type === "presence") return "unknown";
  return valueMatcher(operator, value, context, withoutVariables)(actual);
}

/** Whether a condition is one that IAM's documentation gives a meaning. */
export function isReadable({ operator: name, values }: Condition): boolean {
  const operator = operatorOf(name);
  if (operator === undefined) return false;
  const context = { get: () => [""] };
  return values.every(
    (value) =>
      (operator.type === "arn" && variablesIn(value).length > 0) ||
      (operator.type === "presence" ? isBoolean(value) : readsValue(operator, value, context)),
  );
}

function readsValue(operator: Operator, value: string, context: Context): boolean {
  return operator.type === "text" || operator.type === "arn"
    ? valuePattern(operator, value, context) !== "unknown"
    : operator.type === "number" || operator.type === "date"
      ? measure(operator.type, value) !== undefined
      : operator.type === "address"
        ? ipRange(value) !== undefined
        : operator.type === "binary"
          ? isBase64(value)
          : isBoolean(value);
}

/**
 * The pattern of a value of a text or ARN operator; "unknown" when it is not known, `undefined` when it matches nothing.
 */
export function valuePattern(
  operator: Operator & { readonly type: "text" | "arn" },
  value: string,
  context: Context,
  withoutVariables?: true,
): TextPattern | "unknown" | undefined {
  const pattern = withoutVariables
    ? operator.pattern(value)
    : withVariables(value, operator.pattern, context);
  if (pattern === "unknown" || pattern === undefined || operator.type === "text") return pattern;
  return arnPattern(pattern) ?? "unknown";
}

/** A number, or a date as milliseconds since 1970; `undefined` when the text is neither. */
export function measure(type: "number" | "date", text: string): number | undefined {
  if (type === "number") return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  // Epoch time is in seconds.
  if (/^\d{5,11}$/.test(text)) return Number(text) * 1000;
  const dateTime = /^\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?$/;
  const time = dateTime.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function valueMatcher(
  operator: Operator,
  value: string,
  context: Context,
  withoutVariables?: true,
): (actual: string) => Truth {
  switch (operator.type) {
    case "text":
    case "arn": {
      const pattern = valuePattern(operator, value, context, withoutVariables);
      return (actual) =>
        pattern === "unknown" ? pattern : pattern !== undefined && matchesText(pattern, actual);
    }
    case "number":
    case "date": {
      const limit = measure(operator.type, value);
      return (actual) => {
        const measured = measure(operator.type, actual);
        return limit === undefined || measured === undefined ? "unknown" : operator.holds(measured, limit);
      };
    }
    case "address": {
      const range = ipRange(value);
      return (actual) => {
        const address = ipRange(actual);
        return range === undefined || address === undefined ? "unknown" : containsRange(range, address);
      };
    }
    case "boolean":
      return (actual) => (isBoolean(value) && isBoolean(actual) ? value === actual : "unknown");
    default:
      return (actual) => (isBase64(value) ? actual === value : "unknown");
  }
}

function caselessText(text: string): TextPattern {
  return literalText(text).map((token) => ({ ...token, ignoreCase: true }));
}

function isBoolean(text: string): boolean {
  return text === "true" || text === "false";
}

function isBase64(text: string): boolean {
  return /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}
