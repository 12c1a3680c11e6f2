/** A difference for people: on the terminal, and in a pull request. */
import { code, type Markdown, markdown, table, text } from "../markdown";
import { someOf } from "../some-of";
import type { DifferenceRows, EntryRow, RenameRow } from "./difference-rows";
import { findingIds } from "./findings";

const nothing = "Nobody's access changes.";

/** The lines of a difference: one for each row, the most dangerous first. */
export function differenceText(rows: DifferenceRows): string[] {
  const { renamed, entries } = rows;
  if (renamed.length + entries.length === 0) return [nothing];
  return [
    ...renamed.map((row) => line(row, `${row.kind} ${row.from} is now ${row.to}`)),
    ...entries.map((row) => line(row, entryText(row))),
    "",
    summary(rows),
  ];
}

const idWidth = Math.max(...findingIds.map((id) => id.length));

function line(row: EntryRow | RenameRow, what: string): string {
  const [worst] = row.findings;
  return `${(worst?.id ?? "").padEnd(idWidth)}  ${[what, details(row)].filter(Boolean).join(": ")}`;
}

/** A difference as Markdown. */
export function differenceMarkdown(rows: DifferenceRows): string {
  const { renamed, entries } = rows;
  if (renamed.length + entries.length === 0) return `${nothing}\n`;
  const cells: Markdown[][] = [
    ...renamed.map((row) => [
      ids(row),
      text("renamed"),
      text(row.kind),
      markdown`${code(row.from)} is now ${code(row.to)}`,
      text(""),
      text(details(row)),
    ]),
    ...entries.map((row) => [
      ids(row),
      text(row.change),
      someOf(row.callers.map(text)),
      code(row.role),
      someOf(row.accounts.map(code)),
      text(details(row)),
    ]),
  ];
  const columns = ["findings", "change", "user", "role", "target accounts", "details"];
  return `${[summary(rows), "", ...table(columns, cells)].join("\n")}\n`;
}

function ids({ findings }: EntryRow | RenameRow): Markdown {
  return someOf([...new Set(findings.map(({ id }) => code(id)))]);
}

function entryText({ change, callers, role, accounts }: EntryRow): string {
  const s = callers.length === 1 ? "s" : "";
  const verb = { given: `get${s}`, changed: "as", taken: `lose${s}` }[change];
  return `${someOf(callers)} ${verb} ${role} in ${someOf(accounts)}`;
}

function details({ findings, ...row }: EntryRow | RenameRow): string {
  const description = "description" in row ? row.description : "";
  return [...findings.map(({ text }) => text), description].filter(Boolean).join("; ");
}

function summary({ renamed, entries }: DifferenceRows): string {
  const count = (change: EntryRow["change"]) =>
    entries
      .filter((row) => row.change === change)
      .reduce((sum, { callers, accounts }) => sum + callers.length * accounts.length, 0);
  return `${count("given")} given, ${count("changed")} changed, ${count("taken")} taken, ${renamed.length} renamed`;
}
