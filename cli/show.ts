import type { Access } from "../access";
import { nearestHint } from "../access/nearest";
import { matrixJson } from "../reports/matrix-json";
import { matrixMarkdown } from "../reports/matrix-markdown";
import { matrixTable } from "../reports/matrix-table";
import { policySizeTable, retiredText } from "../reports/policy-size-table";
import { type ReportFilter, reportOf } from "../reports/report";
import { whetherCan } from "../reports/whether-can";
import { readAccessFile } from "./access-file";
import { Exit, exitStatus } from "./exit";

export type ShowFormat = "table" | "json" | "markdown";

export interface ShowOptions extends ReportFilter {
  readonly format: ShowFormat;
  readonly quiet?: boolean;
  /** A user (or principal) and a target account. */
  readonly can?: readonly string[];
}

/**
 * Shows the access matrix of an access file, or answers whether one user gets into one account.
 *
 * @throws Exit when a name is not in the file, or the answer is no
 */
export function show(file: string, options: ShowOptions): void {
  const { format, quiet, can } = options;
  if (can && can.length !== 2)
    throw new Exit(
      exitStatus.wrongCall,
      "--can takes a user and a target account: show [FILE] --can alex account-b",
    );
  const access = readAccessFile(file, { quiet });
  const filter: ReportFilter = {
    account: can?.[1] ?? options.account,
    user: can?.[0] ?? options.user,
    role: options.role,
  };
  checkNames(access, filter);
  if (can) {
    const { yes, text } = whetherCan(access, filter);
    process.stdout.write(`${text}\n`);
    if (!yes) throw new Exit(exitStatus.wrongInput);
    return;
  }
  const report = reportOf(access, filter);
  if (format === "json") for (const piece of matrixJson(report)) process.stdout.write(piece);
  else if (format === "markdown") process.stdout.write(matrixMarkdown(report));
  else process.stdout.write(`${matrixTable(report)}\n`);
  // What the whole file comes to, not a part of the matrix.
  if (format !== "table" || Object.values(filter).some((name) => name !== undefined)) return;
  for (const text of [policySizeTable(access), retiredText(access)])
    if (text !== undefined) process.stdout.write(`\n${text}\n`);
}

function checkNames(access: Access, { account, user, role }: ReportFilter): void {
  const names = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);
  const wrong = [
    ...unknown("target account", account, names(access.targetAccounts)),
    ...unknown("user", user, names([...access.users, ...access.principals])),
    ...unknown("role", role, names(access.roles)),
  ];
  if (wrong.length > 0) throw new Exit(exitStatus.wrongInput, wrong.join("\n"));
}

function unknown(what: string, name: string | undefined, known: readonly string[]): string[] {
  if (name === undefined || known.includes(name)) return [];
  return [`no ${what} "${name}"${nearestHint(name, known, "there are") || "; there are none"}`];
}
