/**
 * What is declared, as plain data: every default filled in, every name resolved to the thing it names, every list sorted.
 *
 * Constructs and reports both work from this, so that what is deployed and what people read cannot disagree.
 */
import type { Partition } from "../iam/partition";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import type { SwitchRoleLink } from "../iam/switch-role-link";
import type { Trust, TrustConditions } from "../iam/trust-policy";
import type { Path } from "./problem";
import type { Backend, DeployWith, PasswordPolicy, Quotas, RoleSettingsDeclaration } from "./schema";

/** A checked access file as plain data: every default filled in, every name resolved, every list sorted. */
export interface Access {
  /** The AWS partition of all accounts. */
  readonly partition: Partition;
  /** The AWS Region of every provider. */
  readonly region: string;
  /** The tags of everything that is made and can be tagged. */
  readonly defaultTags: Readonly<Record<string, string>>;
  /** The IAM quotas of the accounts. */
  readonly quotas: Required<Quotas>;
  /** What the names of the policies in the identity account begin with. Empty: nothing is put before them. */
  readonly policyNamePrefix: string;
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
  /** The customer managed policies that are made where something names them. */
  readonly policies: readonly Policy[];
  /** The identity providers that are made where roles trust them. */
  readonly identityProviders: readonly IdentityProvider[];
  /** The IAM groups of the identity account. */
  readonly groups: readonly Group[];
  /** The IAM users of the identity account. */
  readonly users: readonly User[];
  /** The roles that are granted roles: those made elsewhere, then the roles of this file, in each of their accounts. */
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
  /** Ids of the organization's accounts that are not target accounts. They are not third parties. Sorted. */
  readonly accounts: readonly string[];
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
  /** Whether users are denied every action until they sign in with MFA, if they do not say otherwise. */
  readonly denyWithoutMfa: boolean;
  /** The password policy of the account, with every value that it has. `undefined`: it is not managed. */
  readonly passwordPolicy?: PasswordRules;
  /** Whether the account has a password policy already and the next apply imports it. */
  readonly adoptPasswordPolicy: boolean;
}

/** What a password policy requires. */
export type PasswordRules = Required<Omit<PasswordPolicy, "adopt">>;

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
  /** The name of the account before. */
  readonly renamedFrom?: string;
  /** Whether the next apply removes all roles and grants in the account. */
  readonly retired: boolean;
  /** Whether Terraform works in the account, as opposed to stack sets only. */
  readonly hasProvider: boolean;
}

/** A cross-account role: the same in each of its target accounts, except for overrides. */
export interface Role {
  /** Its name in the access file. */
  readonly name: string;
  /** The name of the role before. */
  readonly renamedFrom?: string;
  /** Its name in IAM, in which `{account}` and `{accountId}` stand for those of each target account. */
  readonly roleName: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** Whether the role is made and managed elsewhere: what it trusts and allows is unknown here. */
  readonly existing: boolean;
  /** Whether its policies are those of the file and no others. A stack set cannot keep to that. */
  readonly exclusive: boolean;
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
  /**
   * Name of the target account that the role selects and that gets no role: the management account. CloudFormation does not
   * deploy a service-managed stack set there.
   *
   * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html
   */
  readonly leftOut?: string;
}

/** One role in one target account: the thing that is deployed, granted and linked to. */
export interface RolePlace {
  /** The role. */
  readonly role: Role;
  /** The target account. */
  readonly account: TargetAccount;
  /** The name of the role in IAM, in this account. */
  readonly roleName: string;
  /** The ARN of the role in the account. */
  readonly arn: string;
  /** Shared by all places of the role without an override. */
  readonly settings: RoleSettings;
  /** The link to switch to the role in the console, or the reason why there is none. */
  readonly link: SwitchRoleLink;
  /** Whether the role exists already and the next apply imports it. */
  readonly adopt: boolean;
  /**
   * The ARNs to which the trust in the identity account is limited: exactly the grantees there. `undefined`: the trust leaves
   * that to their policies.
   */
  readonly trustedArns?: readonly string[];
  /** When the grants of some of these ARNs end, and with them the trust. */
  readonly trustedEnds?: ReadonlyMap<string, string>;
  /**
   * The trust in roles that are granted this one, besides the trusted entities: by their ARNs. They are those of other accounts,
   * and those of the identity account that would need MFA otherwise.
   */
  readonly trustedRoles: readonly Trust[];
}

/** The policies of a role, user or group. */
export interface OwnPolicies {
  /** The managed policies to attach. */
  readonly managedPolicies: readonly ManagedPolicy[];
  /** The inline policies. */
  readonly inlinePolicies: readonly InlinePolicy[];
}

/** The settings of a role that may differ from one target account to another. */
export interface RoleSettings extends OwnPolicies {
  /** Where the settings are declared. */
  readonly declared: SettingsDeclared;
  /** The description of the role in IAM. */
  readonly description?: string;
  /** The tags of the role in IAM. */
  readonly tags: Readonly<Record<string, string>>;
  /** The maximum permissions of the role. `undefined`: it has no boundary. */
  readonly permissionsBoundary?: ManagedPolicy;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** The entities that can assume the role, each with its conditions. At least one; sorted. */
  readonly trust: readonly RoleTrust[];
  /** The conditions for roles of other accounts that are granted the role. */
  readonly conditionsForRoles: TrustConditions;
  /** Whether the trust in the identity account is limited to the grantees. */
  readonly trustGrantedOnly: boolean;
  /** Whether the role has an instance profile with its name and path. */
  readonly instanceProfile: boolean;
}

/** An entity that a role trusts, and the conditions for it. */
export interface RoleTrust extends Trust {
  /** Whether only those of its users and roles get in that are granted the role. They differ from account to account. */
  readonly grantedOnly: boolean;
}

/** Where the settings of a role are declared. */
export interface SettingsDeclared {
  /** The role, or the override of one account. */
  readonly at: Path;
  /** The account whose override they are. `undefined`: they are the role's own. */
  readonly override?: string;
  /** Where each trusted entity is declared; the role or override itself where the identity account is the default. */
  readonly trustAt: ReadonlyMap<RoleTrust, Path>;
  /** The trusted entities that require MFA only because nothing else is declared. */
  readonly mfaByDefault: ReadonlySet<RoleTrust>;
  /** The keys that are set there; an override inherits the others from the role. */
  readonly keys: ReadonlySet<keyof RoleSettingsDeclaration>;
}

/** An inline policy of a role, user or group. */
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

/** A customer managed policy of the account of the role, user or group. */
export interface CustomerManagedPolicy {
  /** The account has the policy. */
  readonly kind: "customer";
  /** The name of the policy. */
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** The policy, if it is declared and made here. `undefined`: it exists in the account. */
  readonly declared?: Policy;
}

/** A customer managed policy that is made in each account where something names it. */
export interface Policy {
  /** The name of the policy. */
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** The description of the policy in IAM. */
  readonly description?: string;
  /** The policy document. */
  readonly document: PolicyDocument;
  /** Whether it exists already and the next apply imports it: everywhere, or in the target accounts with these names. */
  readonly adopt: boolean | readonly string[];
}

/** An identity provider that is made once in each account where a role trusts it. */
export type IdentityProvider = SamlProvider | OidcProvider;

interface IdentityProviderSettings {
  /** The name in the access file. */
  readonly name: string;
  /** The name in the access file before. */
  readonly renamedFrom?: string;
  /** The tags of the provider in IAM. */
  readonly tags: Readonly<Record<string, string>>;
  /** Whether Terraform lets it go: it stays in AWS as it is. */
  readonly existing: boolean;
  /** Whether it exists already and the next apply imports it: everywhere, or in the target accounts with these names. */
  readonly adopt: boolean | readonly string[];
}

/** A SAML 2.0 provider. Its name in IAM is the name in the access file. */
export interface SamlProvider extends IdentityProviderSettings {
  /** Tells SAML from OpenID Connect. */
  readonly kind: "saml";
  /** The metadata document, XML. */
  readonly metadata: string;
}

/** An OpenID Connect provider. */
export interface OidcProvider extends IdentityProviderSettings {
  /** Tells OpenID Connect from SAML. */
  readonly kind: "oidc";
  /** Begins with `https://`. */
  readonly url: string;
  /** The URL without `https://`: the name of the provider in IAM. */
  readonly host: string;
  /** The audiences whose tokens AWS takes. Sorted. */
  readonly audiences: readonly string[];
  /** SHA-1 thumbprints of its certificates. Empty: AWS finds one. */
  readonly thumbprints: readonly string[];
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
  /** When it ends. */
  readonly end: End;
}

/** When a grant or a membership ends, and the reason for it. */
export interface End {
  /** A time in UTC, such as `2026-12-24T00:00:00Z`. `undefined`: it does not end. */
  readonly until?: string;
  /** In words. `undefined`: the file gives no reason. */
  readonly reason?: string;
}

/** A membership that ends: the grants of the group are given to the user itself. */
export interface EndingMembership {
  /** The group. */
  readonly group: Group;
  /** When it ends. */
  readonly end: End;
}

/** A user, group or principal that is granted roles. */
export type Grantee = User | Group | Principal;

/** A grantee that can assume a role itself: everybody but a group. */
export type Caller = User | Principal;

interface Granted {
  /** Its name in the access file. */
  readonly name: string;
  /** Its name in the access file before. */
  readonly renamedFrom?: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** The roles that it can assume. */
  readonly grants: readonly Grant[];
}

/** An IAM group of the identity account. */
export interface Group extends Granted, OwnPolicies {
  /** Tells groups from users and principals. */
  readonly kind: "group";
  /** Whether the group is created and managed elsewhere. */
  readonly existing: boolean;
  /** Whether it exists already and the next apply imports it. */
  readonly adopt: boolean;
  /** Whether its policies are those of the file and no others, once it is no longer adopted. */
  readonly exclusive: boolean;
  /** Whether its members are those of the file and no others. */
  readonly exclusiveMembers: boolean;
}

/** An IAM user of the identity account. */
export interface User extends Granted, OwnPolicies {
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
  /** Whether the user can manage their own password, access keys and MFA devices, and use `aws login`. */
  readonly selfService: boolean;
  /** Whether the user can enrol an MFA device with an access key, and not in a console session only. */
  readonly enrolMfaWithAccessKey: boolean;
  /** Whether the user is denied every action until it signs in with MFA. */
  readonly denyWithoutMfa: boolean;
  /** Whether the user is created and managed elsewhere. */
  readonly existing: boolean;
  /** Whether it exists already and the next apply imports it. */
  readonly adopt: boolean;
  /** Whether its policies are those of the file and no others, once it is no longer adopted. */
  readonly exclusive: boolean;
  /** The groups that the user is a member of. */
  readonly groups: readonly Group[];
  /** The groups among them whose membership ends: the user is not a member of them in IAM. */
  readonly endingMemberships: readonly EndingMembership[];
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

/** A role that is granted roles as users are: one that exists already, or one of this file in one of its accounts. */
export interface Principal extends Granted {
  /** Tells principals from users and groups. */
  readonly kind: "principal";
  /** The role of this file that it is, in its account; its name is `<role> in <account>`. `undefined`: it is made elsewhere. */
  readonly place?: RolePlace;
  /** The target account that has the role. `undefined`: the identity account has it, and no entry of `targetAccounts` says so. */
  readonly targetAccount?: TargetAccount;
  /** The ARN of the role. */
  readonly arn: string;
  /** The name of the role in IAM. With a permission set, the name and the ARN are patterns with `*` and `?`. */
  readonly roleName: string;
  /** The permission set of IAM Identity Center that the role belongs to. `undefined`: it is no such role. */
  readonly permissionSet?: string;
}

/** Where a grantee is declared. */
export function granteePath({ kind, name, ...grantee }: Grantee): Path {
  const { place } = grantee as Partial<Principal>;
  return place ? ["roles", place.role.name] : [`${kind}s`, name];
}

/**
 * The principals, of the places of one role only the first: the role is granted the same in all its accounts. For checks that
 * are to report each role once.
 */
export function firstPrincipals({ principals }: Access): Principal[] {
  return [
    ...new Map(principals.map((each) => [each.place?.role ?? each, each] as const).reverse()).values(),
  ].reverse();
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
    ? [...caller.grants, ...caller.groups.flatMap((group) => grantsBy(caller, group))]
    : [...caller.grants];
}

/** The groups that a user is a member of in IAM: its membership does not end. */
export function lastingGroups({ groups, endingMemberships }: User): Group[] {
  const ending = endingMemberships.map(({ group }) => group);
  return groups.filter((group) => !ending.includes(group));
}

/** The grants that a group brings to one of its members. */
export function grantsBy({ endingMemberships }: User, group: Group): readonly Grant[] {
  const ending = endingMemberships.find((membership) => membership.group === group);
  return ending ? group.grants.map((grant) => endedBy(grant, ending.end)) : group.grants;
}

/** A grant that ends by another end too. */
export function endedBy(grant: Grant, end: End): Grant {
  return { ...grant, end: earlierEnd(grant.end, end) };
}

/** The later of two times until which something holds; `undefined`: it does not end. */
export function laterTime(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? undefined : a > b ? a : b;
}

/** The earlier of two ends, with the reasons for both: what holds as long as both things hold. */
export function earlierEnd(a: End, b: End): End {
  const until = [a.until, b.until].filter((time) => time !== undefined).sort()[0];
  return { until, reason: bothReasons(a, b) };
}

/** The later of two ends, with the reasons for both: what holds as long as one of two things holds. */
export function laterEnd(a: End, b: End): End {
  return { until: laterTime(a.until, b.until), reason: bothReasons(a, b) };
}

function bothReasons(a: End, b: End): string | undefined {
  const reasons = [a, b].flatMap(({ reason }) => reason?.split("; ") ?? []);
  return reasons.length === 0 ? undefined : [...new Set(reasons)].sort(byCodePoint).join("; ");
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

/** Whether an entity is the identity account. */
export function isIdentityAccount({ identityAccount }: Access, { entity }: Trust): boolean {
  return (
    entity.kind === "account" && entity.principalArns === undefined && entity.accountId === identityAccount.id
  );
}

/** Whether a role trusts the identity account in an account, possibly beside others. */
export function trustsIdentityAccount(access: Access, { settings }: Pick<RolePlace, "settings">): boolean {
  return settings.trust.some((trust) => isIdentityAccount(access, trust));
}
