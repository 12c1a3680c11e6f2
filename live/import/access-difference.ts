/** Whether an access file lets the same users and roles into the same roles as the policies in the accounts. */
import type { Account } from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import type { Declared, DeclaredIam } from "../declared-iam";
import type { IamAccount, IamHolder } from "../iam-account";
import { observedAccess, type RolesReached, wayText } from "./observed-access";

/** How access by an access file differs from access by the policies in the accounts. */
export interface AccessDifference {
  /** The number of ways in that are the same: a user or role, and a role that it gets into. */
  readonly same: number;
  /** Ways in by the policies in the accounts, and not by the file. */
  readonly lost: readonly string[];
  /** Ways in by the file, and not by the policies in the accounts. */
  readonly added: readonly string[];
}

const nowhere: RolesReached = new Map();

/**
 * Compares the access matrix before and after the apply of an access file, both by the evaluator.
 *
 * @param declared account id -> what the file makes there
 */
export function accessDifference(
  identityAccount: Account,
  accounts: readonly IamAccount[],
  declared: ReadonlyMap<string, DeclaredIam>,
): AccessDifference {
  const before = observedAccess(identityAccount, accounts);
  const after = observedAccess(
    identityAccount,
    accounts.map((account) => appliedTo(account, declared.get(account.id))),
  );
  let same = 0;
  const lost: string[] = [];
  const added: string[] = [];
  for (const caller of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(caller)?.() ?? nowhere;
    const is = after.get(caller)?.() ?? nowhere;
    for (const [role, requiresMfa] of was)
      if (is.get(role) === requiresMfa) same++;
      else lost.push(wayText(caller, role, requiresMfa));
    for (const [role, requiresMfa] of is)
      if (was.get(role) !== requiresMfa) added.push(wayText(caller, role, requiresMfa));
  }
  return { same, lost: lost.sort(byCodePoint), added: added.sort(byCodePoint) };
}

/** An account after an apply that owns what the file makes: policies of others are gone there. */
function appliedTo(account: IamAccount, declared: DeclaredIam | undefined): IamAccount {
  if (!declared) return account;
  return {
    id: account.id,
    users: merged(account.users, declared.users),
    groups: merged(account.groups, declared.groups),
    roles: merged(account.roles, declared.roles),
    policies: new Map([...account.policies, ...declared.policies]),
  };
}

function merged<Holder extends IamHolder>(
  there: ReadonlyMap<string, Holder>,
  declared: ReadonlyMap<string, Declared<Holder>>,
): Map<string, Holder> {
  const all = new Map<string, Holder>(there);
  for (const [name, wanted] of declared) {
    const found = there.get(name);
    // Policies for what others make come on top of theirs.
    if (found && !wanted.made)
      all.set(name, {
        ...found,
        managedPolicies: [...found.managedPolicies, ...wanted.managedPolicies],
        inlinePolicies: new Map([...found.inlinePolicies, ...wanted.inlinePolicies]),
      });
    else all.set(name, wanted);
  }
  return all;
}
