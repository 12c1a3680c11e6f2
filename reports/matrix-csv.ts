/** The matrix as CSV, for spreadsheets. Source: https://www.rfc-editor.org/rfc/rfc4180 */
import { printable } from "../access/printable";
import { matrixRows } from "./matrix-rows";
import type { Report } from "./report";

const columns = [
  "subject",
  "account",
  "account id",
  "role",
  "arn",
  "level",
  "over",
  "granted",
  "requires",
  "session",
  "permissions",
  "profile",
  "link",
];

/** The matrix as CSV, a line at a time, with a header. */
export function* matrixCsv(report: Report): Generator<string> {
  yield line(columns);
  for (const { place, link, ...row } of matrixRows(report)) {
    const { account, role, arn } = place;
    yield line([
      row.subject,
      account.name,
      account.id,
      role.name,
      arn,
      row.level,
      row.over,
      row.granted,
      row.requires,
      row.session,
      row.permissions,
      row.profile,
      link.url ?? link.reason,
    ]);
  }
}

function line(cells: readonly string[]): string {
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
