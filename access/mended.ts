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
}

/**
 * A declaration without the values of the wrong shape; what cannot be without them gets a stand-in that no check speaks of.
 * `undefined` when nothing is left to check.
 */
export function withoutWrongShapes(declared: unknown, problems: readonly Problem[]): Mended | undefined {
  const file = copy(declared, 8);
  if (!isMapping(file)) return undefined;
  const removed = new Map<string, number[]>();
  // Deepest and last first: taking out an item of a list moves those behind it.
  for (const { path, aboutKey } of [...problems].sort((a, b) => comparePaths(b.path, a.path))) {
    const parent = valueAt(file, path.slice(0, -1));
    const key = path.at(-1);
    if (key === undefined) continue;
    if (Array.isArray(parent)) {
      const indexes = removed.get(keyOf(path.slice(0, -1))) ?? [];
      // The same item may be wrong in two ways.
      if (indexes.includes(Number(key))) continue;
      removed.set(keyOf(path.slice(0, -1)), [...indexes, Number(key)]);
      parent.splice(Number(key), 1);
    }
    // A wrong name still names what others refer to.
    else if (isMapping(parent) && !(aboutKey && path.length === 2)) delete parent[key];
  }
  addStandIns(file, declared as Mapping, problems);
  return { file: file as AccessFile, declaredPath: (path) => beforeRemoval(path, removed) };
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
  return sound as AccessFile;
}

/** Each place gets a value of its own, even where the declaration has one value in many places, as YAML's aliases do. */
function copy(value: unknown, depth: number): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => copy(item, depth - 1));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, depth - 1)]));
}

function addStandIns(file: Mapping, declared: Mapping, problems: readonly Problem[]): void {
  let count = 0;
  const standIn = () => `unknown ${++count}`;
  for (const { path } of problems) {
    // What is wrong with it is said; that it reaches nothing, or is not there, follows from that.
    const index = path.indexOf("deployWith");
    const parent = index < 0 ? undefined : valueAt(file, path.slice(0, index));
    if (isMapping(parent)) parent.deployWith = { role: "unknown" };
    if (path[0] === "organization")
      file.organization = {
        accountId: standIn(),
        deployWith: "ambient",
        organizationalUnits: [],
        ...(isMapping(file.organization) ? file.organization : {}),
      };
  }
  file.identityAccount = { id: standIn(), ...(isMapping(file.identityAccount) ? file.identityAccount : {}) };
  for (const map of maps) {
    const entries: Mapping = isMapping(file[map]) ? file[map] : {};
    file[map] = entries;
    for (const [name, entry] of Object.entries(entries)) {
      const given = isMapping(entry) ? entry : {};
      if (map === "targetAccounts") set(entries, name, { id: standIn(), ...given });
      else if (map === "roles") set(entries, name, { targetAccounts: "*", ...given });
      else if (map === "principals") set(entries, name, { roleName: standIn(), ...given });
      else set(entries, name, given);
    }
  }
  // Where a whole map is wrong, each name that others refer to may be one of its entries.
  const isLost = (map: (typeof maps)[number]) =>
    !isMapping(declared[map]) && problems.some(({ path }) => path[0] === map);
  const referred = references(file);
  if (isLost("targetAccounts"))
    for (const [name, tags] of [["unknown", {}] as const, ...referred.accounts])
      set(file.targetAccounts as Mapping, name, { id: standIn(), tags, deployWith: { role: "unknown" } });
  if (isLost("roles"))
    for (const name of referred.roles) set(file.roles as Mapping, name, { targetAccounts: "*" });
  if (isLost("groups")) for (const name of referred.groups) set(file.groups as Mapping, name, {});
}

/** The names that the entries of a file refer to; accounts with the tags they are selected by. */
function references(file: Mapping): {
  accounts: Map<string, Mapping>;
  roles: Set<string>;
  groups: Set<string>;
} {
  const found = { accounts: new Map<string, Mapping>(), roles: new Set<string>(), groups: new Set<string>() };
  const accounts = (selector: unknown) => {
    // A name that is none is reported as one, wherever it stands.
    if (Array.isArray(selector))
      for (const name of selector)
        if (!(String(name) in Object.prototype)) found.accounts.set(String(name), {});
        else if (isMapping(selector))
          found.accounts.set(`unknown ${found.accounts.size}`, selector.tags as Mapping);
  };
  for (const role of Object.values(file.roles as Record<string, Mapping>)) {
    accounts(role.targetAccounts);
    accounts(role.adopt);
    accounts(Object.keys(role.overrides ?? {}));
  }
  for (const map of ["groups", "users", "principals"])
    for (const holder of Object.values(file[map] as Record<string, Mapping>)) {
      for (const name of (holder.groups as string[] | undefined) ?? []) found.groups.add(name);
      for (const entry of (holder.canAssume as (string | Mapping)[] | undefined) ?? []) {
        found.roles.add(String(typeof entry === "string" ? entry : entry.role));
        if (typeof entry !== "string") accounts(entry.accounts);
      }
    }
  return found;
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
