/** The values of a condition key that policies tell apart. */

import { type Condition, isReadable, operatorOf, readNumber, readTime, valuePattern } from "./condition";
import type { Context } from "./context";
import { ipAddressText, ipRange } from "./ip-range";
import { variablesIn } from "./policy-variable";
import { anyText, type KeyDomain, type RequestKind } from "./request-kind";
import { distinctTexts, literalText, matchesText, type TextPattern } from "./text-pattern";

/** The conditions that can matter to a question. */
export interface Criteria {
  readonly conditions: readonly Condition[];
  /** Texts with variables that can matter too, such as those of a `Resource`. */
  readonly texts: readonly string[];
}

export interface Choice {
  /** Each is the key's values in one request; an empty list: a request without the key. */
  readonly values: readonly (readonly string[])[];
  /** Whether every other value is, to the conditions, like one of these. */
  readonly complete: boolean;
}

/** One value of a key for everything that the conditions on it tell apart. */
export function distinctValues(key: string, kind: RequestKind, criteria: Criteria, context: Context): Choice {
  const domain = kind.open.get(key) ?? { absent: true, within: [anyText] };
  const about = conditionsOn(key, criteria);
  const { numbers, ranges, decided } = limitsOf(key, about, context);
  const { patterns, uncertain, complete } = patternsOf(key, kind, criteria, context);

  const within = about.some(({ operator }) => operatorOf(operator)?.type === "boolean")
    ? booleans.filter((text) => isWithin(domain, text)).map(literalText)
    : domain.within;
  const measured = [...numbers, ...ranges].filter((text) => isWithin(domain, text));
  const onlyMeasured = measured.length > 0 && patterns.length + uncertain.length === 0;
  const named = onlyMeasured
    ? { texts: [], complete: true }
    : distinctTexts([...patterns, ...uncertain], within);
  const singles = [...new Set([...measured, ...named.texts])].filter((text) => !domain.except?.(text));

  const sets = about.filter(({ operator }) => operatorOf(operator)?.set !== undefined);
  const several = sets.length > 0 && !isSingleValued(key);
  return {
    values: [
      ...singles.map((text) => [text]),
      ...(several ? singles.flatMap((a, index) => singles.slice(index + 1).map((b) => [a, b])) : []),
      ...(domain.absent ? [[]] : []),
    ],
    complete:
      complete &&
      decided &&
      named.complete &&
      !singles.some((text) => uncertain.some((pattern) => matchesText(pattern, text))) &&
      (measured.length === 0 || onlyMeasured) &&
      (!several || sets.length <= 2),
  };
}

interface Patterns {
  readonly patterns: readonly TextPattern[];
  /** Patterns that may match less, for the value of a variable is not known. */
  readonly uncertain: readonly TextPattern[];
  /** Whether nothing else tells values of the key apart. */
  readonly complete: boolean;
}

/** The patterns that values of a key are compared with: its own, and those of the keys that are compared with it. */
function patternsOf(key: string, kind: RequestKind, criteria: Criteria, context: Context): Patterns {
  const { patterns, uncertain } = limitsOf(key, conditionsOn(key, criteria), context);
  // Conditions that have the key as a variable: as the whole value, or within one.
  const variable = new RegExp(`^\\$\\{${key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(, *'[^']*')?\\}$`, "i");
  const uses = (value: string) => variablesIn(value).includes(key);
  const using = criteria.conditions.filter(({ values }) => values.some(uses));
  const partners = new Set(using.map((condition) => condition.key).filter((other) => other !== key));
  const compared = [...partners].flatMap((other) => [
    ...limitsOf(other, conditionsOn(other, criteria), context).patterns,
    ...(kind.known.get(other)?.map(literalText) ?? kind.open.get(other)?.within ?? []),
  ]);
  const own: Patterns = {
    patterns: [...patterns, ...compared],
    uncertain,
    complete:
      using.every(({ values }) => values.every((value) => variable.test(value) || !uses(value))) &&
      !criteria.texts.some(uses),
  };
  if (key !== "aws:principalarn" || kind.known.has("aws:username")) return own;
  // A user's ARN ends in its name.
  const others = {
    ...criteria,
    conditions: criteria.conditions.filter((condition) => condition.key !== key),
  };
  const name = patternsOf("aws:username", kind, others, context);
  const ending = (pattern: TextPattern): TextPattern => [
    { any: "many" },
    { char: "/" },
    ...pattern.map((token) => ("any" in token ? { ...token, except: "/" } : token)),
  ];
  return {
    patterns: [...own.patterns, ...name.patterns.map(ending)],
    uncertain: [...own.uncertain, ...name.uncertain.map(ending)],
    complete: own.complete && name.complete,
  };
}

function conditionsOn(key: string, { conditions }: Criteria): Condition[] {
  return conditions.filter((condition) => condition.key === key && isReadable(condition));
}

const booleans = ["true", "false"];

/** What the conditions on a key compare its values with. */
function limitsOf(key: string, conditions: readonly Condition[], context: Context) {
  const patterns: TextPattern[] = [];
  const uncertain: TextPattern[] = [];
  const limits: { number: number[]; date: number[] } = { number: [], date: [] };
  const ranges: string[] = [];
  for (const condition of conditions) {
    for (const value of condition.values)
      switch (operatorOf(condition.operator)?.type) {
        case "text":
        case "arn": {
          const match = valuePattern(condition, value, context);
          if (match?.certain) patterns.push(match.pattern);
          else if (match !== undefined && variablesIn(value).some((used) => used !== key))
            uncertain.push(match.pattern);
          break;
        }
        case "binary":
          patterns.push(literalText(value));
          break;
        case "number":
          limits.number.push(readNumber(value) ?? 0);
          break;
        case "date":
          limits.date.push(readTime(value) ?? 0);
          break;
        case "address":
          ranges.push(value);
          break;
      }
  }
  const seconds = key === "aws:epochtime" ? limits.date.map((time) => time / 1000) : [];
  const dates = key === "aws:epochtime" ? [] : limits.date;
  return {
    patterns,
    uncertain,
    decided: dates.length === 0 || limits.number.length === 0,
    numbers: [
      ...around([...limits.number, ...seconds], 1).map(String),
      ...around(dates, 1000).map((time) => new Date(time).toISOString()),
    ],
    ranges: addressesAround(ranges),
  };
}

/** One number below, at, between and above the given ones. */
function around(limits: readonly number[], step: number): number[] {
  const sorted = [...new Set(limits)].sort((a, b) => a - b);
  const [first] = sorted;
  return first === undefined
    ? []
    : [
        first - step,
        ...sorted.flatMap((limit, index) => [limit, (limit + (sorted[index + 1] ?? limit + 2 * step)) / 2]),
      ];
}

/** One address of each stretch that the ranges divide the addresses into. */
function addressesAround(ranges: readonly string[]): string[] {
  const read = ranges.flatMap((range) => ipRange(range) ?? []);
  if (read.length === 0) return [];
  return ([32, 128] as const).flatMap((bits) => {
    const starts = read
      .filter((range) => range.bits === bits)
      .flatMap(({ first, last }) => [first, last + 1n]);
    return [...new Set([0n, ...starts])]
      .filter((at) => at < 1n << BigInt(bits))
      .map((at) => ipAddressText(at, bits));
  });
}

function isWithin({ within, except }: KeyDomain, text: string): boolean {
  return within.some((pattern) => matchesText(pattern, text)) && !except?.(text);
}

/**
 * Keys of AWS that have at most one value.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function isSingleValued(key: string): boolean {
  const several =
    /^aws:(calledvia|principalorgpaths|principalservicenameslist|resourceorgpaths|sourceorgpaths|tagkeys|vpceorgpaths)$/;
  return /^(aws|sts):/.test(key) && !several.test(key) && !key.startsWith("sts:transitivetagkeys");
}
