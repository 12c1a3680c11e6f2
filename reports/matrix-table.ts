import { callerText, durationText, grantedBy, type MatrixEntry, type RolePlace } from "../access";
import { asksFor } from "./asks-for";
import { permissionsText } from "./permissions";
import type { ExternalEntry, Report } from "./report";
import { textTable } from "./text-table";

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

/** The columns that fit a terminal. */
const briefColumns = ["user", "account", "role", "granted", "link"];

export interface MatrixTableOptions {
  /** After how many rows the table is cut. Default: not at all. */
  readonly rows?: number;
  /** Whether it is kept to who, where, as what, how and the link. Default: false. */
  readonly brief?: boolean;
}

/** The matrix as a table for the terminal. */
export function matrixTable(
  report: Report,
  { rows = Number.POSITIVE_INFINITY, brief = false }: MatrixTableOptions = {},
): string {
  const total = report.matrix.length + report.external.length;
  if (total === 0) return "Nobody may assume any role.";
  const entries = report.matrix.slice(0, rows);
  const external = report.external.slice(0, Math.max(0, rows - entries.length));
  const shown = brief ? briefColumns : columns;
  const kept = shown.map((column) => columns.indexOf(column));
  const lines = textTable(
    shown,
    [
      ...entries.map((entry) => row(report, entry)),
      ...external.map((entry) => externalRow(report, entry)),
    ].map((cells) => kept.map((column) => cells[column] ?? "")),
  );
  const more = total - entries.length - external.length;
  return more === 0
    ? lines.join("\n")
    : [...lines, `... and ${more} more: cross-account-roles show`].join("\n");
}

function row(report: Report, { caller, place, granted, requireMfa }: MatrixEntry): string[] {
  return [callerText(caller), ...placeCells(report, place, grantedBy(granted), requireMfa)];
}

/** Who is not of the identity account stands in brackets. */
function externalRow(report: Report, { trusted, place }: ExternalEntry): string[] {
  return [`(${trusted})`, ...placeCells(report, place, "by the trust policy")];
}

function placeCells(
  { profileName }: Report,
  place: RolePlace,
  granted: string,
  requireMfa?: boolean,
): string[] {
  const { role, account, settings, link } = place;
  return [
    `${account.name} (${account.id})`,
    role.name,
    granted,
    asksFor(settings, requireMfa).join(", ") || "nothing",
    durationText(settings.maxSessionDuration),
    permissionsText(settings),
    profileName(place),
    link.url ?? link.reason,
  ];
}
