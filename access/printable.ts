/**
 * What a terminal obeys or hides instead of showing it: control characters (escape sequences, line ends, tabs), format
 * characters (those that turn the direction of writing, those without a width), line and paragraph separators, characters
 * for private use, and halves of surrogate pairs. Source: https://www.unicode.org/reports/tr44/#General_Category_Values
 */
export const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A text on one line in which everything can be seen: what a terminal would obey or hide stands as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Such texts as lines: none of them can begin another line. */
export function printableLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join("");
}
