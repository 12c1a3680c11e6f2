/** Reads the real accounts of an access file: live, or from files that the AWS CLI wrote. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Access, type Account, placesOf } from "../access";
import { groupBy } from "../access/group-by";
import { hostOfUrl } from "../access/identity-providers";
import type { DeployWith } from "../access/schema";
import { iamArn, parseIamArn } from "../iam/arn";
import { type AccountSettings, accountSettingsOf } from "../live/account-settings";
import { iamAccountOf, withListedRoles } from "../live/authorization-details";
import { AwsReader, type OrganizationAccount, type Reach } from "../live/aws";
import { type Credential, readCredentialReport } from "../live/credential-report";
import type { IamAccount, IamIdentityProvider } from "../live/iam-account";
import { oidcProviderOf, samlProviderOf } from "../live/identity-providers";
import { inParallel } from "../live/in-parallel";
import type { AskedFor } from "../live/recovery";
import { Exit, exitStatus } from "./exit";
import { reasonOf } from "./files";
import { progress } from "./terminal";

/** Which accounts are read, and with which credentials. */
export interface ReachOptions {
  /** Role that is assumed in each account, as `role/Auditor` or an ARN, in place of `deployWith`. */
  readonly with?: string;
  /** Names of target accounts: only these, and the identity account. Default: all. */
  readonly account?: readonly string[];
}

/** Accounts that are read at the same time. */
export const accountsAtOnce = 8;

/** The result of reading all accounts. */
export interface Reading {
  readonly accounts: ReadonlyMap<string, IamAccount>;
  /** Account id -> why it could not be read. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly credentials?: readonly Credential[];
  /** What was asked for by itself, and exists. */
  readonly found?: readonly AskedFor[];
  /** Of the identity account. `undefined`: they were not asked for, or could not be read. */
  readonly settings?: AccountSettings;
  readonly organizationAccounts?: ReadonlyMap<string, string>;
}

/** How each account is reached: the identity account and the target accounts, each once. */
export function reachesOf(access: Access, options: ReachOptions): Reach[] {
  const wanted = options.account && new Set(options.account);
  for (const name of wanted ?? [])
    if (!access.targetAccounts.some((account) => account.name === name))
      throw new Exit(exitStatus.wrongCall, `--account ${name}: the file has no target account of this name`);
  const inUse = new Set(placesOf(access).map(({ account }) => account.id));
  const accounts = [
    access.identityAccount,
    ...access.targetAccounts.filter(
      ({ name, id, retired }) => !retired && inUse.has(id) && (!wanted || wanted.has(name)),
    ),
  ];
  return [
    ...new Map(
      accounts.map(({ id, partition, deployWith }) => [
        id,
        reachOf({ id, partition }, options.with ?? deployWith),
      ]),
    ).values(),
  ];
}

/** How an account is reached: by a role, as `role/Auditor` or an ARN, or as `deployWith` says. */
export function reachOf(
  { id: accountId, partition }: Account,
  given: string | DeployWith | undefined,
): Reach {
  if (given === undefined || given === "ambient") return { accountId };
  const { role, ...rest } = typeof given === "string" ? { role: given.replace(/^role\//, "") } : given;
  if (role === undefined) return { accountId, ...rest };
  const isArn = parseIamArn(role) !== undefined;
  return {
    accountId,
    ...rest,
    roleArn: isArn ? role : iamArn(partition, accountId, "role", role.replace(/^\//, "")),
  };
}

/**
 * Reads the answers that the AWS CLI wrote: `<account id>.json` of `get-account-authorization-details`,
 * `<account id>.roles.json` of `list-roles` if it is there; for the identity account `<account id>.csv`, the credential report,
 * and `.password-policy.json` and `.aliases.json`. Of any account, `.saml-provider.<name>.json` and `.oidc-provider.<any>.json`.
 */
export function readFolder(folder: string, reaches: readonly Reach[]): Reading {
  const accounts = new Map<string, IamAccount>();
  const unreadable = new Map<string, string>();
  for (const { accountId } of reaches) {
    const path = join(folder, `${accountId}.json`);
    try {
      const account = iamAccountOf(accountId, [readJson(path)]);
      const roles = join(folder, `${accountId}.roles.json`);
      accounts.set(accountId, {
        ...(existsSync(roles) ? withListedRoles(account, readJson(roles).Roles ?? []) : account),
        identityProviders: providersIn(folder, accountId),
      });
    } catch (failure) {
      unreadable.set(accountId, reasonOf(failure));
    }
  }
  const report = join(folder, `${reaches[0]?.accountId}.csv`);
  return {
    accounts,
    unreadable,
    credentials: existsSync(report) ? readCredentialReport(readFileSync(report, "utf8")) : undefined,
    settings: settingsIn(folder, reaches[0]?.accountId),
  };
}

/** The identity providers of an account, from `get-saml-provider` and `get-open-id-connect-provider`. `undefined`: there are no files. */
function providersIn(folder: string, accountId: string): IamAccount["identityProviders"] {
  const providers = readdirSync(folder).flatMap((file): [string, IamIdentityProvider][] => {
    const [, kind, name] = providerFile.exec(file) ?? [];
    if (!file.startsWith(`${accountId}.`) || kind === undefined) return [];
    const answer = readJson(join(folder, file));
    // An answer about a SAML provider does not say its name.
    if (kind === "saml") return [[`saml-provider/${name}`, samlProviderOf(answer)]];
    const oidc = oidcProviderOf(answer);
    return [[`oidc-provider/${hostOfUrl(oidc.url)}`, oidc]];
  });
  return providers.length === 0 ? undefined : new Map(providers);
}

const providerFile = /^\d{12}\.(saml|oidc)-provider\.(.+)\.json$/;

function readJson(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The settings of the identity account, from `get-account-password-policy` and `list-account-aliases`. */
function settingsIn(folder: string, accountId: string | undefined): AccountSettings | undefined {
  const read = (what: string) => {
    const path = join(folder, `${accountId}.${what}.json`);
    return existsSync(path) ? readJson(path) : undefined;
  };
  const [aliases, policy] = [read("aliases"), read("password-policy")];
  if (!aliases && !policy) return undefined;
  return accountSettingsOf(aliases?.AccountAliases, policy?.PasswordPolicy);
}

/** What is read of real accounts. */
export interface LiveAccounts {
  /** AWS Region of the STS endpoint. */
  readonly region: string;
  /** How each account is reached; the identity account comes first. */
  readonly reaches: readonly Reach[];
  /** Whether the accounts of the organization are listed too. */
  readonly organization?: boolean;
  /** Whether the settings of the identity account are read too. */
  readonly settings?: boolean;
  /** The ARNs of the identity providers of an account that are read. Default: none. */
  readonly providersOf?: (account: IamAccount) => readonly string[];
  /** What is asked for by itself, in place of the credential report: that can be four hours old. */
  readonly askedFor?: readonly AskedFor[];
}

/** Reads the accounts with the AWS SDK. */
export async function readLive({
  region,
  reaches,
  organization,
  settings,
  providersOf,
  askedFor,
}: LiveAccounts): Promise<Reading> {
  const reader = new AwsReader({ region });
  const accounts = new Map<string, IamAccount>();
  const unreadable = new Map<string, string>();
  const own = await ownAccount(reader, reaches);
  const direct = (reach: Reach): Reach =>
    reach.accountId === own && reach.profile === undefined ? { accountId: own } : reach;
  const attempt = async <Result>(reach: Reach, read: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await read();
    } catch (failure) {
      unreadable.set(reach.accountId, (failure as Error).message);
      return undefined;
    }
  };
  await inParallel(
    reaches,
    async (given) => {
      const reach = direct(given);
      const account = await attempt(reach, () => reader.account(reach, providersOf));
      if (account) accounts.set(reach.accountId, account);
    },
    { atOnce: accountsAtOnce, onDone: progress("accounts read", reaches.length) },
  );
  const foundIn = async (asked: readonly AskedFor[]) => {
    const found = await inParallel(
      [...groupBy(asked, ({ accountId }) => accountId)],
      async ([id, some]) => {
        const reach = reaches.find(({ accountId }) => accountId === id);
        return reach && attempt(reach, () => reader.existing(direct(reach), some));
      },
      { atOnce: accountsAtOnce },
    );
    return found.flatMap((some) => some ?? []);
  };
  const [identity] = reaches;
  return {
    accounts,
    unreadable,
    credentials:
      identity && !askedFor ? await attempt(identity, () => reader.credentials(direct(identity))) : undefined,
    found: askedFor && (await foundIn(askedFor)),
    // Permission to read IAM does not always include these.
    settings:
      identity && settings ? await reader.settings(direct(identity)).catch(() => undefined) : undefined,
    organizationAccounts:
      identity && organization
        ? await attempt(identity, async () =>
            activeAccounts(await reader.organizationAccounts(direct(identity))),
          )
        : undefined,
  };
}

/**
 * The account of the credentials at hand, where they need no role to read it. `undefined`: they are of no account that is read, or
 * may do nothing there but assume the role.
 */
async function ownAccount(reader: AwsReader, reaches: readonly Reach[]): Promise<string | undefined> {
  const accountId = await reader.ambientAccount();
  const reach = reaches.find((each) => each.accountId === accountId);
  if (accountId === undefined || !reach?.roleArn) return accountId;
  return reader.tryAccount({ accountId }).then(
    () => accountId,
    () => undefined,
  );
}

function activeAccounts(accounts: readonly OrganizationAccount[]): Map<string, string> {
  return new Map(accounts.filter(({ isActive }) => isActive).map(({ id, name }) => [id, name]));
}
