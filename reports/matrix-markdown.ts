/** The matrix as Markdown, for a pull request: rows that are alike for several users or in several accounts are merged. */

import { listed } from "../access/listed";
import { countsByLevel, levelRank } from "./level-text";
import { code, link, type Markdown, markdown, table, text } from "./markdown";
import { type MatrixRow, matrixRows, roleText } from "./matrix-rows";
import { type Mergeable, type MergedRow, mergeAlike } from "./merge";
import { countsText, type Provenance, provenanceLines, titleOf } from "./provenance";
import { noRowText, type Report } from "./report";

const columns = [
  "level",
  "subject",
  "role",
  "target accounts",
  "granted",
  "requires",
  "session",
  "permissions",
];

const columnsWithChains = columns.toSpliced(4, 0, "over");

/** A comment on GitHub has at most 65,536 characters; the rest is for text around the table. */
const maxCharacters = 60_000;

/** The matrix as Markdown, the most powerful first. */
export function matrixMarkdown(report: Report): string {
  const merged = mergeAlike([...matrixRows(report)].map(mergeable)).sort(
    ({ rows: [a] }, { rows: [b] }) => levelRank(a.level) - levelRank(b.level),
  );
  if (merged.length === 0) return `${noRowText(report)}\n`;
  const hasChains = merged.some(({ rows: [{ over }] }) => over !== "");
  const lines: string[] = [];
  let characters = 0;
  for (const [index, line] of table(
    hasChains ? columnsWithChains : columns,
    merged.map((row) => cells(row, hasChains)),
  ).entries()) {
    characters += line.length + 1;
    if (characters > maxCharacters) {
      const hidden = merged.slice(index - 2).map(({ rows: [{ level }] }) => level);
      const counts = text(countsByLevel(hidden));
      lines.push("", `${hidden.length} more rows (${counts}) are not here: \`access.json\` has everything.`);
      break;
    }
    lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}

/** The file `access.md`: what it is about, how much of it there is, what it was made from, and the matrix. */
export function accessMarkdown(report: Report, provenance: Provenance | undefined): string {
  const { access } = report;
  return [
    markdown`# ${text(titleOf(access))}`,
    "",
    `* ${countsText(access)}`,
    ...(provenance ? provenanceLines(provenance) : []).map((line) => markdown`* ${text(line)}`),
    "",
    matrixMarkdown(report),
  ].join("\n");
}

function mergeable(row: MatrixRow): MatrixRow & Mergeable {
  const { subject, place, link, profile, ...rest } = row;
  const alike = JSON.stringify([place.role.name, link.reason, ...Object.values(rest)]);
  return { ...row, caller: subject, account: place.account.name, alike };
}

function cells({ callers, rows }: MergedRow<MatrixRow & Mergeable>, hasChains: boolean): Markdown[] {
  const [{ place, level, over, granted, requires, session, permissions, link: to }] = rows;
  const accounts = listed(
    rows.map(({ account, link: { url } }) => (url === undefined ? code(account) : link(code(account), url))),
  );
  return [
    text(level),
    listed(callers.map(text)),
    code(roleText(place.role, place.role.roleName)),
    to.reason === undefined ? accounts : markdown`${accounts} (${text(to.reason)})`,
    ...(hasChains ? [text(over)] : []),
    ...[granted, requires, session, permissions].map(text),
  ];
}
