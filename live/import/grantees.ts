/** Which users and roles are granted each role. */
import { laterTime } from "../../access/access";
import { iamArn } from "../../iam/arn";
import type { Partition } from "../../iam/partition";
import { permissionSetOf, permissionSetPath, permissionSetRoleName } from "../../iam/permission-set";
import type { IamRole } from "../iam-account";
import type { GrantedHolder } from "./grant-reader";
import { type GrantedPeople, type GrantedRole, isPermissionSetRole } from "./identity-grants";

/** ARN of a role -> ARNs of those who are granted it -> when the grant ends. */
export type Grantees = ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;

/**
 * The users and roles of the identity account that are granted each role, by themselves or by a group.
 *
 * @param granted with the roles of the file that are in the identity account
 */
export function granteesByRole(
  partition: Partition,
  { users, groups, principals, roles }: GrantedPeople & { readonly roles: readonly GrantedRole[] },
): Grantees {
  const byRole = new Map<string, Map<string, string | undefined>>();
  const grant = (caller: string, grants: GrantedHolder["grants"] = new Map()) => {
    for (const [arn, until] of grants) {
      const callers = byRole.get(arn) ?? new Map<string, string | undefined>();
      byRole.set(arn, callers);
      callers.set(caller, callers.has(caller) ? laterTime(callers.get(caller), until) : until);
    }
  };
  const ofGroup = new Map(groups.map(({ holder, grants }) => [holder.name, grants]));
  for (const { holder, grants } of users) {
    grant(holder.arn, grants);
    for (const group of holder.groups) grant(holder.arn, ofGroup.get(group));
  }
  for (const { holder, grants } of principals) grant(principalArn(partition, holder), grants);
  for (const { role, grants } of roles) grant(role.arn, grants);
  return byRole;
}

/** The ARN of a principal as an access file means it: that of a permission set's role is a pattern. */
function principalArn(partition: Partition, role: IamRole): string {
  const permissionSet = isPermissionSetRole(role) ? permissionSetOf(role.name) : undefined;
  if (permissionSet === undefined) return role.arn;
  const accountId = role.arn.split(":")[4] ?? "";
  return iamArn(partition, accountId, "role", permissionSetRoleName(permissionSet), permissionSetPath);
}
