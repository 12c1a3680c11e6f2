import { printable } from "../access/printable";

/** Rows in columns, for the terminal: the lines of the table. Each column is as wide as what is shown in it. */
export function textTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...body] = [columns, ...rows].map((cells) => cells.map(printable));
  const widths = head.map((title, column) =>
    body.reduce((width, cells) => Math.max(width, cells[column]?.length ?? 0), title.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}
