/** The values of a condition key that policies tell apart. */
import { anyText, type Call, type KeyDomain } from "./call";
import { type Condition, isReadable, number, operatorOf, time, valuePattern } from "./condition";
import type { Context } from "./context";
import { ipAddressText, ipRange } from "./ip-range";
import { variablesIn } from "./policy-variable";
import { distinctTexts, literalText, matchesText, type TextPattern } from "./text-pattern";

/** The conditions that can matter to a question. */
export interface Criteria {
  readonly conditions: readonly Condition[];
  /** Texts with variables that can matter too, such as those of a `Resource`. */
  readonly texts: readonly string[];
}

export interface Choice {
  /** Each is the key's values in one call; an empty list: a call without the key. */
  readonly values: readonly (readonly string[])[];
  /** Whether every other value is, to the conditions, like one of these. */
  readonly complete: boolean;
}

/** One value of a key for everything that the conditions on it tell apart. */
export function distinctValues(
  key: string,
  call: Call,
  { conditions, texts }: Criteria,
  context: Context,
): Choice {
  const domain = call.open.get(key) ?? { absent: true, within: [anyText] };
  const about = conditions.filter((condition) => condition.key === key && isReadable(condition));
  const { patterns, uncertain, numbers, ranges, decided } = limitsOf(key, about, context);

  // Where a value is the key's own as a variable, all that the value is compared with counts for the key.
  const variable = new RegExp(`^\\$\\{${key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(, *'[^']*')?\\}$`, "i");
  const using = conditions.filter(({ values }) => values.some((value) => variablesIn(value).includes(key)));
  const whole = using.filter(({ values }) =>
    values.every((value) => variable.test(value) || !variablesIn(value).includes(key)),
  );
  for (const other of new Set(whole.map((condition) => condition.key))) {
    patterns.push(
      ...limitsOf(
        other,
        conditions.filter((condition) => condition.key === other),
        context,
      ).patterns,
    );
    patterns.push(...(call.known.get(other)?.map(literalText) ?? call.open.get(other)?.within ?? []));
  }

  const within = about.some(({ operator }) => operatorOf(operator)?.type === "boolean")
    ? booleans.filter((text) => isWithin(domain, text)).map(literalText)
    : domain.within;
  const measured = [...numbers, ...ranges].filter((text) => isWithin(domain, text));
  const onlyMeasured = measured.length > 0 && patterns.length === 0;
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
      decided &&
      !singles.some((text) => uncertain.some((pattern) => matchesText(pattern, text))) &&
      named.complete &&
      (measured.length === 0 || onlyMeasured) &&
      (!several || sets.length <= 2) &&
      using.length === whole.length &&
      !texts.some((text) => variablesIn(text).includes(key)),
  };
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
          limits.number.push(number(value) ?? 0);
          break;
        case "date":
          limits.date.push(time(value) ?? 0);
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
