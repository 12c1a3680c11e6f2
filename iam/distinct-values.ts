/** The classes of values of a condition key that policies distinguish. */

import { type Condition, isReadable, operatorOf, readNumber, readTime, valuePattern } from "./condition";
import type { Context } from "./context";
import { ipAddressText, ipRange } from "./ip-range";
import { variablesIn } from "./policy-variable";
import { anyText, type KeyDomain, type RequestKind } from "./request-kind";
import { distinctTexts, literalText, matchesText, type TextPattern } from "./text-pattern";

/** What the policies compare condition keys with. */
export interface Criteria {
  readonly conditions: readonly Condition[];
  /** Other texts that can have variables, such as those of a `Resource`. */
  readonly texts: readonly string[];
}

export interface Choice {
  /** Each is the values of the key in one request; an empty list: a request without the key. */
  readonly values: readonly (readonly string[])[];
  /** Whether every class of values is there. */
  readonly complete: boolean;
}

/** One value of every class that the conditions distinguish. */
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
  /** Patterns of values with a variable that is not known yet: these may match less. */
  readonly uncertain: readonly TextPattern[];
  /** Whether these patterns show every class. */
  readonly complete: boolean;
}

/**
 * The patterns that values of a key are compared with: those of its conditions, and, where its value is a variable in a
 * condition on another key, those of that key.
 */
function patternsOf(
  key: string,
  kind: RequestKind,
  criteria: Criteria,
  context: Context,
  seen: readonly string[] = [],
): Patterns {
  const { patterns, uncertain } = limitsOf(key, conditionsOn(key, criteria), context);
  const uses = (value: string) => variablesIn(value).includes(key);
  const isWhole = (value: string) => variablesIn(value).length === 1 && /^\$\{[^}]*\}$/.test(value);
  const using = criteria.conditions.filter(({ values }) => values.some(uses));
  const path = [...seen, key];
  // A key that is compared with another is compared with the variables of that one too.
  const followed =
    seen.length === 0
      ? []
      : conditionsOn(key, criteria)
          .flatMap(({ values }) => values)
          .filter((value) => variablesIn(value).some((used) => !path.includes(used)));
  const others = new Set([...using.map((condition) => condition.key), ...followed.flatMap(variablesIn)]);
  const own: Patterns = {
    patterns,
    uncertain,
    // A value that has the key among other text gives it classes that the patterns do not show.
    complete:
      [...using.flatMap(({ values }) => values.filter(uses)), ...followed].every(isWhole) &&
      !criteria.texts.some(uses),
  };
  const compared = [...others]
    .filter((other) => !path.includes(other))
    .map((other): Patterns => {
      const { patterns, complete } = patternsOf(other, kind, criteria, context, path);
      const domain = kind.known.get(other)?.map(literalText) ?? kind.open.get(other)?.within ?? [];
      return { patterns: [...patterns, ...domain], uncertain: [], complete };
    });
  if (key === "aws:principalarn" && !kind.known.has("aws:username")) {
    // A user's ARN ends in its name.
    const conditions = criteria.conditions.filter((condition) => condition.key !== key);
    const name = patternsOf("aws:username", kind, { ...criteria, conditions }, context, path);
    compared.push({
      ...name,
      patterns: name.patterns.map(lastPart),
      uncertain: name.uncertain.map(lastPart),
    });
  }
  return {
    patterns: [own, ...compared].flatMap((one) => one.patterns),
    uncertain: [own, ...compared].flatMap((one) => one.uncertain),
    complete: [own, ...compared].every((one) => one.complete),
  };
}

/** An ARN whose name matches a pattern. */
function lastPart(pattern: TextPattern): TextPattern {
  return [
    { any: "many" },
    { char: "/" },
    ...pattern.map((token) => ("any" in token ? { ...token, except: "/" } : token)),
  ];
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
