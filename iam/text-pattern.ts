/**
 * Patterns of policy values, and the texts that they match.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 */

/** One place in a pattern: a character, any one character, or any number of characters. */
export type Token =
  | { readonly char: string /** Upper and lower case are the same. */; readonly ignoreCase?: boolean }
  | { readonly any: "one" | "many" /** Characters that do not match. */; readonly except?: string };

export type TextPattern = readonly Token[];

/** A pattern in which no character is a wildcard. */
export function literalText(text: string): TextPattern {
  return [...text].map((char) => ({ char }));
}

/** The only text that a pattern matches; `undefined` when it can match several. */
export function literalOf(pattern: TextPattern): string | undefined {
  let text = "";
  for (const token of pattern) {
    if ("any" in token || token.ignoreCase) return undefined;
    text += token.char;
  }
  return text;
}

/** A pattern with IAM's wildcards: `*` for any text, `?` for one character. */
export function wildcardText(text: string): TextPattern {
  return [...text].map((char) => (char === "*" ? { any: "many" } : char === "?" ? { any: "one" } : { char }));
}

/**
 * The pattern of an ARN operator: a wildcard matches within its part between two colons; only in the last part does it
 * cross colons. `undefined` when it has fewer than six parts.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnPattern(pattern: TextPattern): TextPattern | undefined {
  let colons = 0;
  const parts = pattern.map((token): Token => {
    if ("char" in token) {
      if (token.char === ":") colons++;
      return token;
    }
    return colons < 5 ? { ...token, except: ":" } : token;
  });
  return colons < 5 ? undefined : parts;
}

/** Whether a pattern matches the whole of a text. */
export function matchesText(pattern: TextPattern, text: string): boolean {
  let places = start(pattern);
  for (const char of text) {
    places = step(pattern, places, char);
    if (places.length === 0) return false;
  }
  return places.includes(pattern.length);
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
export function globMatches(pattern: string, text: string): boolean {
  if (pattern.includes("?")) return matchesText(wildcardText(pattern), text);
  const [start = "", ...parts] = pattern.split("*");
  const end = parts.pop();
  if (end === undefined) return pattern === text;
  // The first place for each part leaves the most text for those after it.
  let from = start.length;
  if (!text.startsWith(start)) return false;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.length - end.length >= from && text.endsWith(end);
}

/** A character that no policy contains. It stands for all characters that the patterns do not name. */
export const anyOtherCharacter = "\uE000";

/** The search stops after this many states. */
const mostStates = 10_000;

/** The patterns that a text can still match, each with the places where the match can be. */
type State = ReadonlyMap<number, readonly number[]>;

/**
 * One text for every combination of patterns that a text can match. Only texts that match one of `within` count.
 *
 * Policies do not distinguish texts that match the same patterns, so these texts stand for all texts. `complete` is false
 * when there are too many combinations to try.
 */
export function distinctTexts(
  patterns: readonly TextPattern[],
  within: readonly TextPattern[],
): { readonly texts: readonly string[]; readonly complete: boolean } {
  const all = [...patterns, ...within];
  const isWithin = (index: number) => index >= patterns.length;
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const queue: { text: string; state: State }[] = [
    { text: "", state: new Map(all.map((pattern, index) => [index, start(pattern)])) },
  ];
  for (const { text, state } of queue) {
    const matched = [...state].flatMap(([index, places]) =>
      places.includes(all[index]?.length ?? 0) ? [index] : [],
    );
    if (matched.some(isWithin)) {
      const combination = matched.filter((index) => !isWithin(index)).join();
      // Any other text is more like a value than the empty one.
      if (!found.get(combination)) found.set(combination, text);
    }
    for (const char of namedCharacters(all, state)) {
      const next = new Map<number, readonly number[]>();
      for (const [index, places] of state) {
        const after = step(all[index] ?? [], places, char);
        if (after.length > 0) next.set(index, after);
      }
      const name = [...next].join("|");
      if (seen.has(name) || ![...next.keys()].some(isWithin)) continue;
      if (seen.size >= mostStates) return { texts: [...found.values()], complete: false };
      seen.add(name);
      queue.push({ text: text + char, state: next });
    }
  }
  return { texts: [...found.values()], complete: true };
}

/** The characters that can make a difference in a state. */
function namedCharacters(all: readonly TextPattern[], state: State): Set<string> {
  const named = new Set([anyOtherCharacter]);
  for (const [index, places] of state)
    for (const place of places) {
      const token = all[index]?.[place];
      if (token !== undefined)
        for (const char of "char" in token ? token.char : (token.except ?? "")) named.add(char);
    }
  return named;
}

/** The places in a pattern, in ascending order, where a match can be before the first character. */
function start(pattern: TextPattern): readonly number[] {
  const places: number[] = [];
  reach(pattern, 0, places);
  return places;
}

/** The places after one more character. */
function step(pattern: TextPattern, places: readonly number[], char: string): readonly number[] {
  const next: number[] = [];
  for (const place of places) {
    const token = pattern[place];
    if (token !== undefined && allows(token, char)) reach(pattern, isMany(token) ? place : place + 1, next);
  }
  return next;
}

/** Adds a place, and those after it that can be reached without a character. */
function reach(pattern: TextPattern, from: number, places: number[]): void {
  for (let place = from; ; place++) {
    if (place > (places.at(-1) ?? -1)) places.push(place);
    const token = pattern[place];
    if (token === undefined || !isMany(token)) return;
  }
}

function isMany(token: Token): boolean {
  return "any" in token && token.any === "many";
}

function allows(token: Token, char: string): boolean {
  if ("any" in token) return token.except === undefined || !token.except.includes(char);
  return token.ignoreCase ? token.char.toLowerCase() === char.toLowerCase() : token.char === char;
}
