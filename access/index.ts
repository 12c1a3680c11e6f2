/** What is declared: the access file, its checks and its meaning. */

export type { Allowance } from "../iam/effective-permissions";
export type {
  EscalationGrade,
  EscalationPath,
  Need as EscalationNeed,
  Target as EscalationTarget,
} from "../iam/escalation";
export { type KnownLevel, type RoleLevel, roleLevels } from "../iam/level";
export type { Partition } from "../iam/partition";
export type { Conditions, OneOrMore, PolicyDocument, Statement } from "../iam/policy-document";
export type { SwitchRoleLink } from "../iam/switch-role-link";
export type { TrustConditions, TrustedEntity } from "../iam/trust-policy";
export {
  type Access,
  type Account,
  type AwsManagedPolicy,
  type Caller,
  type ConsoleAccess,
  type CustomerManagedPolicy,
  callersByPlace,
  type Grant,
  type Grantee,
  type Group,
  granteesOf,
  type IdentityAccount,
  type InlinePolicy,
  type ManagedPolicy,
  type Organization,
  type PolicyByArn,
  type Principal,
  placesOf,
  type Role,
  type RolePlace,
  type RoleSettings,
  type SettingsDeclared,
  type StackSet,
  type TargetAccount,
  trustsIdentityAccount,
  type User,
} from "./access";
export type * from "./declaration";
export { durationText } from "./duration";
export {
  type GrantPolicies,
  grantPolicies,
  grantPolicyName,
  type ManagedGrantPolicy,
  type PolicySizeUsed,
  policySizesUsed,
  type QuotaUsed,
  type TooManyGrants,
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
export { type AccessFile, accessJsonSchema, accessSchema, type Backend } from "./schema";
export { type Stack, stacksOf } from "./stacks";
export { trustedEntityText } from "./trusted-entity";
