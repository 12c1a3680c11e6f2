/** Markdown that says what it is given, whatever that holds. */

/** A line of a table, of cells that are Markdown already. */
export function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Text as it is: nothing of it may end a cell or start markup of its own. */
export function cell(text: string): string {
  return text.replace(/[\\|<>*_`[\]~&]/g, "\\$&").replace(/\s+/g, " ");
}

/** The first of many, and how many more there are. */
export function someOf(items: readonly string[], most = 12): string {
  return items.length <= most
    ? items.join(", ")
    : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}
