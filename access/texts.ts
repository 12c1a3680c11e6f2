/** The texts and keys of a declaration, and what Terraform would read in them. */
import type { Path } from "./problem";

/** The start of an expression of Terraform's. Source: https://developer.hashicorp.com/terraform/language/expressions/strings */
export const expression = /[$%]\{/;

export interface FoundText {
  readonly path: Path;
  /** Whether it is the key at the path. */
  readonly aboutKey: boolean;
  readonly text: string;
}

/** The texts and keys in a value that `matches` holds of, with their paths from `at` on. */
export function textsMatching(root: unknown, matches: (text: string) => boolean, at: Path = []): FoundText[] {
  const found: FoundText[] = [];
  const path = [...at];
  // Props may be in themselves.
  const around = new Set<unknown>();
  const search = (value: unknown): void => {
    if (typeof value === "string") {
      if (matches(value)) found.push({ path: [...path], aboutKey: false, text: value });
    } else if (value !== null && typeof value === "object" && !around.has(value)) {
      around.add(value);
      const isList = Array.isArray(value);
      for (const [key, inner] of Object.entries(value)) {
        path.push(isList ? Number(key) : key);
        if (!isList && matches(key)) found.push({ path: [...path], aboutKey: true, text: key });
        search(inner);
        path.pop();
      }
      around.delete(value);
    }
  };
  search(root);
  return found;
}
