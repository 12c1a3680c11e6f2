/** Cross-account roles for CDKTF: the published library. */

export { AccessModule, type AccessModuleProps } from "./access-module";
export type { AccessProviders } from "./access-providers";
export { AccessStack, type AccessStackProps, awsProviderVersions } from "./access-stack";
export type { AccountPolicies } from "./account-policies";
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
export { ExclusivePolicies } from "./exclusive-policies";
export type {
  AssumeRoleGrantee,
  GroupGrantee,
  RoleGrantee,
  UserGrantee,
} from "./grantee";
// The constructs above make these. Change their resources, or tell them apart in an Aspect.
export { IdentityGroup } from "./identity-group";
export { IdentityResources } from "./identity-resources";
export { IdentityUser } from "./identity-user";
export { type InlineGrantPolicy, RoleGrants } from "./role-grants";
export { RoleInAccount } from "./role-in-account";
export { RoleStackSet } from "./role-stack-set";
export type { AmongNames, Import } from "./state-blocks";
export { UsersPolicy } from "./users-policy";
