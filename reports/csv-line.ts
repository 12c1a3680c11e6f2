import { printable } from "../access/printable";

/** A line of a CSV file. Source: https://www.rfc-editor.org/rfc/rfc4180 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/**
 * A cell in quotes. A spreadsheet would take a cell that begins with one of these characters as a formula, also within
 * quotes: an apostrophe before it makes it text.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${printable(safe).replaceAll('"', '""')}"`;
}
