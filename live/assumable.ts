/** The roles that the policies of a user, group or role let it assume. */
import { allowanceFor, statementsAllowing } from "../iam/effective-permissions";
import type { IamAccount, IamRole } from "./iam-account";
import { heldPolicies, permissionsOf } from "./permissions";

/** A role, and the policy that lets somebody assume it. */
export interface Assumable {
  readonly role: IamRole;
  /** Name of the policy. */
  readonly policy: string;
}

/** The roles that the policies of a holder let it assume, and the policy of each. Conditions count as met. */
export function assumableRoles(
  account: Pick<IamAccount, "policies">,
  holder: Parameters<typeof heldPolicies>[1],
  roles: readonly IamRole[],
): Assumable[] {
  const permissions = permissionsOf(heldPolicies(account, holder));
  if (statementsAllowing(permissions, "sts:AssumeRole").length === 0) return [];
  return roles.flatMap((role) => {
    const request = { action: "sts:AssumeRole", resource: role.arn, context: {} };
    const allowance = allowanceFor(permissions, request);
    return allowance ? { role, policy: allowance.policy } : [];
  });
}
