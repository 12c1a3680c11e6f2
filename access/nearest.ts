import { closest, distance } from "fastest-levenshtein";

/** `; did you mean "x"?` where a known name is near enough to be what was meant, else the known names if they are few. */
export function nearestHint(name: string, known: readonly string[], listIntroduction: string): string {
  if (known.length === 0) return "";
  const meant = name.toLowerCase();
  const lower = new Map<string, string>();
  // Of names that are equal but for case, the first.
  for (const candidate of known)
    if (!lower.has(candidate.toLowerCase())) lower.set(candidate.toLowerCase(), candidate);
  const best = lower.get(closest(meant, [...lower.keys()])) as string;
  // A third of the letters may differ: enough for a slip, too little for another word.
  if (distance(meant, best.toLowerCase()) <= Math.max(1, Math.floor(name.length / 3)))
    return `; did you mean "${best}"?`;
  return listIntroduction !== "" && known.length <= 14 ? `; ${listIntroduction} ${known.join(", ")}` : "";
}
