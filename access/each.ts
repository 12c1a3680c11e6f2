/** The values of a declaration that can be read, by pattern. */
import type { Path } from "./problem";
import type { Readable } from "./readable";
import type { AccessFile } from "./schema";

/** A value, and where it is. */
export interface Written<Value> {
  readonly path: Path;
  readonly value: Value;
}

type Inner<T, Key> = T extends readonly (infer Item)[]
  ? Item
  : T extends object
    ? T[Key extends "*" ? keyof T : Key & keyof T]
    : never;
type At<T, Pattern> = Pattern extends `${infer Key}.${infer Rest}`
  ? At<Inner<T, Key>, Rest>
  : Exclude<Inner<T, Pattern>, undefined>;

/** The values at patterns such as `roles.*.sourceIps.*`; `*` stands for every name or index. */
export function each<Pattern extends string>(
  declaration: Readable<AccessFile>,
  ...patterns: readonly Pattern[]
): Written<At<Readable<AccessFile>, Pattern>>[] {
  const found = patterns.flatMap((pattern) => valuesAt(declaration, pattern.split("."), []));
  return found as Written<At<Readable<AccessFile>, Pattern>>[];
}

function valuesAt(value: unknown, [key, ...rest]: readonly string[], path: Path): Written<unknown>[] {
  if (key === undefined) return value === undefined ? [] : [{ path, value }];
  if (value === null || typeof value !== "object") return [];
  const keys = key !== "*" ? [key] : Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((name) =>
    valuesAt((value as Readonly<Record<string | number, unknown>>)[name], rest, [...path, name]),
  );
}
