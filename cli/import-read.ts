/** What `import` reads: live accounts, files that the AWS CLI wrote, or Terraform states. */
import { readdirSync, readFileSync } from "node:fs";
import { partitionOfRegion } from "../iam/partition";
import { AwsReader, type OrganizationAccount, type Reach } from "../live/aws";
import { trustedProviders } from "../live/import/declared-providers";
import type { KnownAccount } from "../live/import/imported-account";
import type { Note } from "../live/import/note";
import { iamOfStates } from "../live/import/terraform-state";
import { Exit, exitStatus } from "./exit";
import { reasonOf } from "./files";
import { type Reading, reachOf, readFolder, readLive } from "./read-accounts";

/** Where the accounts are read from. */
export interface ImportSource {
  /** `ID` or `NAME=ID` of target accounts. */
  readonly accounts?: readonly string[];
  /** Whether the accounts are those of the organization. */
  readonly organization?: boolean;
  /** Role that is assumed in each account to read. */
  readonly with?: string;
  /** Folder with the answers of `aws iam get-account-authorization-details`, in place of live accounts. */
  readonly from?: string;
  /** Files with Terraform states, in place of live accounts. */
  readonly state?: readonly string[];
  /** Name of the role that Terraform is to assume. */
  readonly deployRole: string;
}

/** The accounts as they were read. */
export interface ReadAccounts {
  readonly known: readonly KnownAccount[];
  readonly reaches: readonly Reach[];
  readonly reading: Reading;
  /** What there is to say about reading them. */
  readonly notes: readonly Note[];
}

/** Reads the accounts. */
export async function readAccounts(identity: string, options: ImportSource): Promise<ReadAccounts> {
  const named = namedAccounts(options.accounts);
  if (options.from !== undefined) {
    const ids = idsIn(options.from);
    const reaches = [identity, ...ids.filter((id) => id !== identity)].map((accountId) => ({ accountId }));
    return { known: named, reaches, reading: readFolder(options.from, reaches), notes: [] };
  }
  if (options.state) return readStates(identity, options.state, named);
  if (options.organization !== true && named.length === 0)
    throw new Exit(
      exitStatus.wrongCall,
      "write which accounts to read: --accounts ID..., --organization, --from DIR or --state FILE...",
    );
  const region = regionOf();
  const members = options.organization ? await organizationAccounts(region, { tags: true }) : [];
  const known = new Map<string, KnownAccount>(
    members.filter(({ isActive }) => isActive).map((account) => [account.id, account]),
  );
  for (const account of named) known.set(account.id, { ...known.get(account.id), ...account });
  const reaches = [identity, ...[...known.keys()].filter((id) => id !== identity)].map((accountId) =>
    reachOf(
      { partition: partitionOfRegion(region), id: accountId },
      options.with ?? { role: options.deployRole },
    ),
  );
  return {
    known: [...known.values()],
    reaches,
    reading: await readLive({ region, reaches, settings: true, providersOf: trustedProviders }),
    notes: [],
  };
}

function readStates(
  identity: string,
  paths: readonly string[],
  known: readonly KnownAccount[],
): ReadAccounts {
  const states = paths.map((path) => stateIn(path));
  const { accounts, users, unplaced } = iamOfStates(states);
  return {
    known,
    reaches: accounts.map(({ id }) => ({ accountId: id })),
    reading: {
      accounts: new Map(accounts.map((account) => [account.id, account])),
      unreadable: new Map(),
      credentials: users.map((user) => ({ user, hasPassword: true, hasMfa: false, accessKeys: [] })),
    },
    notes: unplaced.map((address) => ({
      kind: "unknown",
      accountId: identity,
      about: address,
      text: "The state does not say in which account it is, so the file does not have it. Give the state file in place of terraform show -json, or read the accounts.",
    })),
  };
}

function stateIn(path: string): unknown {
  try {
    const state: unknown = JSON.parse(readFileSync(path, "utf8"));
    iamOfStates([state]);
    return state;
  } catch (failure) {
    throw new Exit(exitStatus.wrongCall, `--state ${path}: ${reasonOf(failure)}`);
  }
}

/**
 * The accounts of the organization of the credentials at hand.
 *
 * @param tags whether their tags are asked for
 */
export async function organizationAccounts(
  region: string,
  { tags = false } = {},
): Promise<OrganizationAccount[]> {
  const reader = new AwsReader({ region });
  const accountId = await reader.ambientAccount();
  if (accountId === undefined) throw new Exit(exitStatus.outsideFailed, "there are no AWS credentials");
  return reader.organizationAccounts({ accountId }, { tags }).catch((failure: Error) => {
    throw new Exit(
      exitStatus.outsideFailed,
      `the accounts of the organization cannot be listed: ${failure.message}; use credentials of its management account or of a delegated administrator account (these are of ${accountId})`,
    );
  });
}

function namedAccounts(written: readonly string[] = []): KnownAccount[] {
  return written.map((one) => {
    const [, name, id = ""] = /^(?:([^=]+)=)?(\d{12})$/.exec(one) ?? [];
    if (id === "")
      throw new Exit(exitStatus.wrongCall, `--accounts ${one}: write ID or NAME=ID, with 12 digits`);
    return { id, ...(name !== undefined && { name }) };
  });
}

function idsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => /^(\d{12})\.json$/.exec(name)?.[1] ?? [])
      .sort();
  } catch (failure) {
    throw new Exit(exitStatus.wrongCall, `--from ${folder}: ${reasonOf(failure)}`);
  }
}

export function regionOf(): string {
  return process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || "us-east-1";
}
