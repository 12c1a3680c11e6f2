/** Rows in columns, for the terminal. */
export function textTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const table = [columns, ...rows];
  const widths = columns.map((_, column) =>
    table.reduce((width, cells) => Math.max(width, cells[column]?.length ?? 0), 0),
  );
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [lines[0] ?? "", widths.map((width) => "-".repeat(width)).join("  "), ...lines.slice(1)];
}
