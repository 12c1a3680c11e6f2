import { type Partition, partitionOfRegion } from "../iam/partition";
import { holdersOf, type IamAccount } from "../live/iam-account";
import { accountChanges } from "../live/import/account-changes";
import { importAccess } from "../live/import/import-access";
import { readAccessFile } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { type ImportSource, organizationAccounts, readAccounts, regionOf } from "./import-read";
import { writeImport } from "./import-write";
import { keepMemorySmall } from "./memory";
import { print, printTable } from "./terminal";

export interface ImportOptions extends ImportSource {
  /** Id of the identity account. */
  readonly identity?: string;
  /** The access file to write. */
  readonly output: string;
  /** Whether the same role in several accounts becomes one role. */
  readonly fold: boolean;
  /** Such as `user/terraform`. */
  readonly leaveOut?: readonly string[];
  /** Tag of the accounts by which the file is divided. */
  readonly splitBy?: string;
  /** An access file whose accounts are compared with those of the organization. */
  readonly accountsOnly?: string;
}

/**
 * Writes an access file that describes real accounts. Reads only.
 *
 * @throws Exit 2 when the file is there already with other content, 3 when an account cannot be read
 */
export async function importAccounts(options: ImportOptions): Promise<void> {
  if (options.accountsOnly !== undefined) return compareAccounts(options.accountsOnly);
  keepMemorySmall();
  const { identity } = options;
  if (identity === undefined || !/^\d{12}$/.test(identity))
    throw new Exit(exitStatus.wrongCall, "--identity: write the id of the identity account, 12 digits");
  const { known, reaches, reading, notes } = await readAccounts(identity, options);
  const identityAccount = reading.accounts.get(identity);
  if (!identityAccount)
    throw new Exit(
      exitStatus.outsideFailed,
      `the identity account ${identity} cannot be read: ${reading.unreadable.get(identity) ?? "it is not there"}`,
    );
  const partition = partitionIn(identityAccount) ?? partitionOfRegion(regionOf());
  const imported = importAccess({
    partition,
    identityAccountId: identity,
    accounts: [...reading.accounts.values()],
    knownAccounts: known,
    credentials: reading.credentials,
    settings: reading.settings,
    deployRole: options.deployRole,
    readingRoles: new Set(reaches.flatMap(({ roleArn }) => roleArn ?? [])),
    leftOut: new Set(options.leaveOut ?? []),
    fold: options.fold,
  });
  writeImport({ ...options, ...imported, notes: [...imported.notes, ...notes], reading });
  if (reading.unreadable.size > 0)
    throw new Exit(
      exitStatus.outsideFailed,
      `not complete: ${reading.unreadable.size} of ${reaches.length} accounts could not be read`,
    );
}

/** The partition of an account, from the ARNs in it. */
function partitionIn(account: IamAccount): Partition | undefined {
  return holdersOf(account)[0]?.arn.split(":")[1] as Partition | undefined;
}

/** Says which accounts of the organization the file does not have as they are. */
async function compareAccounts(file: string): Promise<void> {
  const access = readAccessFile(file, { quiet: true });
  const changes = accountChanges(access, await organizationAccounts(access.region));
  if (changes.length === 0) return print("The target accounts are those of the organization.");
  printTable(
    ["change", "account", "name", "what to do"],
    changes.map(({ kind, accountId: id, name, text }) => [kind, id, name, text]),
  );
  throw new Exit(exitStatus.wrongInput);
}
