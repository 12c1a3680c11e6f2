/** What is declared: the access file, its checks and its meaning. */
export type * from "./access";
export { callersByPlace, granteesOf, placesOf, trustsIdentityAccount } from "./access";
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
export { failures, messageText, type Path, type Problem, pathText } from "./problem";
export { type ReadAccess, type ReadOptions, readAccess } from "./read";
export { levelOf } from "./role-level";
export { managedPolicyArn, placeTrustPolicy } from "./role-place";
export { roleTemplate } from "./role-template";
export type * from "./schema";
export { accessJsonSchema, accessSchema } from "./schema";
export { type Stack, stacksOf } from "./stacks";
export { trustedEntityText } from "./trusted-entity";
