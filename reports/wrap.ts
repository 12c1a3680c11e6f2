/** A text in lines that fit a width. */

export interface WrapOptions {
  /** What stands before each line but the first. Default: nothing. */
  readonly indent?: string;
  /** Whether a word that is too long for a line is broken. Default: it stays whole, so that it can be copied. */
  readonly breakWords?: boolean;
}

/** Breaks a text after spaces; with `breakWords`, long words after a punctuation mark, or else where the line ends. */
export function wrap(text: string, width: number, { indent = "", breakWords }: WrapOptions = {}): string[] {
  const lines: string[] = [];
  const start = text.search(/\S|$/);
  let rest = text;
  while (rest.length > width) {
    const from = lines.length === 0 ? start : indent.length;
    const end = lineEnd(rest, { from, width, breakWords });
    if (end === undefined) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Where a line ends. `undefined`: it is one word. */
function lineEnd(
  text: string,
  { from, width, breakWords }: { from: number; width: number; breakWords?: boolean },
): number | undefined {
  const space = text.lastIndexOf(" ", width);
  if (space > from) return space;
  if (breakWords) return breakIn(text.slice(0, width));
  const next = text.indexOf(" ", Math.max(width, from));
  return next < 0 ? undefined : next;
}

/** After the last punctuation mark in the second half of a long word, or else at its end. */
function breakIn(part: string): number {
  const [mark] = /[-./:,;@_][^-./:,;@_]*$/.exec(part) ?? [];
  const end = mark === undefined ? 0 : part.length - mark.length + 1;
  return end > part.length / 2 ? end : part.length;
}
