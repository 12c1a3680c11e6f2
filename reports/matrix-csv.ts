/** The matrix as CSV, for spreadsheets. Source: https://www.rfc-editor.org/rfc/rfc4180 */
import { csvLine } from "./csv-line";
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
  yield csvLine(columns);
  for (const { place, link, ...row } of matrixRows(report)) {
    const { account, role, arn } = place;
    yield csvLine([
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
