/** How the accounts of an organization differ from the target accounts of an access file. */
import type { Access } from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import type { OrganizationAccount } from "../aws";
import { allowedName } from "./imported-account";

/** One account that the file does not have as the organization has it. */
export interface AccountChange {
  readonly kind: "new" | "renamed" | "closed";
  readonly accountId: string;
  /** Its name in the organization; in the file, if the organization does not have it. */
  readonly name: string;
  /** What to do in the file. */
  readonly text: string;
}

/** New, renamed and closed accounts, by id. */
export function accountChanges(
  { identityAccount, organization, targetAccounts }: Access,
  accounts: readonly OrganizationAccount[],
): AccountChange[] {
  const others = new Set([identityAccount.id, organization?.accountId, ...(organization?.accounts ?? [])]);
  const listed = new Map(targetAccounts.map((account) => [account.id, account]));
  const active = new Map(accounts.filter(({ isActive }) => isActive).map((account) => [account.id, account]));
  const changes = [
    ...[...active.values()].flatMap(({ id, name }): AccountChange[] => {
      const wanted = allowedName(name);
      const account = listed.get(id);
      if (!account)
        return others.has(id)
          ? []
          : [
              {
                kind: "new",
                accountId: id,
                name,
                text: `add to targetAccounts: ${wanted || id}: { id: "${id}" }`,
              },
            ];
      return account.name === wanted || wanted === ""
        ? []
        : [
            {
              kind: "renamed",
              accountId: id,
              name,
              text: `rename ${account.name} to ${wanted}, and add renamedFrom: ${account.name} to it`,
            },
          ];
    }),
    ...targetAccounts
      .filter(({ id, retired }) => !active.has(id) && !retired)
      .map(({ id, name }): AccountChange => {
        const isThere = accounts.some((account) => account.id === id);
        return {
          kind: "closed",
          accountId: id,
          name,
          text: `${isThere ? "is suspended or being closed" : "is not in the organization"}: add retired: true to ${name} while Terraform can still reach it, otherwise remove it`,
        };
      }),
  ];
  return changes.sort((a, b) => byCodePoint(a.accountId, b.accountId));
}
