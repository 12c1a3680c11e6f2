import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "#package.json";
import type { Access, AccessFile } from "../access";
import { findingLevels } from "../access/finding-levels";
import { groupBy } from "../access/group-by";
import { type VerifyFinding, verifyFindingIds } from "../live/finding";
import { providerArn } from "../live/identity-providers";
import { verifyAccess } from "../live/verify";
import { json } from "../reports/json";
import { code, table, text } from "../reports/markdown";
import { findingMarks, type MarkedLines } from "../reports/marked-lines";
import { matrixJson } from "../reports/matrix-json";
import { reportOf } from "../reports/report";
import { readRevision } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { namesToFailOn, occurring } from "./fail-on";
import { keepMemorySmall } from "./memory";
import { sha256Of } from "./provenance";
import { type ReachOptions, type Reading, reachesOf, readFolder, readLive } from "./read-accounts";
import { synthesizedIam } from "./synthesized";
import { print, printDocument, printMarked, printTable, showWork, terminalWidth, warn } from "./terminal";
import { tryRoles } from "./try-roles";

export interface VerifyOptions extends ReachOptions {
  readonly format: "table" | "json" | "markdown";
  /** Whether the accounts of the organization are listed too. */
  readonly organization?: boolean;
  /** Folder with the answers of `aws iam get-account-authorization-details`, in place of live accounts. */
  readonly from?: string;
  /** Levels and ids of findings, with commas between them. Default: all. */
  readonly failOn?: string;
  /** Days such as `90d`. */
  readonly unused: string;
  /** Folder for the evidence of an audit. */
  readonly evidence?: string;
  /** Name of the user whose credentials are at hand: try the roles instead of reading the accounts. */
  readonly try?: string;
}

/**
 * Compares the real accounts with the access file. Reads only.
 *
 * @throws Exit 1 with a finding of `failOn`, 3 when an account cannot be read
 */
export async function verify(file: string, options: VerifyOptions): Promise<void> {
  if (options.try !== undefined) return tryRoles(file, { ...options, user: options.try });
  keepMemorySmall();
  const failing = namesToFailOn(options.failOn ?? findingLevels.join(), verifyFindingIds);
  const unusedDays = daysOf(options.unused);
  const { access, declaration } = readRevision(file, { quiet: true });
  const declared = synthesizedIam(access);
  const reaches = reachesOf(access, options);
  const now = new Date();
  const reading = options.from
    ? readFolder(options.from, reaches)
    : await readLive({
        region: access.region,
        reaches,
        organization: options.organization ?? false,
        providersOf: ({ id }) =>
          [...(declared.get(id)?.identityProviders.keys() ?? [])].map((key) =>
            providerArn(access.partition, id, key),
          ),
      });
  showWork("comparing");
  const all = verifyAccess({
    access,
    declared,
    accounts: reading.accounts,
    credentials: reading.credentials,
    organizationAccounts: reading.organizationAccounts,
    deployRoles: new Set(
      [...reaches, ...reachesOf(access, { account: options.account })].flatMap(
        ({ roleArn }) => roleArn ?? [],
      ),
    ),
    unusedDays,
    now,
  });
  const findings = all.filter((one) => !isExpected(one, access, declaration.expected));
  show(access, findings, reading, options.format);
  if (options.evidence !== undefined)
    writeEvidence(options.evidence, { file, access, reading, findings, now });
  if (reading.unreadable.size > 0)
    throw new Exit(
      exitStatus.outsideFailed,
      `not a clean result: ${reading.unreadable.size} of ${reaches.length} accounts could not be read`,
    );
  if (occurring(failing, findings).length > 0)
    throw new Exit(exitStatus.wrongInput, `the accounts differ from the file: ${countsText(findings)}`);
}

/** `2 high, 1 low` */
function countsText(findings: readonly VerifyFinding[]): string {
  const byLevel = groupBy(findings, ({ level }) => level);
  return findingLevels
    .flatMap((level) => (byLevel.has(level) ? [`${byLevel.get(level)?.length} ${level}`] : []))
    .join(", ");
}

/** Whether the access file says that a finding is meant to be there. */
function isExpected(
  { id, accountId, about }: VerifyFinding,
  { targetAccounts }: Access,
  expected: AccessFile["expected"] = [],
): boolean {
  return expected.some(
    ({ finding, account, name }) =>
      finding === id &&
      (account === undefined || targetAccounts.some((one) => one.name === account && one.id === accountId)) &&
      (name === undefined || about.endsWith(` ${name}`)),
  );
}

function daysOf(unused: string): number {
  const [, days] = /^(\d+)d$/.exec(unused) ?? [];
  if (days === undefined)
    throw new Exit(exitStatus.wrongCall, `--unused ${unused}: write days, such as --unused 90d`);
  return Number(days);
}

function show(
  access: Access,
  findings: readonly VerifyFinding[],
  { accounts, unreadable }: Reading,
  format: VerifyOptions["format"],
): void {
  const nameOf = (id: string) =>
    access.targetAccounts.find((account) => account.id === id)?.name ??
    (id === access.identityAccount.id ? "identity account" : id);
  const columns = ["level", "finding", "account", "what", "details"];
  const rows = findings.map(({ id, level, accountId, about, text: details }) => [
    level,
    id,
    nameOf(accountId),
    about,
    details,
  ]);
  const clean = `${accounts.size} accounts read: everything is as the file says.`;
  const failures = [...unreadable].map(([id, why]) => `${nameOf(id)}: cannot be read: ${why}`);
  if (format === "json")
    printDocument([
      `${json({ accounts: [...accounts.keys()].sort(), unreadable: Object.fromEntries(unreadable), findings }, 2)}\n`,
    ]);
  else if (format === "markdown")
    printDocument([
      `${[
        ...(rows.length === 0
          ? [text(clean)]
          : table(
              columns,
              rows.map((cells) =>
                cells.map((cell, index) => (index === 1 || index === 2 ? code(cell) : text(cell))),
              ),
            )),
        ...failures.map((line) => `\n${text(line)}`),
      ].join("\n")}\n`,
    ]);
  else if (rows.length === 0) print(accounts.size === 0 ? [] : clean);
  else if (terminalWidth() === undefined) printTable(columns, rows);
  else printMarked(findingLines(findings, nameOf));
  if (format !== "markdown") warn(failures.map((line) => `error: ${line}`));
}

/** The findings for a terminal, where a table would leave no space for the details: by level, the most dangerous first. */
function findingLines(
  findings: readonly VerifyFinding[],
  nameOf: (accountId: string) => string,
): MarkedLines[] {
  return [...groupBy(findings, ({ level }) => level)].flatMap(([level, some], index) => [
    { lines: index === 0 ? [] : [""] },
    {
      lines: [
        level,
        ...some.flatMap(({ id, accountId, about, text: details }) => [
          `  ${id}  ${about} in ${nameOf(accountId)}`,
          `    ${details}`,
        ]),
      ],
      mark: findingMarks[level],
    },
  ]);
}

/** What an audit keeps: what was found, what was read, and the file that it was compared with. */
function writeEvidence(
  folder: string,
  {
    file,
    access,
    reading,
    findings,
    now,
  }: {
    readonly file: string;
    readonly access: Access;
    readonly reading: Reading;
    readonly findings: readonly VerifyFinding[];
    readonly now: Date;
  },
): void {
  const { accounts, unreadable, credentials } = reading;
  const asData = (_key: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), `${json(JSON.parse(JSON.stringify(content, asData)), 2)}\n`);
  mkdirSync(join(folder, "accounts"), { recursive: true });
  write("verify.json", {
    date: now.toISOString(),
    version,
    file,
    sha256: sha256Of(file),
    accounts: [...accounts.keys()].sort(),
    unreadable,
    findings,
  });
  writeFileSync(join(folder, "matrix.json"), [...matrixJson(reportOf(access))].join(""));
  for (const [id, account] of accounts) write(join("accounts", `${id}.json`), account);
  if (credentials) write("credentials.json", credentials);
}
