/** The matrix as a table for the terminal. */
import { type MatrixRow, matrixRows, roleText } from "./matrix-rows";
import { noRowText, type Report } from "./report";
import { textTable } from "./text-table";

export interface MatrixTableOptions {
  /** The number of rows after which the table is cut. Default: all. */
  readonly rows?: number;
  /** Whether only subject, account, role, level, over, grant and link are shown, which fit a terminal. Default: false. */
  readonly brief?: boolean;
}

interface Column {
  readonly title: string;
  readonly isBrief?: true;
  readonly cell: (row: MatrixRow) => string;
}

const columns: readonly Column[] = [
  { title: "subject", isBrief: true, cell: ({ subject }) => subject },
  { title: "account", isBrief: true, cell: ({ place: { account } }) => `${account.name} (${account.id})` },
  { title: "role", isBrief: true, cell: ({ place: { role, roleName } }) => roleText(role, roleName) },
  { title: "level", isBrief: true, cell: ({ level }) => level },
  { title: "over", isBrief: true, cell: ({ over }) => over },
  { title: "granted", isBrief: true, cell: ({ granted }) => granted },
  { title: "requires", cell: ({ requires }) => requires },
  { title: "session", cell: ({ session }) => session },
  { title: "permissions", cell: ({ permissions }) => permissions },
  { title: "profile", cell: ({ profile }) => profile },
  { title: "link", isBrief: true, cell: ({ link }) => link.url ?? link.reason },
];

/** The lines of the table. A subject in brackets gets in by the trust policy alone: this file does not grant it. */
export function matrixTable(report: Report, { rows: most, brief }: MatrixTableOptions = {}): string[] {
  const total = report.routes.length;
  if (total === 0) return [noRowText(report)];
  const hasChains = report.routes.some(({ chain }) => chain.length > 0);
  const shown = columns.filter(
    ({ title, isBrief }) => (!brief || isBrief) && (title !== "over" || hasChains),
  );
  const rows: string[][] = [];
  for (const row of matrixRows(report)) {
    if (rows.length === most) break;
    rows.push(shown.map(({ cell }) => cell(row)));
  }
  const lines = textTable(
    shown.map(({ title }) => title),
    rows,
  );
  return rows.length === total
    ? lines
    : [...lines, `... and ${total - rows.length} more: cross-account-roles show`];
}
