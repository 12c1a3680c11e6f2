/** The matrix as Markdown, for a pull request: rows that are alike for several users or in several accounts are merged. */
import { code, link, type Markdown, markdown, table, text } from "./markdown";
import { type MatrixRow, matrixRows } from "./matrix-rows";
import { type Mergeable, type MergedRow, mergeAlike } from "./merge";
import { noRowText, type Report } from "./report";
import { someOf } from "./some-of";

const columns = [
  "subject",
  "role",
  "target accounts",
  "level",
  "granted",
  "requires",
  "session",
  "permissions",
];

const columnsWithChains = columns.toSpliced(4, 0, "over");

/** A comment on GitHub has at most 65,536 characters; the rest is for text around the table. */
const maxCharacters = 60_000;

/** The matrix as Markdown. */
export function matrixMarkdown(report: Report): string {
  const merged = mergeAlike([...matrixRows(report)].map(mergeable));
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
      lines.push("", `... and ${merged.length + 2 - index} more rows: \`access.json\` has everything.`);
      break;
    }
    lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}

function mergeable(row: MatrixRow): MatrixRow & Mergeable {
  const { subject, place, link, profile, ...rest } = row;
  const alike = JSON.stringify([place.role.name, link.reason, ...Object.values(rest)]);
  return { ...row, caller: subject, account: place.account.name, alike };
}

function cells({ callers, rows }: MergedRow<MatrixRow & Mergeable>, hasChains: boolean): Markdown[] {
  const [{ place, level, over, granted, requires, session, permissions, link: to }] = rows;
  const accounts = someOf(
    rows.map(({ account, link: { url } }) => (url === undefined ? code(account) : link(code(account), url))),
  );
  return [
    someOf(callers.map(text)),
    code(place.role.name),
    to.reason === undefined ? accounts : markdown`${accounts} (${text(to.reason)})`,
    text(level),
    ...(hasChains ? [text(over)] : []),
    ...[granted, requires, session, permissions].map(text),
  ];
}
