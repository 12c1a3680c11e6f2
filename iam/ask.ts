/** What a way into a role asks of one condition key. */
import type { Attempt } from "./attempt";
import { type Condition, isReadable, number, operatorOf, time, valueMatches } from "./condition";
import { distinctValues } from "./distinct-values";
import { variablesIn } from "./policy-variable";
import { possible } from "./possible";
import { some, type Truth } from "./truth";

/** What the calls that get in have in common in one condition key. */
export interface Ask {
  /** As it is written, such as `sts:ExternalId`. */
  readonly key: string;
  /** "required": calls without the key are refused. "forbidden": calls with it are. */
  readonly presence: "required" | "optional" | "forbidden";
  /** Values that get in, as they are written in the policies. None: any value but `except`. */
  readonly values: readonly string[];
  /** Values that are refused, as they are written. */
  readonly except: readonly string[];
  /** For numbers and dates: the limit below which, and the limit above which calls are refused, as it is written. */
  readonly from?: string;
  readonly until?: string;
  /** Whether this says all; if not, some values are refused that only the conditions tell, such as by two patterns at once. */
  readonly exact: boolean;
}

/** What the calls that get in have in common in a key; `undefined` when calls with any value and calls without do. */
export function askOf(key: string, attempts: readonly Attempt[]): Ask | undefined {
  const first = attempts.find(({ call }) => !call.known.has(key));
  const all = [...new Set(attempts.flatMap(({ criteria }) => criteria.conditions))];
  const texts = attempts.flatMap(({ criteria }) => criteria.texts);
  const conditions = all.filter((condition) => condition.key === key && isReadable(condition));
  if (first === undefined || conditions[0] === undefined) return undefined;
  const choices = distinctValues(key, first.call, { conditions: all, texts }, first.call.known)
    .values.filter(({ length }) => length <= 1)
    .map(([value]) => ({ value, getsIn: getsInWith(key, value, attempts) }));
  const given = choices.flatMap(({ value, getsIn }) => (value === undefined ? [] : [{ value, getsIn }]));
  const required = choices.some(({ value, getsIn }) => value === undefined && getsIn === false);
  const forbidden = given.every(({ getsIn }) => getsIn === false);
  const range = rangeOf(conditions, given);
  const { values, except, told } = valuesOf(conditions, given, first);
  const presence = required ? "required" : forbidden ? "forbidden" : "optional";
  const refused = given.filter(({ getsIn }) => getsIn === false);
  const exact = forbidden || range?.exact || refused.every((one) => told.includes(one));
  return presence === "optional" && refused.length === 0 && values.length === 0
    ? undefined
    : { key: conditions[0].name, presence, values, except, ...range, exact };
}

/** Whether a call with this value of a key, or without the key, gets in. */
function getsInWith(key: string, value: string | undefined, attempts: readonly Attempt[]): Truth {
  const values = value === undefined ? [] : [value];
  return some(attempts, ({ call, criteria, question }) =>
    call.known.has(key) && call.known.get(key)?.join() !== values.join()
      ? false
      : possible({ ...call, known: new Map([...call.known, [key, values]]) }, criteria, question),
  );
}

interface Given {
  readonly value: string;
  readonly getsIn: Truth;
}

function valuesOf(
  conditions: readonly Condition[],
  given: readonly Given[],
  { call }: Attempt,
): Pick<Ask, "values" | "except"> & { readonly told: readonly Given[] } {
  const written = new Map<string, readonly Given[]>();
  const differing = new Set<string>();
  for (const condition of conditions) {
    const operator = operatorOf(condition.operator);
    if (operator === undefined || ["number", "date", "presence"].includes(operator.type)) continue;
    for (const value of condition.values)
      if (variablesIn(value).some((key) => !call.known.has(key))) {
        // The variable's value differs from call to call.
        if (!operator.negated) differing.add(value);
      } else
        written.set(
          value,
          given.filter((one) => valueMatches(condition, value, one.value, call.known) === true),
        );
  }
  const mayGetIn = (some: readonly Given[]) => some.some(({ getsIn }) => getsIn !== false);
  const others = given.filter((one) => ![...written.values()].some((matched) => matched.includes(one)));
  const texts = [...written.keys()];
  const passing = texts.filter((value) => mayGetIn(written.get(value) ?? []));
  const all = given.every(({ getsIn }) => getsIn !== false);
  const anyOther = differing.size === 0 && (all || mayGetIn(others));
  const values = anyOther ? [] : passing;
  const except = texts.filter((value) => {
    const matched = written.get(value) ?? [];
    const overlaps = passing.some((other) => written.get(other)?.some((one) => matched.includes(one)));
    return !passing.includes(value) && matched.length > 0 && (anyOther || overlaps);
  });
  const matchedBy = (some: readonly string[]) => some.flatMap((value) => written.get(value) ?? []);
  const outside = given.filter((one) => !anyOther && !matchedBy(values).includes(one));
  return { values: [...values, ...differing], except, told: [...outside, ...matchedBy(except)] };
}

/** The limits of numbers and dates between which calls get in. */
function rangeOf(
  conditions: readonly Condition[],
  given: readonly Given[],
): Pick<Ask, "from" | "until" | "exact"> | undefined {
  const limits = conditions.flatMap(({ operator, values }) => {
    const type = operatorOf(operator)?.type;
    const read = type === "number" ? number : time;
    return type === "number" || type === "date"
      ? values.map((text) => ({ text, read, at: read(text) ?? 0 }))
      : [];
  });
  const [first] = limits;
  if (first === undefined) return undefined;
  const sorted = given
    .map(({ value, getsIn }) => ({ at: first.read(value) ?? 0, getsIn }))
    .sort((a, b) => a.at - b.at);
  const mayGetIn = ({ getsIn }: { getsIn: Truth }) => getsIn !== false;
  const [lowest, highest] = [sorted.findIndex(mayGetIn), sorted.findLastIndex(mayGetIn)];
  const { at: least = 0 } = sorted[lowest] ?? {};
  const { at: most = 0 } = sorted[highest] ?? {};
  limits.sort((a, b) => a.at - b.at);
  const from = lowest <= 0 ? undefined : limits.findLast(({ at }) => at <= least)?.text;
  const until = highest === sorted.length - 1 ? undefined : limits.find(({ at }) => at >= most)?.text;
  return {
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    exact: sorted.slice(Math.max(0, lowest), highest + 1).every(mayGetIn),
  };
}
