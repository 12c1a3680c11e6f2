/** What a name that does not exist was probably meant to be. */
import { closest, distance } from "fastest-levenshtein";
import { listed } from "./listed";
import type { Problem } from "./problem";

/** The known name that a name was probably meant to be; `undefined` where none is near enough. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const meant = name.toLowerCase();
  const lower = new Map<string, string>();
  // Of names that differ only in case, the first.
  for (const candidate of known)
    if (!lower.has(candidate.toLowerCase())) lower.set(candidate.toLowerCase(), candidate);
  const best = lower.get(closest(meant, [...lower.keys()])) as string;
  // A third of the letters may differ: enough for a typo, too little for another word.
  return distance(meant, best.toLowerCase()) <= Math.max(1, Math.floor(name.length / 3)) ? best : undefined;
}

/** `; did you mean "x"?` where a known name is near, otherwise the known names after `listIntroduction`. */
export function nearestHint(
  name: string,
  known: readonly string[],
  listIntroduction: string,
  atMost?: number,
): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `; did you mean "${nearest}"?`;
  return known.length === 0 ? "" : `; ${listIntroduction} ${listed(known, atMost)}`;
}

/** What to say of a name that does not exist. `what`: the kind of thing it would name, such as `role`. */
export function noSuch(
  what: string,
  name: string,
  known: readonly string[],
): Pick<Problem, "message" | "data"> {
  return {
    message: `no ${what} "${name}"${known.length === 0 ? "; there are none" : nearestHint(name, known, "there are")}`,
    data: { name, known, nearest: nearestName(name, known) },
  };
}
