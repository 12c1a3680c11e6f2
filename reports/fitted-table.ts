import { printable } from "../access/printable";
import { wrap } from "./wrap";

/** Space between two columns. */
const gap = "  ";
/** Words up to this length stay whole where there is space for them. */
const wholeWord = 17;

/**
 * Rows in columns that fit a width, for the terminal: each row is one line or more. A cell that is too wide goes on in the next
 * line, after a space or a punctuation mark where it has one. With very little space, lines are longer than the width: a column keeps one character.
 *
 * @param width in characters
 */
export function fittedTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[][] {
  const all = [columns, ...rows].map((cells) => cells.map(printable));
  const widest = (length: (cell: string) => number) =>
    columns.map((_, column) => all.reduce((most, cells) => Math.max(most, length(cells[column] ?? "")), 1));
  const widths = fittedWidths(
    widest((cell) => cell.length),
    widest((cell) => Math.min(wholeWord, Math.max(...cell.split(" ").map((word) => word.length)))),
    width - gap.length * (columns.length - 1),
  );
  const lines = all.map((cells) => {
    const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? 1, { breakWords: true }));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) =>
      wrapped
        .map((parts, column) => (parts[at] ?? "").padEnd(widths[column] ?? 0))
        .join(gap)
        .trimEnd(),
    );
  });
  const [head = [], ...body] = lines;
  return [[...head, widths.map((each) => "-".repeat(each)).join(gap)], ...body];
}

/** Takes space from the widest column until all fit: first from columns that stay wide enough for their words. */
function fittedWidths(natural: readonly number[], words: readonly number[], space: number): number[] {
  const widths = [...natural];
  for (let over = sum(widths) - space; over > 0; over--) {
    const hasSpace = widths.some((width, column) => width > (words[column] ?? 1));
    const free = widths.map((width, column) => (!hasSpace || width > (words[column] ?? 1) ? width : 0));
    const widest = free.indexOf(Math.max(...free));
    if ((widths[widest] ?? 1) <= 1) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
