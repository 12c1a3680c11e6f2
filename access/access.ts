/**
 * What is declared, as plain data: every default filled in, every name resolved, every list sorted.
 *
 * Constructs and reports both work from this, so that what is deployed and what people read cannot disagree.
 */
import { iamArn } from "../iam/arn";
import { asksForExternalId, asksForMfa, letsAccountsIn } from "../iam/custom-trust";
import { awsManagedPolicyArn } from "../iam/managed-policy";
import type { Partition } from "../iam/partition";
import type { PolicyDocument } from "../iam/policy-document";
import { statementsOf } from "../iam/statement";
import {
  defaultDisplayName,
  type SwitchRoleLink,
  type SwitchRoleTarget,
  switchRoleLink,
} from "../iam/switch-role-link";
import { type TrustConditions, type TrustedEntity, trustPolicy } from "../iam/trust-policy";
import type { Backend, DeployWith, PasswordPolicy } from "./schema";

export interface Access {
  readonly partition: Partition;
  readonly region: string;
  readonly backend?: Backend;
  readonly organization?: Organization;
  readonly identityAccount: IdentityAccount;
  /** Sorted by name, like every list here. */
  readonly targetAccounts: readonly TargetAccount[];
  readonly roles: readonly Role[];
  readonly groups: readonly Group[];
  readonly users: readonly User[];
  readonly principals: readonly Principal[];
}

export interface Organization {
  /** Such as `o-a1b2c3d4e5`. */
  readonly id: string;
  /** The management or a delegated administrator account: 12 digits. `undefined` where no stack set is made. */
  readonly accountId?: string;
  readonly deployWith?: DeployWith;
  readonly callAs: "self" | "delegatedAdmin";
}

export interface IdentityAccount {
  /** 12 digits. */
  readonly id: string;
  readonly alias?: string;
  readonly deployWith: DeployWith;
  readonly denyWithoutMfa: boolean;
  readonly passwordPolicy?: PasswordPolicy;
}

export interface TargetAccount {
  readonly name: string;
  /** 12 digits. */
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** How Terraform reaches the account; `undefined` where the caller brings the provider. */
  readonly deployWith?: DeployWith;
  /** The Terraform stack it is in. */
  readonly stack: string;
  /** The stack that is to forget its roles while this one imports them. */
  readonly movedFrom?: string;
  /** Whether everything in it goes, and its entry after that. */
  readonly retired: boolean;
  /** Whether Terraform works in it, as opposed to stack sets only. */
  readonly hasProvider: boolean;
}

export interface Role {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly description?: string;
  /** What the console shows after the switch. `undefined`: role and account. */
  readonly displayName?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly trustedEntity: TrustedEntity;
  /** The accounts it exists in, and what it is there. */
  readonly in: readonly RoleInAccount[];
  /** Where it exists already and is to be imported: names of target accounts. */
  readonly adoptIn: ReadonlySet<string>;
  /** How it gets into its accounts: by a CloudFormation StackSet, or else by each account's provider. */
  readonly stackSet?: StackSet;
}

export interface StackSet {
  readonly organizationalUnits: readonly string[];
  readonly failureTolerancePercentage: number;
  readonly maxConcurrentPercentage: number;
}

export interface RoleInAccount {
  readonly account: TargetAccount;
  readonly settings: RoleSettings;
  /** Whether the settings are an override's, rather than those the role has elsewhere. */
  readonly overridden: boolean;
}

/** What may differ from one target account to another. */
export interface RoleSettings {
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly permissionsBoundary?: ManagedPolicy;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly conditions: Omit<TrustConditions, "principalArns">;
  readonly trustGrantedOnly: boolean;
}

export interface InlinePolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** A managed policy: AWS's by name, a customer managed one that exists in the role's account, or any by its ARN. */
export type ManagedPolicy =
  | { readonly kind: "aws"; readonly name: string }
  | { readonly kind: "customer"; readonly name: string; readonly path: string }
  | { readonly kind: "arn"; readonly name: string; readonly arn: string };

/** A role in some of the accounts it exists in. */
export interface Grant {
  readonly role: Role;
  readonly accounts: readonly TargetAccount[];
  /** Whether it holds for the role of this name in any account of the organization. */
  readonly organization: boolean;
}

export interface Group {
  readonly name: string;
  readonly path: string;
  readonly existing: boolean;
  /** Whether it exists already and is to be imported. */
  readonly adopt: boolean;
  readonly grants: readonly Grant[];
}

export interface User {
  readonly name: string;
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly permissionsBoundary?: ManagedPolicy;
  readonly forceDestroy: boolean;
  /** `undefined`: no password, no console. */
  readonly consoleAccess?: ConsoleAccess;
  readonly selfService: boolean;
  readonly existing: boolean;
  /** Whether it exists already and is to be imported. */
  readonly adopt: boolean;
  /** Names of groups. */
  readonly groups: readonly string[];
  readonly grants: readonly Grant[];
}

export interface ConsoleAccess {
  readonly passwordResetRequired: boolean;
  readonly passwordLength: number;
  readonly pgpKey?: string;
  /** Whether the login profile exists already and is to be imported. */
  readonly adopt: boolean;
}

/** A role of the identity account that exists already and is granted roles as users are. */
export interface Principal {
  readonly name: string;
  readonly roleName: string;
  readonly path: string;
  readonly grants: readonly Grant[];
}

export function roleArn(access: Access, role: Role, account: TargetAccount): string {
  return iamArn(access.partition, account.id, "role", role.name, role.path);
}

export function userArn(access: Access, user: User): string {
  return iamArn(access.partition, access.identityAccount.id, "user", user.name, user.path);
}

export function principalArn(access: Access, principal: Principal): string {
  return iamArn(access.partition, access.identityAccount.id, "role", principal.roleName, principal.path);
}

/** The ARN of a managed policy as a role in `accountId` names it. */
export function managedPolicyArn(partition: Partition, accountId: string, policy: ManagedPolicy): string {
  switch (policy.kind) {
    case "aws":
      return awsManagedPolicyArn(partition, policy.name) ?? iamArn(partition, "aws", "policy", policy.name);
    case "customer":
      return iamArn(partition, accountId, "policy", policy.name, policy.path);
    case "arn":
      return policy.arn;
  }
}

/** Whether a role trusts the identity account, as opposed to somebody else. */
export function trustsIdentityAccount(access: Access, role: Role): boolean {
  return role.trustedEntity.kind === "account" && role.trustedEntity.accountId === access.identityAccount.id;
}

/**
 * The trust policy of a role in one account. `accountId` is how its documents name that account, where it is not by its
 * digits.
 */
export function roleTrustPolicy(
  access: Access,
  role: Role,
  { account, settings }: RoleInAccount,
  accountId = account.id,
): PolicyDocument {
  return trustPolicy(access.partition, accountId, role.trustedEntity, {
    ...settings.conditions,
    ...(settings.trustGrantedOnly && { principalArns: granteeArns(access, role, account) }),
  });
}

/** The ARNs of the users and principals that are granted a role in an account, groups resolved to their members. */
export function granteeArns(access: Access, role: Role, account: TargetAccount): string[] {
  const grants = (holder: { readonly grants: readonly Grant[] }) =>
    holder.grants.some((grant) => grant.role === role && grant.accounts.includes(account));
  const groups = new Set(access.groups.filter(grants).map((group) => group.name));
  return [
    ...access.users
      .filter((user) => grants(user) || user.groups.some((name) => groups.has(name)))
      .map((user) => userArn(access, user)),
    ...access.principals.filter(grants).map((principal) => principalArn(access, principal)),
  ];
}

/** Whether a principal of the identity account must have signed in with MFA, as far as the role's trust asks for it. */
export function trustAsksForMfa(
  access: Access,
  { trustedEntity }: Role,
  { settings }: RoleInAccount,
  arn: string,
): boolean {
  if (trustedEntity.kind !== "custom") return settings.conditions.requireMfa;
  return asksForMfa(trustedEntity.document, access.identityAccount.id, arn);
}

/** Whether people of an AWS account may assume a role, and whether they need an external ID for it. */
export function whomItTrusts(
  { trustedEntity }: Role,
  { conditions }: RoleSettings,
): Pick<SwitchRoleTarget, "requiresExternalId" | "trustsAnAccount"> {
  if (trustedEntity.kind !== "custom")
    return {
      requiresExternalId: conditions.externalId !== undefined,
      trustsAnAccount: trustedEntity.kind === "account",
    };
  const ways = statementsOf(trustedEntity.document)
    .map(({ statement }) => statement)
    .filter(letsAccountsIn);
  return { requiresExternalId: ways.every(asksForExternalId), trustsAnAccount: ways.length > 0 };
}

/** The link to switch to a role in the console, or why there is none. */
export function roleLink(access: Access, role: Role, { account, settings }: RoleInAccount): SwitchRoleLink {
  return switchRoleLink({
    partition: access.partition,
    account: account.id,
    roleName: role.name,
    rolePath: role.path,
    ...whomItTrusts(role, settings),
    displayName: role.displayName ?? defaultDisplayName(role.name, account.name),
  });
}
