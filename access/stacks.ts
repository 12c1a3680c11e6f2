/** Which Terraform stack holds what. No stack needs another's state, so they run in any order, and at once. */
import { byCodePoint } from "../iam/policy-document";
import { type Access, placesOf, type RolePlace, type TargetAccount } from "./access";
import type { Readable } from "./readable";
import type { AccessFile } from "./schema";

/** The stack with the identity account. It has the same name in every layout, so that its state never moves. */
export const identityStack = "access";
/** The stack with the stack sets. */
export const organizationStack = "organization";

/**
 * The stack that an account is in: it depends only on the account's own entry and the layout.
 *
 * @param name another name of the account
 */
export function stackOf(
  { stacks, targetAccounts }: Readable<AccessFile>,
  account: string,
  name = account,
): string {
  return targetAccounts?.[account]?.stack ?? (stacks === "perAccount" ? name : identityStack);
}

/** A Terraform stack, and the part of the access that it holds. */
export interface Stack {
  /** The name of the stack. */
  readonly name: string;
  /** Whether it holds the identity account, and so the grants and the outputs for all accounts. */
  readonly identity: boolean;
  /** Whether it holds the stack sets. */
  readonly organization: boolean;
  /** The target accounts whose roles it makes, each with a provider of its own. */
  readonly accounts: readonly TargetAccount[];
  /** The roles in these accounts, by role and account: a stack costs its own roles, however many others there are. */
  readonly places: readonly RolePlace[];
  /** Accounts whose roles it held before and is to forget, without a change in AWS. */
  readonly left: readonly TargetAccount[];
}

/** The stacks of an access: the identity account's, then the others by name. */
export function stacksOf(access: Access): Stack[] {
  type Holding = { accounts: TargetAccount[]; places: RolePlace[]; left: TargetAccount[] };
  const byName = new Map<string, Holding>();
  const stack = (name: string) => {
    const found = byName.get(name) ?? { accounts: [], places: [], left: [] };
    byName.set(name, found);
    return found;
  };
  stack(identityStack);
  for (const account of access.targetAccounts.filter(({ hasProvider }) => hasProvider)) {
    stack(account.stack).accounts.push(account);
    if (account.movedFrom !== undefined && account.movedFrom !== account.stack)
      stack(account.movedFrom).left.push(account);
  }
  for (const place of placesOf(access))
    if (place.account.hasProvider) stack(place.account.stack).places.push(place);
  if (makesOrganizationStack(access)) stack(organizationStack);
  return [...byName]
    .map(([name, holding]) => ({
      name,
      identity: name === identityStack,
      organization: name === organizationStack,
      ...holding,
    }))
    .sort((a, b) => Number(b.identity) - Number(a.identity) || byCodePoint(a.name, b.name));
}

/**
 * Whether there is a stack for stack sets. It is there without any, as long as the file says how to reach the organization's
 * account: Terraform deletes the last stack set through this account's provider.
 */
export function makesOrganizationStack({ roles, organization }: Access): boolean {
  return (
    roles.some(({ stackSet }) => stackSet) ||
    (organization?.accountId !== undefined && organization.deployWith !== undefined)
  );
}
