/** Which of the roles that are there belong into an access file. */
import { canonicalPolicy } from "../../iam/canonical-policy";
import { reservedRoleName, reservedRolePath } from "../../iam/limits";
import type { Partition } from "../../iam/partition";
import { type PolicyDocument, toList } from "../../iam/policy-document";
import { accountOf } from "../../iam/stranger";
import { trustPolicy } from "../../iam/trust-policy";
import type { IamAccount, IamRole } from "../iam-account";

/** A role, and the account that it is in. */
export interface PlacedRole {
  /** Id of the account. */
  readonly accountId: string;
  readonly role: IamRole;
}

/** What the choice depends on. */
export interface RolesToSelect {
  readonly partition: Partition;
  readonly identityAccountId: string;
  readonly accounts: readonly IamAccount[];
  /** ARNs of roles that Terraform or the reader assumes. */
  readonly deployRoles: ReadonlySet<string>;
  /** ARNs that a policy of the identity account names. */
  readonly granted: ReadonlySet<string>;
  /** What the caller leaves out, such as `role/Reader`, in any account. */
  readonly leftOut: ReadonlySet<string>;
}

/** A role that an access file leaves out, and the reason, as a sentence. */
export interface OtherRole extends PlacedRole {
  readonly reason: string;
}

/** The roles that let somebody of another account in, or somebody of the identity account; and all others. */
export function selectRoles(input: RolesToSelect): {
  readonly selected: readonly PlacedRole[];
  readonly others: readonly OtherRole[];
} {
  const selected: PlacedRole[] = [];
  const others: OtherRole[] = [];
  for (const { id: accountId, roles } of input.accounts)
    for (const role of roles.values()) {
      const reason = reasonToLeaveOut(input, accountId, role);
      if (reason === undefined) selected.push({ accountId, role });
      else others.push({ accountId, role, reason });
    }
  return { selected, others };
}

function reasonToLeaveOut(
  { partition, identityAccountId, deployRoles, granted, leftOut }: RolesToSelect,
  accountId: string,
  role: IamRole,
): string | undefined {
  if (role.path.startsWith("/aws-service-role/")) return "It is a service-linked role: AWS makes it.";
  if (reservedRolePath.test(role.path) || reservedRoleName.test(role.name))
    return "It is the role of a permission set: IAM Identity Center makes it.";
  if (deployRoles.has(role.arn)) return "Terraform or the import itself assumes it.";
  if (leftOut.has(`role/${role.name}`)) return "You left it out.";
  const nobody = trustPolicy(partition, accountId, []);
  if (granted.has(role.arn) || canonicalPolicy(role.trustPolicy) === canonicalPolicy(nobody))
    return undefined;
  const principals = principalsOf(role.trustPolicy);
  if (principals.length === 0) return "Its trust policy lets nobody in.";
  const isCrossAccount = principals.some(
    ({ type, name }) =>
      type === "Federated" ||
      (type === "AWS" && (accountOf(name) !== accountId || accountId === identityAccountId)),
  );
  if (isCrossAccount) return undefined;
  return principals.every(({ type }) => type === "Service")
    ? "It trusts AWS services only."
    : "It trusts its own account and AWS services only.";
}

/** The principals that a trust policy lets in. */
export function principalsOf({
  Statement,
}: PolicyDocument): { readonly type: string; readonly name: string }[] {
  return toList(Statement)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Principal, NotPrincipal }) =>
      typeof Principal === "object"
        ? Object.entries(Principal).flatMap(([type, names]) => toList(names).map((name) => ({ type, name })))
        : Principal || NotPrincipal
          ? [{ type: "AWS", name: "*" }]
          : [],
    );
}
