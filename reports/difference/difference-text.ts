/** A difference for people: on the terminal, and in a pull request. */
import { cell, someOf, tableLine } from "../markdown";
import type { DifferenceReport, DifferenceRow, RenameRow } from "./report";

const nothing = "Nobody's access changes.";

/** A difference as text: a line for each row, the most dangerous first. */
export function differenceText({ renamed, rows }: DifferenceReport): string {
  if (renamed.length + rows.length === 0) return `${nothing}\n`;
  const table = [
    ...renamed.map((row) => [worst(row), "renames", `${row.what} ${row.from} to ${row.to}`, said(row)]),
    ...rows.map((row) => [worst(row), row.verb, accessText(row), said(row)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const line = ([id = "", verb = "", what = "", why = ""]: string[]) =>
    [id.padEnd(widths[0] ?? 0), verb.padEnd(widths[1] ?? 0), what + (why && `: ${why}`)].join("  ");
  return `${[...table.map(line), "", summary({ renamed, rows })].join("\n")}\n`;
}

/** A difference as Markdown. */
export function differenceMarkdown({ renamed, rows }: DifferenceReport): string {
  if (renamed.length + rows.length === 0) return `${nothing}\n`;
  const lines = [
    ...renamed.map((row) => [
      ids(row),
      "renames",
      row.what,
      `${cell(row.from)} to ${cell(row.to)}`,
      "",
      cell(said(row)),
    ]),
    ...rows.map((row) => [
      ids(row),
      row.verb,
      someOf(row.who.map(cell)),
      cell(row.role),
      someOf(row.accounts.map(cell)),
      cell(said(row)),
    ]),
  ];
  return `${[
    summary({ renamed, rows }),
    "",
    tableLine(["what", "", "who", "role", "target accounts", "how"]),
    tableLine(["---", "---", "---", "---", "---", "---"]),
    ...lines.map(tableLine),
  ].join("\n")}\n`;
}

function worst({ findings }: DifferenceRow | RenameRow): string {
  return findings[0]?.id ?? "";
}

function ids({ findings }: DifferenceRow | RenameRow): string {
  return [...new Set(findings.map(({ id }) => `\`${id}\``))].join(" ");
}

function accessText({ who, role, accounts, verb }: DifferenceRow): string {
  return `${someOf(who)} ${{ gives: "gets", takes: "loses", changes: "as" }[verb]} ${role} in ${someOf(accounts)}`;
}

function said(row: DifferenceRow | RenameRow): string {
  const about = "about" in row ? row.about : "";
  return [...row.findings.map(({ text }) => text), about].filter((text) => text !== "").join("; ");
}

function summary({ renamed, rows }: DifferenceReport): string {
  const count = (verb: DifferenceRow["verb"]) =>
    rows
      .filter((row) => row.verb === verb)
      .reduce((sum, { who, accounts }) => sum + who.length * accounts.length, 0);
  return [
    `${count("gives")} given`,
    `${count("changes")} changed`,
    `${count("takes")} taken`,
    `${renamed.length} renamed`,
  ].join(", ");
}
