/** What the generators of access files share. */
import type fc from "fast-check";

/** What an arbitrary draws. */
export type Drawn<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;

/** The item that a drawn number means, whatever their number. */
export function at<Item>(items: readonly Item[], number: number): Item {
  return items[number % items.length] as Item;
}

/** A map of drawn values, which take their names in turn. */
export function named<Value, Made>(
  names: readonly string[],
  values: readonly Value[],
  make: (value: Value, name: string, index: number) => Made,
): Record<string, Made> {
  return Object.fromEntries(
    values.map((value, index) => {
      const name = names[index] as string;
      return [name, make(value, name, index)];
    }),
  );
}
