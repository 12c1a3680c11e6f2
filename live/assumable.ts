/** The roles that the policies of a user, group or role let it assume. */
import { allowanceFor, statementsAllowing } from "../iam/effective-permissions";
import type { RolePolicy } from "../iam/role-policy";
import type { IamAccount, IamRole } from "./iam-account";
import { heldPolicies, permissionsOf } from "./permissions";

/** A role, and the policy that lets somebody assume it. */
export interface Assumable {
  readonly role: IamRole;
  /** Name of the policy. */
  readonly policy: string;
}

/** Which of some roles the policies of a holder let it assume. Many users have the same policies: each set of them is asked once. */
export class AssumableRoles {
  private readonly known = new Map<string, readonly Assumable[]>();
  /** Document -> its number. */
  private readonly numbers = new Map<object, number>();

  constructor(private readonly roles: readonly IamRole[]) {}

  /** The roles, and the policy of each. Conditions count as met. */
  of(
    account: Pick<IamAccount, "policies">,
    holder: Parameters<typeof heldPolicies>[1],
  ): readonly Assumable[] {
    const held = heldPolicies(account, holder);
    const key = JSON.stringify([held.policies.map(this.keyOf), held.boundary && this.keyOf(held.boundary)]);
    const found = this.known.get(key) ?? this.find(permissionsOf(held));
    this.known.set(key, found);
    return found;
  }

  private find(permissions: ReturnType<typeof permissionsOf>): Assumable[] {
    if (statementsAllowing(permissions, "sts:AssumeRole").length === 0) return [];
    return this.roles.flatMap((role) => {
      const request = { action: "sts:AssumeRole", resource: role.arn, context: {} };
      const allowance = allowanceFor(permissions, request);
      return allowance ? { role, policy: allowance.policy } : [];
    });
  }

  private readonly keyOf = (policy: RolePolicy): unknown => {
    if (policy.kind !== "document") return [policy.kind, policy.name];
    const number = this.numbers.get(policy.document) ?? this.numbers.size;
    this.numbers.set(policy.document, number);
    return [number, policy.name];
  };
}
