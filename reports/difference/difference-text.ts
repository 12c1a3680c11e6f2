/** A difference for people: on the terminal, and in a pull request. */

import { type FindingLevel, findingLevels } from "../../access/finding-levels";
import { listed } from "../../access/listed";
import { code, type Markdown, markdown, table, text } from "../markdown";
import { findingMarks, type MarkedLines } from "../marked-lines";
import type { DifferenceRows, EntryRow, OtherRow, RenameRow } from "./difference-rows";
import { type Finding, worstLevel } from "./findings";

const nothing = "Nobody's access changes.";
const headings: Readonly<Record<FindingLevel, string>> = { high: "High", medium: "Medium", low: "Low" };

type Row = EntryRow | RenameRow;

/** The lines of a difference: one for each row, under the headings of the levels, the most dangerous first. */
export function differenceText(rows: DifferenceRows): MarkedLines[] {
  if (isEmpty(rows)) return [{ lines: [nothing] }];
  const { others, accounts } = rows;
  const sections: MarkedLines[][] = [
    ...byLevel(rows).map(([level, some]) => [
      {
        lines: [headings[level], ...some.map((row) => line(row.findings, sentence(row)))],
        mark: findingMarks[level],
      },
    ]),
    others.length === 0 ? [] : [{ lines: ["Other changes"] }, ...others.map(otherLine)],
    accounts.length === 0
      ? []
      : [{ lines: ["Accounts", ...accounts.map((one) => `  ${one.name}  ${accountText(one)}`)] }],
  ];
  return [
    ...sections.flatMap((section) => (section.length === 0 ? [] : [...section, { lines: [""] }])),
    { lines: [summary(rows)] },
  ];
}

function isEmpty({ renamed, entries, others }: DifferenceRows): boolean {
  return renamed.length + entries.length + others.length === 0;
}

/** The rows of each level that has any. */
function byLevel({ renamed, entries }: DifferenceRows): (readonly [FindingLevel, readonly Row[]])[] {
  return findingLevels.flatMap((level) => {
    const some = [...renamed, ...entries].filter(({ findings }) => worstLevel(findings) === level);
    return some.length === 0 ? [] : [[level, some] as const];
  });
}

function line([worst]: readonly Finding[], what: string): string {
  return `  ${worst?.id ?? ""}  ${what}`;
}

function sentence(row: Row): string {
  const what = "kind" in row ? `${row.kind} ${row.from} is now ${row.to}` : entryText(row);
  return [what, details(row)].filter(Boolean).join(": ");
}

function otherLine(row: OtherRow): MarkedLines {
  const details = row.findings.map(({ text }) => text).join("; ");
  const level = worstLevel(row.findings);
  return {
    lines: [`${line(row.findings, `${otherText(row)}: ${details}`)} (${level})`],
    mark: findingMarks[level],
  };
}

function otherText({ kind, names }: OtherRow): string {
  const s = names.length > 1 ? "s" : "";
  return [`${kind}${s}`, ...(names.length > 0 ? [listed(names)] : [])].join(" ");
}

function accountText({ id, tags }: DifferenceRows["accounts"][number]): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [id, ...(pairs.length > 0 ? [`(${pairs.join(", ")})`] : [])].join(" ");
}

/** A difference as Markdown. */
export function differenceMarkdown(rows: DifferenceRows): string {
  if (isEmpty(rows)) return `${nothing}\n`;
  const columns = ["findings", "change", "user", "role", "target accounts", "details"];
  const others = rows.others.map(({ kind, names, findings }) => [
    ids(findings),
    text(worstLevel(findings)),
    text(kind),
    listed(names.map(code)),
    text(findings.map((each) => each.text).join("; ")),
  ]);
  const accounts = rows.accounts.map(({ name, id, tags }) => [
    code(name),
    code(id),
    listed(Object.entries(tags).map(([key, value]) => code(`${key}=${value}`))),
  ]);
  const lines = [
    summary(rows),
    ...byLevel(rows).flatMap(([level, some]) => section(headings[level], columns, some.map(cells))),
    ...section("Other changes", ["findings", "level", "kind", "name", "details"], others),
    ...section("Accounts", ["target account", "id", "tags"], accounts),
  ];
  return `${lines.join("\n")}\n`;
}

function section(heading: string, columns: readonly string[], rows: readonly Markdown[][]): string[] {
  return rows.length === 0 ? [] : ["", `### ${heading}`, "", ...table(columns, rows)];
}

function cells(row: Row): Markdown[] {
  return "kind" in row
    ? [
        ids(row.findings),
        text("renamed"),
        text(row.kind),
        markdown`${code(row.from)} is now ${code(row.to)}`,
        text(""),
        text(details(row)),
      ]
    : [
        ids(row.findings),
        text(row.change),
        listed(row.callers.map(text)),
        listed(row.roles.map(({ name, level }) => markdown`${code(name)} (${text(level)})`)),
        listed(row.accounts.map(code)),
        text(details(row)),
      ];
}

function ids(findings: readonly Finding[]): Markdown {
  return listed([...new Set(findings.map(({ id }) => code(id)))]);
}

function entryText({ change, callers, roles, accounts }: EntryRow): string {
  const s = callers.length === 1 && !/^\(?(members|users)\b/.test(callers[0] ?? "") ? "s" : "";
  const verb = { given: `get${s}`, changed: "as", taken: `lose${s}` }[change];
  const named = roles.map(({ name, level }) => `${name} (${level})`);
  return `${listed(callers)} ${verb} ${listed(named)} in ${listed(accounts)}`;
}

function details({ findings, ...row }: Row): string {
  const description = "description" in row ? row.description : "";
  return [...findings.map(({ text }) => text), description].filter(Boolean).join("; ");
}

function summary({ renamed, counts: { given, changed, taken }, others }: DifferenceRows): string {
  const other = `${others.length} other change${others.length === 1 ? "" : "s"}`;
  return `${given} given, ${changed} changed, ${taken} taken, ${renamed.length} renamed, ${other}`;
}
