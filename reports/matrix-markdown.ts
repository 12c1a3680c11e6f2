/**
 * The matrix as Markdown, for a pull request: what is alike for several users or in several accounts is one row.
 */
import { durationText, grantedBy, type RoleSettings } from "../access";
import { asksFor } from "./asks-for";
import { cell, someOf, tableLine } from "./markdown";
import { permissionsText } from "./permissions";
import type { Report, RolePlace } from "./report";

const columns = ["who", "role", "target accounts", "granted", "asks for", "session", "permissions"];

/** A comment on GitHub has at most 65,536 characters; so that the table fits into one, with room for more. */
const maxCharacters = 60_000;

/** The matrix as Markdown. */
export function matrixMarkdown(report: Report): string {
  const rows = mergedRows(report);
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

interface Row {
  readonly who: string[];
  readonly places: RolePlace[];
  readonly granted: string;
  readonly requireMfa?: boolean;
}

function mergedRows(report: Report): Row[] {
  const settingsText = settingsTexts();
  // One row for each of the accounts that are alike to one who may assume the role ...
  const ofOne = new Map<string, Row & { readonly alike: string }>();
  const add = (who: string, place: RolePlace, granted: string, requireMfa?: boolean) => {
    const alike = JSON.stringify([place.role.name, granted, settingsText(place, requireMfa)]);
    const key = JSON.stringify([who, alike]);
    const row = ofOne.get(key) ?? { who: [who], places: [], granted, requireMfa, alike };
    ofOne.set(key, row);
    row.places.push(place);
  };
  for (const entry of report.matrix) {
    const { kind, name } = entry.principal;
    add(kind === "user" ? name : `${name} (role)`, entry, grantedBy(entry), entry.requireMfa);
  }
  for (const entry of report.outside) add(`(${entry.trusted})`, entry, "by the trust policy");
  // ... and one for all to whom the same accounts are alike.
  const ofAll = new Map<string, Row>();
  for (const { who, alike, ...row } of ofOne.values()) {
    const key = JSON.stringify([alike, row.places.map(({ at }) => at.account.name)]);
    const same = ofAll.get(key);
    if (same) same.who.push(...who);
    else ofAll.set(key, { who: [...who], ...row });
  }
  return [...ofAll.values()];
}

/** What has to be the same in accounts that are alike. Most accounts of a role share their settings, and so the text. */
function settingsTexts(): (place: RolePlace, requireMfa?: boolean) => string {
  const known = new Map<RoleSettings, Map<string, string>>();
  return ({ at: { settings }, link }, requireMfa) => {
    const ofSettings = known.get(settings) ?? new Map<string, string>();
    known.set(settings, ofSettings);
    const reason = "reason" in link ? link.reason : "";
    const key = `${requireMfa} ${reason}`;
    const { maxSessionDuration } = settings;
    const text =
      ofSettings.get(key) ??
      JSON.stringify([reason, asksFor(settings, requireMfa), maxSessionDuration, permissionsText(settings)]);
    ofSettings.set(key, text);
    return text;
  };
}

function rowCells({ who, places, granted, requireMfa }: Row): string[] {
  const [first] = places as [RolePlace];
  const accounts = places.map(({ at: { account }, link }) =>
    "link" in link ? `[${cell(account.name)}](${link.link})` : cell(account.name),
  );
  const reason = "reason" in first.link ? ` (${cell(first.link.reason)})` : "";
  const { settings } = first.at;
  return [
    someOf(who.map(cell)),
    cell(first.role.name),
    someOf(accounts) + reason,
    cell(granted),
    cell(asksFor(settings, requireMfa).join(", ") || "nothing"),
    durationText(settings.maxSessionDuration),
    cell(permissionsText(settings)),
  ];
}
