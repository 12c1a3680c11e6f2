/**
 * What is declared, as plain data: every default filled in, every name resolved to the thing it names, every list sorted.
 *
 * Constructs and reports both work from this, so that what is deployed and what people read cannot disagree.
 */
import type { Partition } from "../iam/partition";
import type { PolicyDocument } from "../iam/policy-document";
import type { SwitchRoleLink } from "../iam/switch-role-link";
import type { TrustConditions, TrustedEntity } from "../iam/trust-policy";
import type { Path } from "./problem";
import type { Backend, DeployWith, PasswordPolicy, RoleSettingsDeclaration } from "./schema";

/** A checked access file as plain data: every default filled in, every name resolved, every list sorted. */
export interface Access {
  /** The AWS partition of all accounts. */
  readonly partition: Partition;
  /** The AWS Region of every provider. */
  readonly region: string;
  /** Where Terraform keeps its state. `undefined`: in local files. */
  readonly backend?: Backend;
  /** The AWS organization. `undefined`: the file declares none. */
  readonly organization?: Organization;
  /** The account of the users, groups and grants. */
  readonly identityAccount: IdentityAccount;
  /** The target accounts. Sorted by name, like every list here. */
  readonly targetAccounts: readonly TargetAccount[];
  /** The cross-account roles. */
  readonly roles: readonly Role[];
  /** The IAM groups of the identity account. */
  readonly groups: readonly Group[];
  /** The IAM users of the identity account. */
  readonly users: readonly User[];
  /** The roles of the identity account that are granted roles. */
  readonly principals: readonly Principal[];
}

/** The AWS organization of the accounts. */
export interface Organization {
  /** Its id, such as `o-a1b2c3d4e5`. */
  readonly id: string;
  /** The management or a delegated administrator account: 12 digits. `undefined` where no stack set is made. */
  readonly accountId?: string;
  /** How Terraform reaches the account `accountId`. `undefined`: the file does not say. */
  readonly deployWith?: DeployWith;
  /** The role of the account `accountId` in the organization: management account or delegated administrator. */
  readonly callAs: "self" | "delegatedAdmin";
}

/** An AWS account, as far as its ARNs need it. */
export interface Account {
  /** The AWS partition of the account. */
  readonly partition: Partition;
  /** 12 digits. */
  readonly id: string;
}

/** The account of the users, groups and grants. */
export interface IdentityAccount extends Account {
  /** The account alias in the sign-in URL. `undefined`: the URL has the account id. */
  readonly alias?: string;
  /** How Terraform reaches the account. */
  readonly deployWith: DeployWith;
  /** Whether users that are not `existing` are denied every action until they sign in with MFA. */
  readonly denyWithoutMfa: boolean;
  /** The password policy of the account. `undefined`: it is not managed. */
  readonly passwordPolicy?: PasswordPolicy;
}

/** An account that has cross-account roles. */
export interface TargetAccount extends Account {
  /** Its name in the access file. */
  readonly name: string;
  /** The tags that select the account. They are not created in AWS. */
  readonly tags: Readonly<Record<string, string>>;
  /** How Terraform reaches the account; `undefined` where the caller brings the provider. */
  readonly deployWith?: DeployWith;
  /** The Terraform stack of the account. */
  readonly stack: string;
  /** The stack that forgets the roles of the account, while `stack` imports them. */
  readonly movedFrom?: string;
  /** Whether the next apply removes all roles and grants in the account. */
  readonly retired: boolean;
  /** Whether Terraform works in the account, as opposed to stack sets only. */
  readonly hasProvider: boolean;
}

/** A cross-account role: the same in each of its target accounts, except for overrides. */
export interface Role {
  /** The name of the role in every target account. */
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** The description of the role in IAM. */
  readonly description?: string;
  /** The tags of the role in IAM. */
  readonly tags: Readonly<Record<string, string>>;
  /** The entity that can assume the role. */
  readonly trustedEntity: TrustedEntity;
  /** The role in each of its target accounts. */
  readonly places: readonly RolePlace[];
  /** How a CloudFormation StackSet rolls the role out. `undefined`: each account's provider makes it. */
  readonly stackSet?: StackSet;
}

/** The settings of the CloudFormation StackSet of a role. */
export interface StackSet {
  /** Ids of the organizational units, or of the root, whose accounts get the role. */
  readonly organizationalUnits: readonly string[];
  /** The percentage of accounts that can fail before CloudFormation stops. */
  readonly failureTolerancePercentage: number;
  /** The percentage of accounts that CloudFormation works on at the same time. */
  readonly maxConcurrentPercentage: number;
}

/** One role in one target account: the thing that is deployed, granted and linked to. */
export interface RolePlace {
  /** The role. */
  readonly role: Role;
  /** The target account. */
  readonly account: TargetAccount;
  /** The ARN of the role in the account. */
  readonly arn: string;
  /** Shared by all places of the role without an override. */
  readonly settings: RoleSettings;
  /** The link to switch to the role in the console, or the reason why there is none. */
  readonly link: SwitchRoleLink;
  /** Whether the role exists already and the next apply imports it. */
  readonly adopt: boolean;
  /** The ARNs that the trust policy names: exactly the grantees. `undefined`: the trust leaves that to their policies. */
  readonly trustedArns?: readonly string[];
}

/** The settings of a role that may differ from one target account to another. */
export interface RoleSettings {
  /** Where the settings are declared. */
  readonly declared: SettingsDeclared;
  /** The managed policies to attach. */
  readonly managedPolicies: readonly ManagedPolicy[];
  /** The inline policies of the role. */
  readonly inlinePolicies: readonly InlinePolicy[];
  /** The maximum permissions of the role. `undefined`: it has no boundary. */
  readonly permissionsBoundary?: ManagedPolicy;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** The conditions of the trust policy. `trustedArns` of the place limits it to the grantees. */
  readonly conditions: Omit<TrustConditions, "principalArns">;
  /** Whether the trust policy names exactly the grantees. */
  readonly trustGrantedOnly: boolean;
}

/** Where the settings of a role are declared. */
export interface SettingsDeclared {
  /** The role, or the override of one account. */
  readonly at: Path;
  /** The account whose override they are. `undefined`: they are the role's own. */
  readonly override?: string;
  /** The keys that are set there; an override inherits the others from the role. */
  readonly keys: ReadonlySet<keyof RoleSettingsDeclaration>;
}

/** An inline policy of a role. */
export interface InlinePolicy {
  /** The name of the policy. */
  readonly name: string;
  /** The policy document. */
  readonly document: PolicyDocument;
}

/** A managed policy: AWS's by name, a customer managed one that exists in the role's account, or any by its ARN. */
export type ManagedPolicy = AwsManagedPolicy | CustomerManagedPolicy | PolicyByArn;

/** A managed policy of AWS. */
export interface AwsManagedPolicy {
  /** AWS maintains the policy. */
  readonly kind: "aws";
  /** The name of the policy, such as `ReadOnlyAccess`. */
  readonly name: string;
}

/** A customer managed policy that exists in the account of the role or user. */
export interface CustomerManagedPolicy {
  /** The account has the policy. */
  readonly kind: "customer";
  /** The name of the policy. */
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
}

/** A managed policy whose ARN is declared. */
export interface PolicyByArn {
  /** The declaration has the ARN. */
  readonly kind: "arn";
  /** The name of the policy, from its ARN. */
  readonly name: string;
  /** The ARN of the policy. */
  readonly arn: string;
}

/** A role in some of its places. */
export interface Grant {
  /** The role. */
  readonly role: Role;
  /** The target accounts of the role in which it can be assumed. */
  readonly places: readonly RolePlace[];
  /** Whether it holds for the role of this name in any account of the organization. */
  readonly organization: boolean;
}

/** A user, group or principal that is granted roles. */
export type Grantee = User | Group | Principal;

/** A grantee that can assume a role itself: everybody but a group. */
export type Caller = User | Principal;

interface Granted {
  /** Its name in the access file. */
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** The roles that it can assume. */
  readonly grants: readonly Grant[];
}

/** An IAM group of the identity account. */
export interface Group extends Granted {
  /** Tells groups from users and principals. */
  readonly kind: "group";
  /** Whether the group is created and managed elsewhere. */
  readonly existing: boolean;
  /** Whether it exists already and the next apply imports it. */
  readonly adopt: boolean;
}

/** An IAM user of the identity account. */
export interface User extends Granted {
  /** Tells users from groups and principals. */
  readonly kind: "user";
  /** The ARN of the user. */
  readonly arn: string;
  /** The tags of the user in IAM. */
  readonly tags: Readonly<Record<string, string>>;
  /** The maximum permissions of the user. `undefined`: no boundary. */
  readonly permissionsBoundary?: ManagedPolicy;
  /** Whether Terraform can delete the user with access keys or MFA devices that Terraform did not create. */
  readonly forceDestroy: boolean;
  /** `undefined`: no password, no console. */
  readonly consoleAccess?: ConsoleAccess;
  /** Whether the user can manage their own password, access keys and MFA devices. */
  readonly selfService: boolean;
  /** Whether the user can enrol an MFA device with an access key, and not in a console session only. */
  readonly enrolMfaWithAccessKey: boolean;
  /** Whether the user is created and managed elsewhere. */
  readonly existing: boolean;
  /** Whether it exists already and the next apply imports it. */
  readonly adopt: boolean;
  /** The groups that the user is a member of. */
  readonly groups: readonly Group[];
}

/** The login profile of a user, with a generated password. */
export interface ConsoleAccess {
  /** Whether the user must choose a new password at the first sign-in. */
  readonly passwordResetRequired: boolean;
  /** The length of the generated password in characters. */
  readonly passwordLength: number;
  /** The PGP public key that encrypts the password. `undefined`: Terraform's state holds the password. */
  readonly pgpKey?: string;
  /** Whether the login profile exists already and the next apply imports it. */
  readonly adopt: boolean;
}

/** A role of the identity account that exists already and is granted roles as users are. */
export interface Principal extends Granted {
  /** Tells principals from users and groups. */
  readonly kind: "principal";
  /** The ARN of the role. */
  readonly arn: string;
  /** The name of the role in IAM. */
  readonly roleName: string;
}

/** All grantees: users, groups, principals. */
export function granteesOf({ users, groups, principals }: Access): Grantee[] {
  return [...users, ...groups, ...principals];
}

/** All role places, by role and account. */
export function placesOf({ roles }: Access): RolePlace[] {
  return roles.flatMap(({ places }) => places);
}

/** The settings of a role, each once: its own first, then those of its overrides. */
export function settingsOf({ places }: Role): RoleSettings[] {
  const all = [...new Set(places.map(({ settings }) => settings))];
  return all.sort(
    (a, b) => Number(a.declared.override !== undefined) - Number(b.declared.override !== undefined),
  );
}

/** The grants of a caller: its own, and those of its groups. */
export function grantsOf(caller: Caller): Grant[] {
  return caller.kind === "user"
    ? [...caller.grants, ...caller.groups.flatMap(({ grants }) => grants)]
    : [...caller.grants];
}

/** The callers that are granted each place, directly or by a group. */
export function callersByPlace({ users, principals }: Access): ReadonlyMap<RolePlace, ReadonlySet<Caller>> {
  const callers = new Map<RolePlace, Set<Caller>>();
  for (const caller of [...users, ...principals])
    for (const { places } of grantsOf(caller))
      for (const place of places) {
        const known = callers.get(place);
        if (known) known.add(caller);
        else callers.set(place, new Set([caller]));
      }
  return callers;
}

/** Whether a role trusts the identity account, as opposed to somebody else. */
export function trustsIdentityAccount({ identityAccount }: Access, { trustedEntity }: Role): boolean {
  return trustedEntity.kind === "account" && trustedEntity.accountId === identityAccount.id;
}
