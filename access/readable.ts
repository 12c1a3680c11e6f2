/**
 * A declaration as far as it can be read. A value of the wrong shape is left out, and rules are silent about everything
 * that follows from it: so no problem hides another, and none is only the consequence of another.
 */
import type { Path } from "./problem";

/**
 * A declaration in which any value may be missing. An entry of a map or an item of a list that cannot be read is
 * `undefined`: the names of the map and the positions in the list stay.
 */
export type Readable<T> = T extends readonly (infer Item)[]
  ? readonly (Readable<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Readable<T[Key]> }
    : T;

/** The places of a declaration that cannot be read. */
export class Unreadable {
  private whole = false;
  private readonly inside = new Map<string | number, Unreadable>();

  add(path: Path): void {
    let place: Unreadable = this;
    for (const part of path) {
      const inner = place.inside.get(part) ?? new Unreadable();
      place.inside.set(part, inner);
      place = inner;
    }
    place.whole = true;
  }

  /** Whether a value can be read with everything in it. `*` in the path stands for every name or index. */
  isReadable([part, ...rest]: Path): boolean {
    if (this.whole) return false;
    if (part === undefined) return this.inside.size === 0;
    const inner = part === "*" ? [...this.inside.values()] : [this.inside.get(part)];
    return inner.every((place) => place === undefined || place.isReadable(rest));
  }
}

/** A copy of `root` with other values at some of its paths. What is beside these paths is shared, not copied. */
export function withValues(root: unknown, values: readonly (readonly [Path, unknown])[]): unknown {
  const own = values.find(([path]) => path.length === 0);
  if (own) return own[1];
  if (values.length === 0 || root === null || typeof root !== "object") return root;
  const byKey = new Map<string | number, [Path, unknown][]>();
  for (const [[key = "", ...rest], value] of values) {
    const inner = byKey.get(key) ?? [];
    byKey.set(key, inner);
    inner.push([rest, value]);
  }
  const copy = (Array.isArray(root) ? [...root] : { ...root }) as Record<string | number, unknown>;
  for (const [key, inner] of byKey) if (Object.hasOwn(copy, key)) copy[key] = withValues(copy[key], inner);
  return copy;
}

/** The entries of a map that can be read. */
export function entriesOf<Value>(
  map: Readonly<Record<string, Value | undefined>> | undefined,
): [string, Value][] {
  return Object.entries(map ?? {}).filter((entry): entry is [string, Value] => entry[1] !== undefined);
}

/** The items of a list that can be read, with their positions. */
export function itemsOf<Item>(list: readonly (Item | undefined)[] | undefined): [number, Item][] {
  return [...(list ?? []).entries()].filter((entry): entry is [number, Item] => entry[1] !== undefined);
}

/** Whether a value is a list, for the types too. */
export function isList<Value>(value: Value): value is Extract<Value, readonly unknown[]> {
  return Array.isArray(value);
}
