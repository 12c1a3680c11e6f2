/**
 * The matrix as Markdown, for a pull request: what is alike for several users or in several accounts is one row.
 */
import { callerText, durationText, grantedBy, type RolePlace, type RoleSettings } from "../access";
import { asksFor } from "./asks-for";
import { cell, someOf, tableLine } from "./markdown";
import { type Mergeable, type MergedRow, mergeAlike } from "./merge";
import { permissionsText } from "./permissions";
import type { Report } from "./report";

const columns = ["who", "role", "target accounts", "granted", "asks for", "session", "permissions"];

/** A comment on GitHub has at most 65,536 characters; so that the table fits into one, with room for more. */
const maxCharacters = 60_000;

/** The matrix as Markdown. */
export function matrixMarkdown(report: Report): string {
  const rows = mergeAlike(items(report));
  if (rows.length === 0) return "Nobody may assume any role.\n";
  const lines = [tableLine(columns.map(cell)), tableLine(columns.map(() => "---"))];
  let characters = 0;
  for (const [index, row] of rows.entries()) {
    const line = tableLine(rowCells(row));
    characters += line.length;
    if (characters > maxCharacters) {
      lines.push("", `... and ${rows.length - index} more rows: \`access.json\` has everything.`);
      break;
    }
    lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}

interface Item extends Mergeable {
  readonly place: RolePlace;
  readonly granted: string;
  readonly requireMfa?: boolean;
}

function* items(report: Report): Generator<Item> {
  const settingsText = settingsTexts();
  const item = (who: string, place: RolePlace, granted: string, requireMfa?: boolean): Item => ({
    who,
    account: place.account.name,
    alike: JSON.stringify([place.role.name, granted, settingsText(place, requireMfa)]),
    place,
    granted,
    requireMfa,
  });
  for (const { caller, place, granted, requireMfa } of report.matrix)
    yield item(callerText(caller), place, grantedBy(granted), requireMfa);
  for (const { trusted, place } of report.external) yield item(`(${trusted})`, place, "by the trust policy");
}

/** What has to be the same in accounts that are alike. Most accounts of a role share their settings, and so the text. */
function settingsTexts(): (place: RolePlace, requireMfa?: boolean) => string {
  const known = new Map<RoleSettings, Map<string, string>>();
  return ({ settings, link }, requireMfa) => {
    const ofSettings = known.get(settings) ?? new Map<string, string>();
    known.set(settings, ofSettings);
    const reason = link.reason ?? "";
    const key = `${requireMfa} ${reason}`;
    const { maxSessionDuration } = settings;
    const text =
      ofSettings.get(key) ??
      JSON.stringify([reason, asksFor(settings, requireMfa), maxSessionDuration, permissionsText(settings)]);
    ofSettings.set(key, text);
    return text;
  };
}

function rowCells({ who, items }: MergedRow<Item>): string[] {
  const [{ place, granted, requireMfa }] = items;
  const accounts = items.map(({ account, place: { link } }) =>
    link.url === undefined ? cell(account) : `[${cell(account)}](${link.url})`,
  );
  const reason = place.link.reason === undefined ? "" : ` (${cell(place.link.reason)})`;
  const { settings } = place;
  return [
    someOf(who.map(cell)),
    cell(place.role.name),
    someOf(accounts) + reason,
    cell(granted),
    cell(asksFor(settings, requireMfa).join(", ") || "nothing"),
    durationText(settings.maxSessionDuration),
    cell(permissionsText(settings)),
  ];
}
