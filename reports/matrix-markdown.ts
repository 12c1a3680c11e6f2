/** The matrix as Markdown, for a pull request: what is alike for several users or in several accounts is one row. */
import { code, link, type Markdown, markdown, table, text } from "./markdown";
import { type MatrixRow, matrixRows } from "./matrix-rows";
import { type Mergeable, type MergedRow, mergeAlike } from "./merge";
import type { Report } from "./report";
import { someOf } from "./some-of";

const columns = ["user", "role", "target accounts", "granted", "requires", "session", "permissions"];

/** A comment on GitHub has at most 65,536 characters; the rest is for text around the table. */
const maxCharacters = 60_000;

/** The matrix as Markdown. */
export function matrixMarkdown(report: Report): string {
  const merged = mergeAlike([...matrixRows(report)].map(mergeable));
  if (merged.length === 0) return "Nobody may assume any role.\n";
  const lines: string[] = [];
  let characters = 0;
  for (const [index, line] of table(columns, merged.map(cells)).entries()) {
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
  const { user, place, ...rest } = row;
  const alike = JSON.stringify([place.role.name, place.link.reason, ...Object.values(rest)]);
  return { ...row, caller: user, account: place.account.name, alike };
}

function cells({ callers, rows }: MergedRow<MatrixRow & Mergeable>): Markdown[] {
  const [{ place, granted, requires, session, permissions }] = rows;
  const accounts = someOf(
    rows.map(({ account, place: { link: to } }) =>
      to.url === undefined ? code(account) : link(code(account), to.url),
    ),
  );
  const { reason } = place.link;
  return [
    someOf(callers.map(text)),
    code(place.role.name),
    reason === undefined ? accounts : markdown`${accounts} (${text(reason)})`,
    ...[granted, requires, session, permissions].map(text),
  ];
}
