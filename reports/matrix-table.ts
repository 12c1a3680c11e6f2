import { grantedBy, type MatrixEntry } from "../access";

/** What each row of the matrix says, in every form that people read. */
export const matrixColumns = ["user", "account", "role", "granted", "MFA", "link"] as const;

/** One row of the matrix as text. */
export function matrixRow(entry: MatrixEntry): string[] {
  const { principal, account, role, link } = entry;
  return [
    principal.kind === "user" ? principal.name : `${principal.name} (role)`,
    `${account.name} (${account.id})`,
    role.name,
    grantedBy(entry),
    entry.requireMfa ? "required" : "no",
    "link" in link ? link.link : link.reason,
  ];
}

/** The matrix as a table for the terminal, cut after `rows` rows. */
export function matrixTable(
  matrix: readonly MatrixEntry[],
  { rows = Number.POSITIVE_INFINITY } = {},
): string {
  if (matrix.length === 0) return "Nobody may assume any role.";
  const shown = matrix.slice(0, rows).map(matrixRow);
  const table = [[...matrixColumns], ...shown];
  const widths = matrixColumns.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  const more = matrix.length - shown.length;
  return more === 0
    ? lines.join("\n")
    : [...lines, `... and ${more} more: cross-account-roles show`].join("\n");
}
