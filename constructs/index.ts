/** Cross-account roles for CDKTF: the published library. */
export type { AccessProviders } from "./access-providers";
export { AccessStack, type AccessStackProps, awsProviderVersions } from "./access-stack";
export { AccountProvider, type AccountProviderProps } from "./account-provider";
export {
  CrossAccountAccess,
  type CrossAccountAccessProps,
  type FromAccessOptions,
} from "./cross-account-access";
export {
  CrossAccountRole,
  type CrossAccountRoleProps,
  type CrossAccountRoleSettings,
  type GrantAssumeOptions,
  type RoleIdentityAccount,
  type RoleTargetAccount,
} from "./cross-account-role";
export type { AssumeRoleGrantee, GroupGrantee, RoleGrantee, UserGrantee } from "./grantee";
// What the constructs above make, to be changed by escape hatches.
export type { IdentityAccount } from "./identity-account";
export type { IdentityGroup } from "./identity-group";
export type { IdentityUser } from "./identity-user";
export type { RoleGrants } from "./role-grants";
export type { RoleInAccount } from "./role-in-account";
export type { RoleStackSet } from "./role-stack-set";
export type { UsersPolicy } from "./users-policy";
