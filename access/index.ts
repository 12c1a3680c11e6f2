/** What is declared: the access file, its checks and its meaning. */
export * from "./access";
export { durationText } from "./duration";
export {
  type GrantHolder,
  type GrantPolicies,
  type GrantRoom,
  grantHolders,
  grantPolicies,
  grantPolicyName,
  grantRooms,
} from "./grant-policies";
export { type LoadedAccess, loadAccess, type PlacedProblem } from "./load";
export { accessMatrix, grantedBy, type MatrixEntry, type MatrixPrincipal } from "./matrix";
export { type Path, type Problem, pathText } from "./problem";
export { failures, type ReadAccess, readAccess } from "./read";
export { identityStack, organizationStack } from "./resolve";
export { roleTemplate } from "./role-template";
export * from "./schema";
export { type PartOfRole, type Stack, stacksOf } from "./stacks";
