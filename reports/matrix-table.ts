import { durationText, grantedBy, type MatrixEntry } from "../access";
import { asksFor } from "./asks-for";
import { permissionsText } from "./permissions";
import type { OutsideEntry, Report, RolePlace } from "./report";

const columns = [
  "user",
  "account",
  "role",
  "granted",
  "asks for",
  "session",
  "permissions",
  "profile",
  "link",
];

/** The matrix as a table for the terminal, cut after `rows` rows. */
export function matrixTable(report: Report, { rows = Number.POSITIVE_INFINITY } = {}): string {
  const total = report.matrix.length + report.outside.length;
  if (total === 0) return "Nobody may assume any role.";
  const entries = report.matrix.slice(0, rows);
  const outside = report.outside.slice(0, Math.max(0, rows - entries.length));
  const table = [
    columns,
    ...entries.map((entry) => row(report, entry)),
    ...outside.map((entry) => outsideRow(report, entry)),
  ];
  const widths = columns.map((_, column) =>
    table.reduce((width, cells) => Math.max(width, cells[column]?.length ?? 0), 0),
  );
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  const more = total - entries.length - outside.length;
  return more === 0
    ? lines.join("\n")
    : [...lines, `... and ${more} more: cross-account-roles show`].join("\n");
}

function row(report: Report, entry: MatrixEntry): string[] {
  const { principal, requireMfa } = entry;
  return [
    principal.kind === "user" ? principal.name : `${principal.name} (role)`,
    ...placeCells(report, entry, grantedBy(entry), requireMfa),
  ];
}

/** Who is not of the identity account stands in brackets. */
function outsideRow(report: Report, entry: OutsideEntry): string[] {
  return [`(${entry.trusted})`, ...placeCells(report, entry, "by the trust policy")];
}

function placeCells(
  { profileName }: Report,
  { role, at, link }: RolePlace,
  granted: string,
  requireMfa?: boolean,
): string[] {
  const { account, settings } = at;
  return [
    `${account.name} (${account.id})`,
    role.name,
    granted,
    asksFor(settings, requireMfa).join(", ") || "nothing",
    durationText(settings.maxSessionDuration),
    permissionsText(settings),
    profileName(role, account),
    "link" in link ? link.link : link.reason,
  ];
}
