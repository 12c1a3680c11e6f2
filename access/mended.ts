/**
 * What is left of a declaration without what is wrong in it, so that the rest can be checked too: one mistake hides none of
 * the others, and none is reported because of another.
 */
import type { Path, Problem } from "./problem";
import type { AccessFile } from "./schema";

type Mapping = Record<string, unknown>;

const maps = ["targetAccounts", "roles", "groups", "users", "principals"] as const;

export interface Mended {
  readonly file: AccessFile;
  /** Where something of the mended file stands in the declaration: items that were taken out of a list count again. */
  readonly declaredPath: (path: Path) => Path;
  /** Whether a problem is one: where a whole map is wrong, nobody knows which names are in it. */
  readonly isKnown: (problem: Problem) => boolean;
}

/**
 * A declaration without the values of the wrong shape; what cannot be without them goes too, or gets a stand-in that no
 * check speaks of. `undefined` when nothing is left to check.
 */
export function withoutWrongShapes(
  declared: unknown,
  problems: readonly Problem[],
  checkShape: (file: unknown) => readonly Problem[],
): Mended | undefined {
  const file = copy(declared, 8);
  if (!isMapping(file)) return undefined;
  const removed = new Map<string, number[]>();
  const wrong = problems.filter((problem) => !isNameOfSomething(problem)).map(({ path }) => path);
  const standIns = new StandIns(file, problems);
  let left: readonly Path[] = wrong;
  // Each round takes out what misses something since the last one; few things are in another that deep.
  for (let round = 0; round === 0 || (left.length > 0 && round < 10); round++) {
    for (const path of lastFirst(left)) remove(file, path, removed);
    standIns.addParts();
    left = incomplete(file, checkShape);
  }
  const lost = maps.filter(
    (map) => !isMapping((declared as Mapping)[map]) && problems.some(({ path }) => path[0] === map),
  );
  return {
    file: file as unknown as AccessFile,
    declaredPath: (path) => beforeRemoval(path, removed),
    isKnown: (problem) => !lost.some((map) => speaksOf(map, problem)),
  };
}

/** Whether a problem is about the names of a map, where others refer to them. */
function speaksOf(map: (typeof maps)[number], { path }: Problem): boolean {
  const [holders, , key, , last] = path;
  switch (map) {
    case "targetAccounts":
      return (
        (holders === "roles" && ["targetAccounts", "adopt"].includes(String(key))) ||
        (key === "overrides" && path.length === 4) ||
        (key === "canAssume" && last === "accounts")
      );
    case "roles":
      return key === "canAssume";
    case "groups":
      return key === "groups";
    default:
      return false;
  }
}

/**
 * Whether a wrong name still names what others refer to, or what can be checked. The schema library looks at nothing under
 * the name `__proto__`.
 */
function isNameOfSomething({ path, aboutKey }: Problem): boolean {
  if (!aboutKey || path.at(-1) === "__proto__") return false;
  return path.length === 2 || path.at(-2) === "inlinePolicies";
}

/** What misses a part that it cannot be without, such as a grant without a role. */
function incomplete(file: Mapping, checkShape: (file: unknown) => readonly Problem[]): Path[] {
  return checkShape(file)
    .filter(({ path, aboutKey }) => !aboutKey && !isStandIn(valueAt(file, path)))
    .map(({ path }) => (valueAt(file, path) === undefined ? path.slice(0, -1) : path));
}

/** Takes a value out, of a mapping or of a list; `removed` keeps where it stood in the declaration. */
function remove(file: Mapping, path: Path, removed: Map<string, number[]>): void {
  const parent = valueAt(file, path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined) return;
  if (isMapping(parent)) delete parent[key];
  if (!Array.isArray(parent) || !(Number(key) in parent)) return;
  const declared = beforeRemoval(path, removed);
  const list = keyOf(declared.slice(0, -1));
  removed.set(list, [...(removed.get(list) ?? []), Number(declared.at(-1))]);
  parent.splice(Number(key), 1);
  // Nobody wrote an empty list.
  if (parent.length === 0) remove(file, path.slice(0, -1), removed);
}

/** Each path once, the deepest and last first: taking out an item of a list moves those behind it. */
function lastFirst(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [keyOf(path), path])).values()].sort((a, b) => comparePaths(b, a));
}

/**
 * A file without the entries that there is a problem with: what is said of the others then holds, unless it rests on what
 * is not there. `undefined` where the problem concerns all of it.
 */
export function withoutEntries(file: AccessFile, problems: readonly Problem[]): AccessFile | undefined {
  const sound: Mapping = { ...file };
  for (const { path } of problems) {
    const [map, name] = path;
    const entries = sound[String(map)];
    if (!maps.some((known) => known === map)) {
      if (map === undefined || ["identityAccount", "organization", "partition"].includes(String(map)))
        return undefined;
    } else if (name === undefined) return undefined;
    else
      sound[String(map)] = Object.fromEntries(
        Object.entries(entries ?? {}).filter(([other]) => other !== name),
      );
  }
  return sound as unknown as AccessFile;
}

/** Each place gets a value of its own, even where the declaration has one value in many places, as YAML's aliases do. */
function copy(value: unknown, depth: number): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => copy(item, depth - 1));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, depth - 1)]));
}

/** What stands for something wrong, so that nothing is said of what only follows from it. */
class StandIns {
  private count = 0;

  constructor(
    private readonly file: Mapping,
    private readonly problems: readonly Problem[],
  ) {}

  /** For the parts that an entry cannot be without, and for what decides whether Terraform reaches an account. */
  addParts(): void {
    const { file } = this;
    for (const { path } of this.problems) {
      const index = path.indexOf("deployWith");
      const parent = index < 0 ? undefined : valueAt(file, path.slice(0, index));
      if (isMapping(parent)) parent.deployWith = { role: "unknown" };
      if (path[0] === "organization")
        file.organization = {
          id: this.text(),
          accountId: this.text(),
          deployWith: "ambient",
          organizationalUnits: [this.text()],
          ...mappingOr(file.organization),
        };
    }
    file.identityAccount = { id: this.text(), ...mappingOr(file.identityAccount) };
    for (const map of maps) {
      const entries = mappingOr(file[map]);
      file[map] = entries;
      for (const [name, entry] of Object.entries(entries)) {
        const given = mappingOr(entry);
        if (map === "targetAccounts") set(entries, name, { id: this.text(), ...given });
        else if (map === "roles") set(entries, name, { targetAccounts: "*", ...given });
        else if (map === "principals") set(entries, name, { roleName: this.text(), ...given });
        else set(entries, name, given);
      }
    }
  }

  private text(): string {
    return `${standInPrefix}${++this.count}`;
  }
}

function mappingOr(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

const standInPrefix = "unknown ";

/** Whether a value stands for one that is wrong or missing: nothing can be said of it. */
export function isStandIn(value: unknown): boolean {
  return typeof value === "string" && value.startsWith(standInPrefix);
}

/** Sets an entry of whatever name, `__proto__` too. */
function set(entries: Mapping, name: string, value: unknown): void {
  Object.defineProperty(entries, name, { value, enumerable: true, configurable: true, writable: true });
}

function beforeRemoval(path: Path, removed: ReadonlyMap<string, readonly number[]>): Path {
  const before: (string | number)[] = [];
  for (const part of path) {
    let index = part;
    if (typeof index === "number")
      for (const taken of [...(removed.get(keyOf(before)) ?? [])].sort((a, b) => a - b))
        if (taken <= index) index++;
    before.push(index);
  }
  return before;
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function comparePaths(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]];
    if (x === y) continue;
    return typeof x === "number" && typeof y === "number" ? x - y : String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === "object" && Object.hasOwn(value, part)
        ? (value as Mapping)[part]
        : undefined,
    root,
  );
}

function isMapping(value: unknown): value is Mapping {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
