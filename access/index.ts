/** What is declared: the access file, its checks and its meaning. */
export * from "./access";
export { durationText } from "./duration";
export {
  type GrantPolicies,
  grantPolicies,
  grantPolicyName,
  type PolicySizeUsed,
  policySizesUsed,
} from "./grant-policies";
export { type LoadedAccess, loadAccess, type PlacedProblem } from "./load";
export {
  accessMatrix,
  callerText,
  type Granted,
  grantedBy,
  isDeniedWithoutMfa,
  type MatrixEntry,
} from "./matrix";
export { type Path, type Problem, pathText } from "./problem";
export { failures, type ReadAccess, readAccess } from "./read";
export { identityStack, organizationStack } from "./resolve";
export { managedPolicyArn, placeTrustPolicy } from "./role-place";
export { roleTemplate } from "./role-template";
export * from "./schema";
export { type Stack, stacksOf } from "./stacks";
