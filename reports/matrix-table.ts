/** The matrix as a table for the terminal. */
import { matrixRows } from "./matrix-rows";
import type { Report } from "./report";
import { textTable } from "./text-table";

export interface MatrixTableOptions {
  /** The number of rows after which the table is cut. Default: all. */
  readonly rows?: number;
  /** Whether only user, account, role, grant and link are shown, which fit a terminal. Default: false. */
  readonly brief?: boolean;
}

/** The lines of the table. A user in brackets is external: not in the identity account. */
export function matrixTable(report: Report, { rows: most, brief }: MatrixTableOptions = {}): string[] {
  const total = report.matrix.length + report.external.length;
  if (total === 0) return ["Nobody may assume any role."];
  const details = brief ? [] : ["requires", "session", "permissions", "profile"];
  const rows: string[][] = [];
  for (const { user, place, granted, requires, session, permissions } of matrixRows(report)) {
    if (rows.length === most) break;
    const { role, account, link } = place;
    rows.push([
      ...[user, `${account.name} (${account.id})`, role.name, granted],
      ...(brief ? [] : [requires, session, permissions, report.profileName(place)]),
      link.url ?? link.reason,
    ]);
  }
  const lines = textTable(["user", "account", "role", "granted", ...details, "link"], rows);
  return rows.length === total
    ? lines
    : [...lines, `... and ${total - rows.length} more: cross-account-roles show`];
}
