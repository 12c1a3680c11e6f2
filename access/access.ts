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

/** An AWS account, as far as its ARNs need it. */
export interface Account {
  readonly partition: Partition;
  /** 12 digits. */
  readonly id: string;
}

export interface IdentityAccount extends Account {
  readonly alias?: string;
  readonly deployWith: DeployWith;
  readonly denyWithoutMfa: boolean;
  readonly passwordPolicy?: PasswordPolicy;
}

export interface TargetAccount extends Account {
  readonly name: string;
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

export interface Role {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly trustedEntity: TrustedEntity;
  /** The role in each of its target accounts. */
  readonly places: readonly RolePlace[];
  /** How a CloudFormation StackSet rolls the role out. `undefined`: each account's provider makes it. */
  readonly stackSet?: StackSet;
}

export interface StackSet {
  readonly organizationalUnits: readonly string[];
  readonly failureTolerancePercentage: number;
  readonly maxConcurrentPercentage: number;
}

/** One role in one target account: the thing that is deployed, granted and linked to. */
export interface RolePlace {
  readonly role: Role;
  readonly account: TargetAccount;
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
  readonly declared: SettingsDeclared;
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly permissionsBoundary?: ManagedPolicy;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly conditions: Omit<TrustConditions, "principalArns">;
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

export interface InlinePolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** A managed policy: AWS's by name, a customer managed one that exists in the role's account, or any by its ARN. */
export type ManagedPolicy =
  | { readonly kind: "aws"; readonly name: string }
  | { readonly kind: "customer"; readonly name: string; readonly path: string }
  | { readonly kind: "arn"; readonly name: string; readonly arn: string };

/** A role in some of its places. */
export interface Grant {
  readonly role: Role;
  readonly places: readonly RolePlace[];
  /** Whether it holds for the role of this name in any account of the organization. */
  readonly organization: boolean;
}

/** Whoever is granted roles. */
export type Grantee = User | Group | Principal;

/** A grantee that can assume a role itself: everybody but a group. */
export type Caller = User | Principal;

interface Granted {
  readonly name: string;
  readonly path: string;
  readonly grants: readonly Grant[];
}

export interface Group extends Granted {
  readonly kind: "group";
  readonly existing: boolean;
  /** Whether it exists already and the next apply imports it. */
  readonly adopt: boolean;
}

export interface User extends Granted {
  readonly kind: "user";
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly permissionsBoundary?: ManagedPolicy;
  readonly forceDestroy: boolean;
  /** `undefined`: no password, no console. */
  readonly consoleAccess?: ConsoleAccess;
  readonly selfService: boolean;
  /** Whether the user can enrol an MFA device with an access key, and not in a console session only. */
  readonly enrolMfaWithAccessKey: boolean;
  readonly existing: boolean;
  /** Whether it exists already and the next apply imports it. */
  readonly adopt: boolean;
  readonly groups: readonly Group[];
}

export interface ConsoleAccess {
  readonly passwordResetRequired: boolean;
  readonly passwordLength: number;
  readonly pgpKey?: string;
  /** Whether the login profile exists already and the next apply imports it. */
  readonly adopt: boolean;
}

/** A role of the identity account that exists already and is granted roles as users are. */
export interface Principal extends Granted {
  readonly kind: "principal";
  readonly arn: string;
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
