/** Which Terraform stack holds what. No stack needs another's state, so they run in any order, and at once. */
import { byCodePoint } from "../iam/policy-document";
import type { Access, TargetAccount } from "./access";
import { identityStack, organizationStack } from "./resolve";

export interface Stack {
  readonly name: string;
  /** Whether it holds the identity account, and so the grants and the outputs for all accounts. */
  readonly identity: boolean;
  /** Whether it holds the stack sets. */
  readonly organization: boolean;
  /** The target accounts whose roles it makes, each with a provider of its own. */
  readonly accounts: readonly TargetAccount[];
  /** Accounts whose roles it held before and is to forget, without a change in AWS. */
  readonly left: readonly TargetAccount[];
}

/** The stacks of an access: the identity account's, then the others by name. */
export function stacksOf(access: Access): Stack[] {
  const byName = new Map<string, { accounts: TargetAccount[]; left: TargetAccount[] }>();
  const stack = (name: string) => {
    const found = byName.get(name) ?? { accounts: [], left: [] };
    byName.set(name, found);
    return found;
  };
  stack(identityStack);
  for (const account of access.targetAccounts.filter(({ hasProvider }) => hasProvider)) {
    stack(account.stack).accounts.push(account);
    if (account.movedFrom !== undefined && account.movedFrom !== account.stack)
      stack(account.movedFrom).left.push(account);
  }
  if (access.roles.some((role) => role.stackSet)) stack(organizationStack);
  return [...byName]
    .map(([name, { accounts, left }]) => ({
      name,
      identity: name === identityStack,
      organization: name === organizationStack,
      accounts,
      left,
    }))
    .sort((a, b) => Number(b.identity) - Number(a.identity) || byCodePoint(a.name, b.name));
}
