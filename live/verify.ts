/** The real accounts against the access file. */
import { compareIam } from "./compare-iam";
import type { Credential } from "./credential-report";
import { nothingDeclared } from "./declared-iam";
import { finding, inOrder, type VerifyFinding } from "./finding";
import type { IamAccount } from "./iam-account";
import { type Observed, undeclaredGrants, undeclaredRoles } from "./undeclared";

/** All that `verify` compares. */
export interface VerifyInput extends Observed {
  /** Credentials of the users of the identity account. `undefined`: they could not be read. */
  readonly credentials?: readonly Credential[];
  /** Active accounts of the organization: id -> name. `undefined`: they were not asked for. */
  readonly organizationAccounts?: ReadonlyMap<string, string>;
  /** Days without use after which a user or role is idle, and days after which an access key is old. */
  readonly unusedDays: number;
  /** The time of the check. */
  readonly now: Date;
}

/** How the real accounts differ from the access file, most dangerous first. */
export function verifyAccess(input: VerifyInput): VerifyFinding[] {
  const { accounts, declared } = input;
  return inOrder([
    ...[...accounts.values()].flatMap((account) =>
      compareIam(account, declared.get(account.id) ?? nothingDeclared),
    ),
    ...undeclaredRoles(input),
    ...undeclaredGrants(input),
    ...credentialFindings(input),
    ...unusedRoles(input),
    ...unlistedAccounts(input),
  ]);
}

const day = 24 * 60 * 60 * 1000;

function isOlder(date: Date | undefined, { now, unusedDays }: VerifyInput): boolean {
  return date !== undefined && now.getTime() - date.getTime() > unusedDays * day;
}

function dateText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function credentialFindings(input: VerifyInput): VerifyFinding[] {
  const { id: accountId } = input.access.identityAccount;
  return (input.credentials ?? []).flatMap((credential) => {
    const { user, created, hasPassword, hasMfa, lastUsed, accessKeys } = credential;
    const about = { accountId, about: `user ${user}` };
    return [
      ...(hasPassword && !hasMfa
        ? [finding("user-without-mfa", { ...about, text: "has a password and no MFA device" })]
        : []),
      ...accessKeys
        .filter(({ rotated }) => isOlder(rotated, input))
        .map(({ rotated }) =>
          finding("old-access-key", { ...about, text: `has an access key of ${dateText(rotated)}` }),
        ),
      ...(isOlder(lastUsed ?? created, input)
        ? [
            finding("idle-user", {
              ...about,
              text: lastUsed
                ? `was last active on ${dateText(lastUsed)}`
                : "has never signed in or used a key",
            }),
          ]
        : []),
    ];
  });
}

/** Declared roles that nobody used for a while. A role younger than that counts as used. */
function unusedRoles(input: VerifyInput): VerifyFinding[] {
  const roleFindings = (account: IamAccount) =>
    [...account.roles.values()]
      .filter(({ name }) => input.declared.get(account.id)?.roles.get(name)?.made)
      .filter(({ created, lastUsed }) => isOlder(lastUsed ?? created, input))
      .map(({ name, lastUsed }) =>
        finding("unused-role", {
          accountId: account.id,
          about: `role ${name}`,
          text: lastUsed ? `was last used on ${dateText(lastUsed)}` : "was not used in the last 400 days",
        }),
      );
  return [...input.accounts.values()].flatMap(roleFindings);
}

function unlistedAccounts({ access, organizationAccounts }: VerifyInput): VerifyFinding[] {
  const { identityAccount, targetAccounts, organization } = access;
  const listed = new Set([
    identityAccount.id,
    organization?.accountId,
    ...targetAccounts.map(({ id }) => id),
  ]);
  return [...(organizationAccounts ?? [])]
    .filter(([id]) => !listed.has(id))
    .map(([accountId, name]) =>
      finding("unlisted-account", {
        accountId,
        about: `account ${name}`,
        text: "is in the organization and not in the file",
      }),
    );
}
