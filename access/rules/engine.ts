/** Runs rules, and puts problems into order. */
import type { Path, Problem } from "../problem";
import type { Declared, Rule } from "./rule";

/** What the rules find, except where the `ignore` of an entry, or of the whole declaration, names the rule. */
export function runRules(rules: readonly Rule[], declared: Declared): Problem[] {
  const ignored = new Set<string | undefined>(declared.declaration.ignore);
  return rules
    .filter(({ id }) => !ignored.has(id))
    .flatMap(({ id, severity, check }) =>
      [...check(declared)]
        .filter(({ path }) => !ignoredAt(declared, path).includes(id))
        .map((finding): Problem => ({ severity, code: id, ...finding })),
    );
}

/** The rules that the entry which a path leads into ignores. */
function ignoredAt({ declaration }: Declared, [map, name]: Path): readonly (string | undefined)[] {
  if (map === "identityAccount") return declaration.identityAccount?.ignore ?? [];
  const entries =
    declaration[map as "roles" | "policies" | "users" | "groups" | "principals" | "targetAccounts"];
  return entries?.[String(name)]?.ignore ?? [];
}

/** Problems in the order of the declaration. */
export function inOrder(problems: readonly Problem[], declared: unknown): Problem[] {
  const positions = new Map<object, Map<string, number>>();
  const place = (path: Path): number[] => {
    let value = declared;
    return path.map((part) => {
      if (value === null || typeof value !== "object") return -1;
      const ofKeys = positions.get(value) ?? new Map(Object.keys(value).map((key, index) => [key, index]));
      positions.set(value, ofKeys);
      value = (value as Record<string, unknown>)[part];
      return ofKeys.get(String(part)) ?? -1;
    });
  };
  return problems
    .map((problem) => ({ problem, place: place(problem.path) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ problem }) => problem);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((position, at) => position !== b[at]);
  return index < 0 ? a.length - b.length : (a[index] ?? -1) - (b[index] ?? -1);
}
