/**
 * How the wildcards of two policies relate: `*` stands for any text, `?` for one character.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
import { globMatches } from "./statement";

/** A character of no pattern: only a `*` or a `?` can match it. */
const fresh = "\u0001";

/**
 * Whether everything that `narrow` matches is matched by `wide` too. `narrow` may be plain text.
 * May answer `false` for a `wide` that mixes `?` with `*`; never wrongly `true`.
 */
export function globCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const wildcard = wide.search(/[*?]/);
  if (wildcard === -1) return false;
  if (!narrow.startsWith(wide.slice(0, wildcard))) return false;
  if (wildcard === wide.length - 1 && wide.endsWith("*")) return true;
  if (wide.includes("?") && narrow.includes("*")) return false;
  return globMatches(wide, narrow.replace(/[*?]/g, fresh));
}

/** Whether some text is matched by both patterns. */
export function globsMeet(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && !isWildcard(a[start]) && !isWildcard(b[start])) {
    if (a[start] !== b[start]) return false;
    start++;
  }
  // From the ends backwards: whether the rest of `a` from i and the rest of `b` from j have a text in common.
  let next: boolean[] = [];
  for (let i = a.length; i >= start; i--) {
    const row: boolean[] = [];
    for (let j = b.length; j >= start; j--) {
      if (i === a.length && j === b.length) row[j] = true;
      else if (a[i] === "*") row[j] = next[j] === true || row[j + 1] === true;
      else if (b[j] === "*") row[j] = row[j + 1] === true || next[j] === true;
      else row[j] = i < a.length && (a[i] === b[j] || a[i] === "?" || b[j] === "?") && next[j + 1] === true;
    }
    next = row;
  }
  return next[start] === true;
}

function isWildcard(character: string | undefined): boolean {
  return character === "*" || character === "?";
}
