/** Who gets into which role by the policies in the accounts: the access matrix of observed IAM. */

import type { Account } from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import { AssumableRoles } from "../assumable";
import type { IamAccount, IamHolder } from "../iam-account";
import { TrustAnswers } from "./trust-answers";

/** ARN of each user and role of the identity account -> the roles that it gets into. */
export type ObservedAccess = ReadonlyMap<string, () => RolesReached>;

/** ARN of a role -> whether it requires MFA. */
export type RolesReached = ReadonlyMap<string, boolean>;

/**
 * The roles that each user and role of the identity account gets into, by the evaluator. Both halves are asked: the policies of
 * the user, with those of its groups, and the trust policy of the role. In a large organization these are many, so those of each
 * are found when they are asked for.
 */
export function observedAccess({ partition, id }: Account, accounts: readonly IamAccount[]): ObservedAccess {
  const identity = accounts.find((account) => account.id === id);
  if (!identity) return new Map();
  const assumable = new AssumableRoles(accounts.flatMap((account) => [...account.roles.values()]));
  const trusts = new TrustAnswers(partition);
  const reachedBy = (caller: IamHolder) => () => {
    const reached = new Map<string, boolean>();
    for (const { role } of assumable.of(identity, withGroups(identity, caller))) {
      const { letsIn, requiresMfa } = trusts.of(role, caller);
      if (letsIn) reached.set(role.arn, requiresMfa);
    }
    return reached;
  };
  const callers = [...identity.users.values(), ...identity.roles.values()];
  return new Map(
    callers.map((caller) => [caller.arn, reachedBy(caller)] as const).sort(([a], [b]) => byCodePoint(a, b)),
  );
}

/** A way into a role, as a line. */
export function wayText(caller: string, role: string, requiresMfa: boolean): string {
  return `${caller} -> ${role}${requiresMfa ? " with MFA" : ""}`;
}

/** A user with the policies of its groups. */
function withGroups({ groups }: IamAccount, caller: IamHolder & { readonly groups?: readonly string[] }) {
  const all = [caller, ...(caller.groups ?? []).flatMap((name) => groups.get(name) ?? [])];
  return {
    ...caller,
    managedPolicies: all.flatMap(({ managedPolicies }) => managedPolicies),
    inlinePolicies: new Map(
      all.flatMap(({ arn, inlinePolicies }) =>
        [...inlinePolicies].map(([name, document]) => [`${name} of ${arn}`, document] as const),
      ),
    ),
  };
}
