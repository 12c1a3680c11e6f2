/** Cross-account roles for CDKTF: the published library. */
export { AccessStack, awsProviderVersions } from "./access-stack";
export { AccountProvider, type AccountProviderProps } from "./account-provider";
export {
  type AccessPart,
  type AccessProviders,
  CrossAccountAccess,
  type CrossAccountAccessProps,
} from "./cross-account-access";
export { CrossAccountRole, type CrossAccountRoleProps, type RoleTargetAccount } from "./cross-account-role";
