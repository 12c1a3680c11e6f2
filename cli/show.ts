import type { Access } from "../access";
import { nearestHint } from "../access/nearest";
import { matrixCsv } from "../reports/matrix-csv";
import { matrixJson } from "../reports/matrix-json";
import { matrixMarkdown } from "../reports/matrix-markdown";
import { matrixOverview } from "../reports/matrix-overview";
import { matrixTable } from "../reports/matrix-table";
import { permissionSetsText } from "../reports/permission-sets";
import { policySizeColumns, policySizeRows } from "../reports/policy-size-table";
import { listedMembers, type Report, reportOf } from "../reports/report";
import {
  hasTag,
  isAnyFilterSet,
  meansSubject,
  namedCaller,
  type ReportFilter,
} from "../reports/report-filter";
import { retiredAccountsText } from "../reports/retired-accounts";
import { trustText } from "../reports/trust-text";
import { whetherCan } from "../reports/whether-can";
import { readRevision } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { print, printDocument, printMarked, printTable, showWork, terminalWidth, warn } from "./terminal";

export interface ShowOptions {
  readonly format: "table" | "json" | "markdown" | "csv";
  /** Whether the table has all columns, and a row for each subject and account. Default: not on a terminal. */
  readonly wide?: boolean;
  readonly account?: string;
  readonly user?: string;
  readonly role?: string;
  readonly group?: string;
  readonly tag?: string;
  readonly external?: boolean;
  readonly console?: boolean;
  readonly admin?: boolean;
  /** Commander's form of `--no-mfa`: false if it is given. */
  readonly mfa: boolean;
  /** A user or principal: everything that it reaches. */
  readonly reach?: string;
  /** A user (or principal) and a target account. */
  readonly can?: readonly string[];
  /** A role and a target account. */
  readonly trust?: readonly string[];
}

/**
 * Shows the access matrix of an access file, or a part of it, or answers whether one user can get into one account.
 *
 * @param name an access file, or `git:<revision>[:<path>]`
 * @throws Exit when a name is not in the file, or the answer is no
 */
export function show(name: string, options: ShowOptions): void {
  const { format, can, trust } = options;
  checkPair("--can", "a user and a target account: show [FILE] --can alex account-b", can);
  checkPair("--trust", "a role and a target account: show [FILE] --trust Admin account-b", trust);
  const { access } = readRevision(name, { quiet: true });
  const filter = filterOf(options);
  checkNames(access, filter);
  for (const text of [options.reach, can?.[0], options.user]) noteSameName(access, text);
  if (can) {
    const { yes, lines } = whetherCan(access, filter);
    print(lines);
    if (!yes) throw new Exit(exitStatus.wrongInput);
    return;
  }
  showWork("finding the access");
  const report = reportOf(access, filter);
  if (report.routes.length === 0 && isAnyFilterSet(filter)) warn(nothingMatches(access, options));
  if (format === "json") printDocument(matrixJson(report));
  else if (format === "csv") printDocument(matrixCsv(report));
  else if (format === "markdown") printDocument([matrixMarkdown(report)]);
  else showTable(report, options, filter);
  for (const note of notes(report, options)) warn(note);
}

function checkPair(option: string, takes: string, names: readonly string[] | undefined): void {
  if (names && names.length !== 2) throw new Exit(exitStatus.wrongCall, `${option} takes ${takes}`);
}

function filterOf({ can = [], trust = [], reach, ...options }: ShowOptions): ReportFilter {
  const [canUser, canAccount] = can;
  const [trustRole, trustAccount] = trust;
  return {
    account: canAccount ?? trustAccount ?? options.account,
    user: canUser ?? reach ?? options.user,
    role: trustRole ?? options.role,
    group: options.group,
    tag: options.tag,
    noMfa: !options.mfa,
    external: options.external,
    console: options.console,
    admin: options.admin,
    chains: reach !== undefined,
  };
}

function showTable(report: Report, { trust, group, wide }: ShowOptions, filter: ReportFilter): void {
  const { access } = report;
  if (trust) print([...report.places.map((place) => trustText(access, place)), ""]);
  for (const one of access.groups)
    if (one.name === group) {
      const members = listedMembers(access, one).map(({ name }) => name);
      const isComplete = !one.existing && members.length > 0;
      print([
        `Members in this file: ${members.join(", ") || "none"}${isComplete ? "" : "; others may add members"}`,
        "",
      ]);
    }
  const width = wide ? undefined : terminalWidth();
  if (width === undefined) print(matrixTable(report).map((line) => ({ verbatim: line })));
  else printMarked(matrixOverview(report, { width }));
  // The rest is about the whole file.
  if (!isAnyFilterSet(filter)) showFootnotes(access, width !== undefined);
}

function showFootnotes(access: Access, isBrief: boolean): void {
  const rows = policySizeRows(access, { fullest: isBrief });
  print("");
  if (rows.length > 0) {
    print(isBrief ? "IAM policy size used, by grantees that use half of it or more" : "IAM policy size used");
    printTable(policySizeColumns, rows);
  } else print("IAM policy size: each grantee uses less than half");
  for (const text of [permissionSetsText(access), retiredAccountsText(access)])
    if (text !== undefined) print(["", text]);
}

/** What the rows of a filter cannot say. */
function notes({ access, users, entrances }: Report, options: ShowOptions): string[] {
  if (!options.console) return [];
  const withRole = new Set<unknown>(entrances.map(({ subject }) => subject));
  const without = users.filter((user) => user.consoleAccess && !withRole.has(user)).map(({ name }) => name);
  const existing = access.users.filter((user) => user.existing).map(({ name }) => name);
  return [
    ...(without.length === 0
      ? []
      : [`Users with console access, but no role shown here: ${without.join(", ")}`]),
    ...(existing.length === 0
      ? []
      : [
          `Users that this file does not make, so that their console access is unknown: ${existing.join(", ")}`,
        ]),
  ];
}

/** The filters that match nothing by themselves, or else all of them together. */
function nothingMatches(access: Access, { format, can, ...options }: ShowOptions): string {
  const parts: readonly (readonly [string, ReportFilter])[] = [
    ...named("account", options.account),
    ...named("user", options.user),
    ...named("role", options.role),
    ...named("group", options.group),
    ...named("tag", options.tag),
    ...(options.reach === undefined
      ? []
      : [[`--reach ${options.reach}`, { user: options.reach, chains: true }] as const]),
    ...(options.trust
      ? [
          [
            `--trust ${options.trust.join(" ")}`,
            { role: options.trust[0], account: options.trust[1] },
          ] as const,
        ]
      : []),
    ...(options.mfa ? [] : [["--no-mfa", { noMfa: true }] as const]),
    ...(options.external ? [["--external", { external: true }] as const] : []),
    ...(options.console ? [["--console", { console: true }] as const] : []),
    ...(options.admin ? [["--admin", { admin: true }] as const] : []),
  ];
  const alone = parts.filter(([, filter]) => reportOf(access, filter).routes.length === 0);
  const [first, ...more] = (alone.length > 0 ? alone : parts).map(([text]) => text);
  if (alone.length > 0) return `nothing matches ${[first, ...more].join(", and nothing matches ")}`;
  return `nothing matches ${[first, ...more].join(" together with ")}`;
}

function named(
  key: "account" | "user" | "role" | "group" | "tag",
  value: string | undefined,
): (readonly [string, ReportFilter])[] {
  return value === undefined ? [] : [[`--${key} ${value}`, { [key]: value }]];
}

/** A user and a principal may have one name: a filter without `user:` or `principal:` means both. */
function noteSameName({ users, principals }: Access, text: string | undefined): void {
  if (text === undefined) return;
  const meant = [...users, ...principals].filter((caller) => meansSubject(text, caller));
  if (meant.length > 1)
    warn(`"${text}" is a user and a principal; for one of them: user:${text} or principal:${text}`);
}

function checkNames(access: Access, { account, user, role, group, tag }: ReportFilter): void {
  const { kind, name } = namedCaller(user ?? "");
  const callers = [
    ...(kind === "principal" ? [] : access.users),
    ...(kind === "user" ? [] : access.principals),
  ];
  const wrong = [
    ...unknown("target account", account, access.targetAccounts),
    ...unknown(kind ?? "user", user === undefined ? undefined : name, callers),
    ...unknown("role", role, access.roles),
    ...unknown("group", group, access.groups),
    ...unknownTag(access, tag),
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

function unknownTag({ targetAccounts }: Access, tag: string | undefined): string[] {
  if (tag === undefined || targetAccounts.some(({ tags }) => hasTag(tags, tag))) return [];
  const known = targetAccounts.flatMap(({ tags }) =>
    Object.entries(tags).map(([key, value]) => `${key}=${value}`),
  );
  const hint = nearestHint(tag, [...new Set(known)], "there are") || "; there are none";
  return [`no target account has the tag "${tag}"${hint}`];
}
