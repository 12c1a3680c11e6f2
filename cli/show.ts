import type { Access } from "../access";
import { nearestHint } from "../access/nearest";
import { matrixJson } from "../reports/matrix-json";
import { matrixMarkdown } from "../reports/matrix-markdown";
import { matrixTable } from "../reports/matrix-table";
import { policySizeTable } from "../reports/policy-size-table";
import { type ReportFilter, reportOf } from "../reports/report";
import { retiredAccountsText } from "../reports/retired-accounts";
import { whetherCan } from "../reports/whether-can";
import { readAccessFile } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { print, printDocument } from "./terminal";

export interface ShowOptions extends ReportFilter {
  readonly format: "table" | "json" | "markdown";
  /** A user (or principal) and a target account. */
  readonly can?: readonly string[];
}

/**
 * Shows the access matrix of an access file, or answers whether one user can get into one account.
 *
 * @throws Exit when a name is not in the file, or the answer is no
 */
export function show(file: string, options: ShowOptions): void {
  const { format, can } = options;
  if (can && can.length !== 2)
    throw new Exit(
      exitStatus.wrongCall,
      "--can takes a user and a target account: show [FILE] --can alex account-b",
    );
  const access = readAccessFile(file);
  const [user = options.user, account = options.account] = can ?? [];
  const filter: ReportFilter = { account, user, role: options.role };
  checkNames(access, filter);
  if (can) {
    const { yes, lines } = whetherCan(access, filter);
    print(lines);
    if (!yes) throw new Exit(exitStatus.wrongInput);
    return;
  }
  const report = reportOf(access, filter);
  if (format === "json") printDocument(matrixJson(report));
  else if (format === "markdown") printDocument([matrixMarkdown(report)]);
  else {
    print(matrixTable(report));
    // The rest is about the whole file.
    if (Object.values(filter).every((name) => name === undefined)) print(footnotes(access));
  }
}

function footnotes(access: Access): string[] {
  const retired = retiredAccountsText(access);
  return ["", ...policySizeTable(access), ...(retired === undefined ? [] : ["", retired])];
}

function checkNames(access: Access, { account, user, role }: ReportFilter): void {
  const wrong = [
    ...unknown("target account", account, access.targetAccounts),
    ...unknown("user", user, [...access.users, ...access.principals]),
    ...unknown("role", role, access.roles),
  ];
  if (wrong.length > 0) throw new Exit(exitStatus.wrongInput, wrong);
}

function unknown(
  kind: string,
  name: string | undefined,
  things: readonly { readonly name: string }[],
): string[] {
  const known = things.map((thing) => thing.name);
  if (name === undefined || known.includes(name)) return [];
  return [`no ${kind} "${name}"${nearestHint(name, known, "there are") || "; there are none"}`];
}
