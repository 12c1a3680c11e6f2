/**
 * The roles that IAM Identity Center makes for permission sets, one in each account where a permission set is assigned:
 * `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`.
 *
 * The path names the region of Identity Center, except for us-east-1: `/aws-reserved/sso.amazonaws.com/eu-west-1/` or
 * `/aws-reserved/sso.amazonaws.com/`. The digits change when the last assignment in the account goes and comes back.
 *
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */

/** Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html */
export const permissionSetName = /^[\w+=,.@-]{1,32}$/;

/** The path of these roles, as a pattern: with the region of Identity Center or without. */
export const permissionSetPath = "/aws-reserved/sso.amazonaws.com*/";

/** The name of a permission set's role, as a pattern: the digits one by one, so that no longer name is meant too. */
export function permissionSetRoleName(permissionSet: string): string {
  return `AWSReservedSSO_${permissionSet}_${"?".repeat(16)}`;
}

/** The permission set that a role belongs to; `undefined` if it is not such a role's name. */
export function permissionSetOf(roleName: string): string | undefined {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/i.exec(roleName)?.[1];
}
