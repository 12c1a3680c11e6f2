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
export type { Trust, TrustConditions, TrustedEntity } from "../iam/trust-policy";
export {
  type Access,
  type Account,
  type AwsManagedPolicy,
  type Caller,
  type ConsoleAccess,
  type CustomerManagedPolicy,
  callersByPlace,
  type End,
  type EndingMembership,
  type Grant,
  type Grantee,
  type Group,
  granteesOf,
  type IdentityAccount,
  type IdentityProvider,
  type InlinePolicy,
  type ManagedPolicy,
  type OidcProvider,
  type Organization,
  type OwnPolicies,
  type Policy,
  type PolicyByArn,
  type Principal,
  placesOf,
  type Role,
  type RolePlace,
  type RoleSettings,
  type RoleTrust,
  type SamlProvider,
  type SettingsDeclared,
  type StackSet,
  type TargetAccount,
  trustsIdentityAccount,
  type User,
} from "./access";
export type * from "./declaration";
export type { Deployed, DeployedThing } from "./deployed";
export { durationText } from "./duration";
export type { ReadFile } from "./file-reference";
export type { Files, FileText, FolderEntry } from "./files";
export {
  type GrantPolicies,
  grantPolicies,
  grantPolicyName,
  type ManagedGrantPolicy,
  type NamedGrantee,
  type PolicySizeUsed,
  policySizesUsed,
  type QuotaUsed,
  type TooManyGrants,
} from "./grant-policies";
export { type LoadedAccess, type LoadOptions, loadAccess, type PlacedProblem } from "./load";
export {
  accessMatrix,
  callerText,
  type Granted,
  grantedBy,
  isDeniedWithoutMfa,
  type MatrixEntry,
  type PolicySource,
} from "./matrix";
export { type PolicyPlace, policyPlaces } from "./policy-places";
export { failures, messageText, type Path, type Problem, pathText } from "./problem";
export { type ReadAccess, type ReadOptions, readAccess } from "./read";
export { levelOf } from "./role-level";
export { managedPolicyArn, placeTrustPolicy } from "./role-place";
export { roleTemplate } from "./role-template";
export { type AccessFile, accessJsonSchema, accessSchema, type Backend, includedJsonSchema } from "./schema";
export { type Stack, stacksOf } from "./stacks";
export { trustedEntityText } from "./trusted-entity";
