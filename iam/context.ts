/** What is known about a request: its condition keys. */
import { type OneOrMore, toList } from "./policy-document";

export interface Context {
  /**
   * The values of a condition key, given in lower case. None: the request does not have the key. `undefined`: it is not
   * known whether the request has the key, nor with which values.
   */
  get(key: string): readonly string[] | undefined;
}

/**
 * A request that has these condition keys and no others. "unknown": whether it has the key, and its values, are not known.
 */
export function requestContext(
  keys: Readonly<Record<string, OneOrMore<string> | { readonly unknown: true }>>,
): Context {
  const values = new Map(
    Object.entries(keys).map(([key, value]) => [
      key.toLowerCase(),
      typeof value === "object" && "unknown" in value ? undefined : toList(value),
    ]),
  );
  return { get: (key) => (values.has(key) ? values.get(key) : []) };
}
