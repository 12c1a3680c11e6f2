/** What a trust policy requires of one condition key. */
import type { Attempt } from "./attempt";
import { type Condition, isReadable, operatorOf, readNumber, readTime, valueMatches } from "./condition";
import { distinctValues } from "./distinct-values";
import { variablesIn } from "./policy-variable";
import { possible } from "./possible";
import { some, type Truth } from "./truth";

/** What all requests that get in have in common in one condition key. */
export interface Requirement {
  /** As it is written, such as `sts:ExternalId`. */
  readonly key: string;
  /** "required": requests without the key are refused. "forbidden": requests with the key are refused. */
  readonly presence: "required" | "optional" | "forbidden";
  /** Values that get in, as they are written in the policies. None: any value but `except`. */
  readonly values: readonly string[];
  /** Values that are refused, as they are written. */
  readonly except: readonly string[];
  /** For numbers and dates: requests below `from` and above `until` are refused. Both as they are written. */
  readonly from?: string;
  readonly until?: string;
  /** False when the values are refused by more than this says, such as by two patterns together. See the conditions. */
  readonly exact: boolean;
}

/** What is required of a key; `undefined` when requests with any value get in, and requests without the key too. */
export function requirementOf(key: string, attempts: readonly Attempt[]): Requirement | undefined {
  const first = attempts.find(({ kind }) => !kind.known.has(key));
  const all = [...new Set(attempts.flatMap(({ criteria }) => criteria.conditions))];
  const texts = attempts.flatMap(({ criteria }) => criteria.texts);
  const conditions = all.filter((condition) => condition.key === key && isReadable(condition));
  if (first === undefined || conditions[0] === undefined) return undefined;
  const choices = distinctValues(key, first.kind, { conditions: all, texts }, first.kind.known)
    .values.filter(({ length }) => length <= 1)
    .map(([value]) => ({ value, getsIn: getsInWith(key, value, attempts) }));
  const given = choices.flatMap(({ value, getsIn }) => (value === undefined ? [] : [{ value, getsIn }]));
  const required = choices.some(({ value, getsIn }) => value === undefined && getsIn === false);
  const forbidden = given.every(({ getsIn }) => getsIn === false);
  const range = rangeOf(conditions, given);
  const { values, except, told } = valuesOf(conditions, given, first, deniesOf(attempts));
  const presence = required ? "required" : forbidden ? "forbidden" : "optional";
  const refused = given.filter(({ getsIn }) => getsIn === false);
  const exact =
    forbidden || range?.exact || (told !== "in part" && refused.every((one) => told.includes(one)));
  return presence === "optional" && refused.length === 0 && values.length + except.length === 0
    ? undefined
    : { key: conditions[0].name, presence, values, except, ...range, exact };
}

/** Whether a request with this value of a key, or without the key, gets in. */
function getsInWith(key: string, value: string | undefined, attempts: readonly Attempt[]): Truth {
  const values = value === undefined ? [] : [value];
  return some(attempts, ({ kind, criteria, question }) =>
    kind.known.has(key) && kind.known.get(key)?.join() !== values.join()
      ? false
      : possible({ ...kind, known: new Map([...kind.known, [key, values]]) }, criteria, question),
  );
}

/** The conditions of Deny statements. */
function deniesOf(attempts: readonly Attempt[]): ReadonlySet<Condition> {
  const denies = attempts.flatMap(({ statements }) =>
    statements.filter((one) => one.statement.Effect === "Deny"),
  );
  return new Set(denies.flatMap((one) => one.conditions));
}

interface Given {
  readonly value: string;
  readonly getsIn: Truth;
}

function valuesOf(
  conditions: readonly Condition[],
  given: readonly Given[],
  { kind }: Attempt,
  denies: ReadonlySet<Condition>,
): Pick<Requirement, "values" | "except"> & { readonly told: readonly Given[] | "in part" } {
  const written = new Map<string, readonly Given[]>();
  // Values with a variable that differs from request to request.
  const differing = { values: new Set<string>(), except: new Set<string>() };
  for (const condition of conditions) {
    const operator = operatorOf(condition.operator);
    if (operator === undefined || ["number", "date", "presence"].includes(operator.type)) continue;
    for (const value of condition.values)
      if (variablesIn(value).some((key) => !kind.known.has(key)))
        differing[operator.negated === denies.has(condition) ? "values" : "except"].add(value);
      else
        written.set(value, [
          ...(written.get(value) ?? []),
          ...given.filter((one) => valueMatches(condition, value, one.value, kind.known) === true),
        ]);
  }
  const mayGetIn = (some: readonly Given[]) => some.some(({ getsIn }) => getsIn !== false);
  const others = given.filter((one) => ![...written.values()].some((matched) => matched.includes(one)));
  const texts = [...written.keys()];
  const passing = texts.filter((value) => mayGetIn(written.get(value) ?? []));
  const all = given.every(({ getsIn }) => getsIn !== false);
  const anyOther = differing.values.size === 0 && (all || mayGetIn(others));
  const values = anyOther ? [] : passing;
  const except = texts.filter((value) => {
    const matched = written.get(value) ?? [];
    const overlaps = passing.some((other) => written.get(other)?.some((one) => matched.includes(one)));
    return !passing.includes(value) && matched.length > 0 && (anyOther || overlaps);
  });
  const matchedBy = (some: readonly string[]) => some.flatMap((value) => written.get(value) ?? []);
  const outside = given.filter((one) => !anyOther && !matchedBy(values).includes(one));
  const inPart =
    differing.except.size > 0 || conditions.some((one) => denies.has(one) && differing.values.size > 0);
  return {
    values: [...values, ...differing.values],
    except: [...except, ...differing.except],
    told: inPart ? "in part" : [...outside, ...matchedBy(except)],
  };
}

/** The limits of numbers and dates between which requests get in. */
function rangeOf(
  conditions: readonly Condition[],
  given: readonly Given[],
): Pick<Requirement, "from" | "until" | "exact"> | undefined {
  const limits = conditions.flatMap(({ operator, values }) => {
    const type = operatorOf(operator)?.type;
    const read = type === "number" ? readNumber : readTime;
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
