/** Who gets into which role by the policies that are there: the access matrix of observed IAM. */

import type { Account } from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import { assumableRoles } from "../assumable";
import type { IamAccount, IamHolder } from "../iam-account";
import { TrustAnswers } from "./trust-answers";

/**
 * The roles that each user and role of the identity account gets into, by the evaluator: one line each, sorted. Both halves are
 * asked: the policies of the user, with those of its groups, and the trust policy of the role.
 */
export function observedAccess({ partition, id }: Account, accounts: readonly IamAccount[]): string[] {
  const identity = accounts.find((account) => account.id === id);
  if (!identity) return [];
  const roles = accounts.flatMap((account) => [...account.roles.values()]);
  const trusts = new TrustAnswers(partition);
  const lines = [...identity.users.values(), ...identity.roles.values()].flatMap((caller) =>
    assumableRoles(identity, withGroups(identity, caller), roles).flatMap(({ role }) => {
      const { letsIn, requiresMfa } = trusts.of(role, caller);
      return letsIn ? `${caller.arn} -> ${role.arn}${requiresMfa ? " with MFA" : ""}` : [];
    }),
  );
  return lines.sort(byCodePoint);
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
