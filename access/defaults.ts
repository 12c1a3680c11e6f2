/** `defaults`: the settings that every role and every user starts from. */
import { listed } from "./listed";
import { type Path, type Problem, pathText } from "./problem";
import { conditionKeys } from "./schema";

/** A declaration whose entries have their defaults. */
export interface WithDefaults {
  readonly value: unknown;
  /** Where a value is written: in the entry itself, or in the defaults. */
  readonly originOf: (path: Path) => Path;
}

type Mapping = Readonly<Record<string, unknown>>;

/**
 * Fills in the defaults. A key that an entry has itself replaces the default. An entry that is made elsewhere (`existing`) has
 * no defaults. A role with its own `trustedEntity` has no default conditions: those are for the entity that the default
 * trusts, and others may not be able to meet them.
 */
export function withDefaults(declared: unknown): WithDefaults {
  const { defaults } = mappingOf(declared);
  if (defaults === undefined) return { value: declared, originOf: (path) => path };
  const origins = new Map<string, Path>();
  const filled = (["roles", "users"] as const).flatMap((map) => {
    const given = mappingOf(mappingOf(defaults)[map]);
    const entries = mappingOf(declared)[map];
    if (!isMapping(entries)) return [];
    const filledIn = Object.entries(entries).map(([name, entry]) => {
      if (!isMapping(entry) || entry.existing === true) return [name, entry];
      const missing = Object.entries(given).filter(
        ([key]) => !has(entry, key) && !(isCondition(key) && has(entry, "trustedEntity")),
      );
      for (const [key] of missing) origins.set(JSON.stringify([map, name, key]), ["defaults", map, key]);
      return [name, { ...entry, ...Object.fromEntries(missing) }];
    });
    return [[map, Object.fromEntries(filledIn)]];
  });
  return {
    value: { ...mappingOf(declared), ...Object.fromEntries(filled) },
    originOf: (path) => {
      const origin = origins.get(JSON.stringify(path.slice(0, 3)));
      return origin ? [...origin, ...path.slice(3)] : path;
    },
  };
}

/** The problems where they are written: one in a default once, with the other entries that have it. */
export function atOrigins(problems: readonly Problem[], originOf: WithDefaults["originOf"]): Problem[] {
  const written = problems.filter(({ path }) => originOf(path) === path);
  const known = new Set(written.map(({ code, path }) => JSON.stringify([code, path])));
  const inherited = new Map<string, { readonly problem: Problem; readonly alsoIn: Set<string> }>();
  for (const problem of problems) {
    const path = originOf(problem.path);
    const key = JSON.stringify([problem.code, path]);
    if (path === problem.path || known.has(key)) continue;
    const first = inherited.get(key);
    if (!first) inherited.set(key, { problem: { ...problem, path }, alsoIn: new Set() });
    else if (first.problem.message !== problem.message) first.alsoIn.add(pathText(problem.path.slice(0, 2)));
  }
  return [
    ...written,
    ...[...inherited.values()].map(({ problem, alsoIn }) =>
      alsoIn.size === 0
        ? problem
        : { ...problem, message: `${problem.message} (the same for ${listed([...alsoIn])})` },
    ),
  ];
}

function has(entry: Mapping, key: string): boolean {
  return Object.hasOwn(entry, key) && entry[key] !== undefined;
}

function isCondition(key: string): boolean {
  return key === "trustGrantedOnly" || conditionKeys.some((condition) => condition === key);
}

function isMapping(value: unknown): value is Mapping {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function mappingOf(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}
