/** The matrix for a terminal: it fits the width, begins with the most powerful, and ends with a summary. */

import type { Access } from "../access";
import { groupBy } from "../access/group-by";
import { listed } from "../access/listed";
import { destinationOf } from "../access/reach";
import { levelOf } from "../access/role-level";
import { fittedTable } from "./fitted-table";
import { countsByLevel, levelMeaning, levelRank, mayBePowerful } from "./level-text";
import type { Mark, MarkedLines } from "./marked-lines";
import { type MatrixRow, matrixRows, roleText } from "./matrix-rows";
import { type MergedRow, mergeAlike } from "./merge";
import { noRowText, type Report } from "./report";

export interface OverviewOptions {
  /** Width in characters. */
  readonly width: number;
  /** The number of rows after which the table is cut. Default: all. */
  readonly rows?: number;
}

const indent = "  ";
/** Up to this number, accounts and subjects are named. */
const named = 10;

/** The rows of the overview by level: subjects and accounts that are alike share a row. */
export function matrixOverview(report: Report, { width, rows: most }: OverviewOptions): MarkedLines[] {
  if (report.routes.length === 0) return [{ lines: [noRowText(report)] }];
  const merged = mergeAlike([...matrixRows(report)].map(mergeable)).sort(
    (a, b) => levelRank(levelIn(a)) - levelRank(levelIn(b)),
  );
  const shown = merged.slice(0, most);
  const [head = [], ...body] = fittedTable(
    ["subject", "role", "accounts", "requires"],
    shown.map((row) => cells(report.access, row)),
    width - indent.length,
  );
  const lines = (some: readonly string[]) => some.map((line) => `${indent}${line}`);
  return [
    { lines: lines(head) },
    ...[...groupBy(shown, levelIn)].map(([level, rows]) => ({
      lines: [headingOf(level), ...rows.flatMap((row) => lines(body[shown.indexOf(row)] ?? []))],
      mark: markOf(level),
    })),
    { lines: ["", ...summary(report, merged.slice(shown.length))] },
  ];
}

type OverviewRow = MergedRow<ReturnType<typeof mergeable>>;

function mergeable(row: MatrixRow) {
  const { subject, place, over, requires } = row;
  // The escalation path is in the wide table.
  const level = row.level.replace(/ \([\w-]+\)/, "");
  return {
    ...row,
    level,
    caller: subject,
    account: place.account.name,
    alike: JSON.stringify([place.role.name, level, over, requires]),
  };
}

function cells(access: Access, { callers, rows }: OverviewRow): string[] {
  const [{ place, over, requires }] = rows;
  const role = roleText(place.role, place.role.roleName);
  return [
    callers.length > named
      ? `${callers.length} subjects, such as ${listed(callers.slice(0, 3))}`
      : listed(callers),
    over === "" ? role : `${role} over ${over}`,
    accountsText(
      access,
      rows.map(({ account }) => account),
    ),
    requires,
  ];
}

/** Accounts by name, or if they are many by what they have in common. */
function accountsText({ targetAccounts }: Access, names: readonly string[]): string {
  const isAll = names.length === targetAccounts.length;
  if (isAll && names.length > 3) return `all ${names.length} accounts`;
  if (names.length <= named) return listed(names);
  const some = targetAccounts.filter(({ name }) => names.includes(name));
  const tag = Object.entries(some[0]?.tags ?? {}).find(([key, value]) =>
    targetAccounts.every(({ name, tags }) => names.includes(name) === (tags[key] === value)),
  );
  const common = tag ? `with ${tag.join("=")}` : `such as ${listed(names.slice(0, 3))}`;
  return `${names.length} accounts${tag ? " " : ", "}${common}`;
}

function levelIn({ rows }: OverviewRow): string {
  return rows[0].level;
}

function headingOf(level: string): string {
  const meaning = levelMeaning(level);
  return meaning === undefined ? level : `${level}: ${meaning}`;
}

/** `danger`: administrator. `caution`: can become it, may become it, or unknown. `undefined`: less. */
function markOf(level: string): Mark | undefined {
  const rank = levelRank(level);
  return rank === 0 ? "danger" : rank <= levelRank("unknown") ? "caution" : undefined;
}

function summary({ routes }: Report, hidden: readonly OverviewRow[]): string[] {
  const count = (things: Iterable<unknown>) => new Set(things).size;
  const places = routes.map(destinationOf);
  const powerful = routes.filter((route) => mayBePowerful(levelOf(destinationOf(route))));
  const subjects = (some: typeof routes) =>
    count(some.map(({ entrance: { subject } }) => `${subject.kind} ${subject.name}`));
  return [
    ...(hidden.length > 0
      ? [
          `${counted(hidden.length, "row")} not shown (${countsByLevel(hidden.map(levelIn))}); for all: cross-account-roles show`,
          "",
        ]
      : []),
    [
      counted(subjects(routes), "subject"),
      counted(count(places.map(({ role }) => role)), "role"),
      counted(count(places.map(({ account }) => account)), "account"),
    ].join(", "),
    `administrator, or may become administrator: ${counted(subjects(powerful), "subject")}`,
    "For sessions, permissions, profiles and links: cross-account-roles show --wide",
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
