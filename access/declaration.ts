/**
 * The TypeScript types of the access file and of the constructs' props. `npm run generate` writes this file from
 * `schema.ts`: change that one.
 */

/** The access file, or the same as props of `CrossAccountAccess`. */
export interface AccessDeclaration {
  /** URL or path of the JSON Schema of this file, for editors. */
  readonly $schema?: string | undefined;
  /**
   * Files with other parts of the declaration, such as `teams/*.yaml`: paths relative to this file, in its
   * folder or below.
   */
  readonly include?: readonly string[] | undefined;
  /**
   * Settings that every role and every user starts from; a key that an entry sets itself replaces the
   * default.
   */
  readonly defaults?: DefaultsDeclaration | undefined;
  /**
   * AWS partition of all accounts.
   *
   * @default aws
   */
  readonly partition?: "aws" | "aws-us-gov" | "aws-cn" | undefined;
  /**
   * AWS Region of every provider.
   *
   * @default - `us-east-1`, `us-gov-west-1` or `cn-north-1`, by partition
   */
  readonly region?: string | undefined;
  /**
   * How Terraform reaches the target accounts and the organization's account if they set no `deployWith`: a
   * `role` to assume, a `profile`, both (the profile assumes the role), or `ambient`, the credentials that
   * Terraform runs with.
   */
  readonly deployWith?: DeployWith | undefined;
  /**
   * Tags of everything that Terraform creates and AWS can tag: the `default_tags` of every provider. A tag of
   * the same key at a role or user replaces one of these.
   *
   * @default - none
   */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined;
  /**
   * IAM quotas that AWS raised for you, in the identity account and in every target account: each account has
   * its own.
   *
   * @default - those of a new account
   */
  readonly quotas?: Quotas | undefined;
  /**
   * Prefix of the names of all policies that are created in the identity account, such as `platform-`. Give
   * each access file its own when several files share an identity account. Set it before the first apply:
   * another prefix replaces the policies.
   *
   * @default - none
   */
  readonly policyNamePrefix?: string | undefined;
  /**
   * How the accounts are divided into Terraform stacks: `single` puts all accounts into the stack `access`,
   * `perAccount` gives each target account a stack of its name; accounts named `access` or `organization`
   * share that of the identity account or of the stack sets.
   *
   * @default single
   */
  readonly stacks?: "single" | "perAccount" | undefined;
  /**
   * Where Terraform keeps the state of each stack; exactly one of `s3`, `cloud` and `local`.
   *
   * @default - a local file next to the output folder
   */
  readonly backend?: BackendDeclaration | undefined;
  /** The AWS organization that the accounts belong to. Roles with `rollout: stackSet` need it. */
  readonly organization?: OrganizationDeclaration | undefined;
  /** The account of the IAM users, groups and grants. People sign in there. */
  readonly identityAccount: IdentityAccountDeclaration;
  /** The accounts that people switch to: name -> account. */
  readonly targetAccounts: Readonly<Record<string, TargetAccountDeclaration>>;
  /** The cross-account roles: name -> role. */
  readonly roles: Readonly<Record<string, RoleDeclaration>>;
  /**
   * Customer managed policies: name -> policy. Each is created in the accounts where a role names it, and in
   * the identity account if a user or group names it.
   */
  readonly policies?: Readonly<Record<string, PolicyDeclaration>> | undefined;
  /**
   * Identity providers: name -> provider. Each is created once in every account where a role trusts it by
   * this name (`trustedEntity: { saml: { provider: okta } }`).
   */
  readonly identityProviders?: Readonly<Record<string, IdentityProviderDeclaration>> | undefined;
  /** IAM groups of the identity account: name -> group. */
  readonly groups?: Readonly<Record<string, GroupDeclaration>> | undefined;
  /** IAM users of the identity account: name -> user. */
  readonly users?: Readonly<Record<string, UserDeclaration>> | undefined;
  /**
   * Roles that exist and are granted cross-account roles: name -> principal. A role in `roles` has its own
   * `canAssume`.
   */
  readonly principals?: Readonly<Record<string, PrincipalDeclaration>> | undefined;
  /** Findings of `verify` that you expect: it does not report them. */
  readonly expected?: readonly ExpectedFinding[] | undefined;
  /** Lint rules to suppress in the whole file. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** Settings that every role and every user starts from. */
export interface DefaultsDeclaration {
  /**
   * Settings that every role starts from, as in an entry of `roles`. The conditions among them do not apply
   * to a role with its own `trustedEntity`.
   */
  readonly roles?: RoleDefaults | undefined;
  /**
   * Settings that every user starts from, as in an entry of `users`. They do not apply to a user with
   * `existing: true`.
   */
  readonly users?: UserDefaults | undefined;
}

/** Settings that every role starts from, as in an entry of `roles`. */
export interface RoleDefaults extends RoleSettingsDeclaration {
  /**
   * Name of the role in IAM. `{account}` stands for the name of the target account in this file,
   * `{accountId}` for its id.
   *
   * @default - the name of the role in this file
   */
  readonly roleName?: string | undefined;
  /**
   * Path of the role.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /**
   * Name that the console's navigation bar shows after the switch.
   *
   * @default - `<role> @ <target account>`, shortened to fit
   */
  readonly displayName?: string | undefined;
  /**
   * Whether the role is created and managed elsewhere. If true, it is only granted and listed; what it trusts
   * and allows is unknown here. If Terraform created it before, the next apply forgets it and its
   * `managedPolicies` and `inlinePolicies`, and deletes nothing in AWS.
   *
   * @default false
   */
  readonly existing?: boolean | undefined;
  /**
   * Whether the role exists already in its target accounts: in all (`true`) or in some: their names, or
   * `{ tags: { ... }, except: [...] }`. The next apply imports it into the Terraform state with the policies
   * that it has, and with its instance profile if it has `instanceProfile`; it creates the role where it does
   * not exist.
   *
   * @default false
   */
  readonly adopt?: boolean | readonly string[] | SelectedAccounts | undefined;
  /**
   * Whether the next apply removes policies of the role that others added or attached. The plan names them
   * first. No effect while `adopt` is set. Set `false` if other files or other configuration give policies to
   * the role.
   *
   * @default true
   */
  readonly exclusive?: boolean | undefined;
  /**
   * How the role is created in its accounts: `provider` uses one Terraform provider for each account,
   * `stackSet` one CloudFormation StackSet for organizational units.
   *
   * @default provider
   */
  readonly rollout?: "provider" | "stackSet" | undefined;
  /** Settings of `rollout: stackSet`. */
  readonly stackSet?: StackSetDeclaration | undefined;
}

/**
 * An entity that can assume a role: exactly one of its kinds, and the conditions that hold for it beside the
 * role's.
 */
export interface TrustedEntityDeclaration {
  /** The identity account: the users, groups and principals of this file. */
  readonly identityAccount?: true | undefined;
  /** Id of another AWS account, such as a third party's; one or more. */
  readonly awsAccount?: string | readonly string[] | undefined;
  /**
   * ARNs of roles and users that exist elsewhere. The trust policy names their accounts and requires one of
   * the ARNs (`aws:PrincipalArn`), so they need not exist yet.
   */
  readonly principals?: readonly string[] | undefined;
  /**
   * Paths of organizational units: every account there (`aws:PrincipalOrgPaths`). In the role's own account,
   * a caller then needs no permission of its own.
   */
  readonly organizationalUnits?: readonly string[] | undefined;
  /** One or more AWS services, such as `ec2.amazonaws.com`. */
  readonly service?: string | readonly string[] | undefined;
  /** Federation by OpenID Connect, such as GitHub Actions. */
  readonly webIdentity?: WebIdentityDeclaration | undefined;
  /** Federation by SAML 2.0. */
  readonly saml?: SamlDeclaration | undefined;
  /**
   * A complete trust policy, used as written; only `Principal: "*"`, which IAM refuses here, becomes
   * `{ AWS: "*" }`, which means the same.
   */
  readonly custom?: PolicyDocumentDeclaration | undefined;
  /**
   * Whether the caller must have signed in with MFA (`aws:MultiFactorAuthPresent`).
   *
   * @default - true for callers of the identity account, except roles with `canAssume`, and where `mfaMaxAge` is
   * set; otherwise false
   */
  readonly requireMfa?: boolean | undefined;
  /**
   * Maximum time since the sign-in with MFA (`aws:MultiFactorAuthAge`).
   *
   * @default - no maximum
   */
  readonly mfaMaxAge?: DurationDeclaration | undefined;
  /**
   * External ID that the caller must send (`sts:ExternalId`), as for a third party. The console cannot switch
   * to a role that requires one.
   */
  readonly externalId?: string | undefined;
  /**
   * CIDR ranges that the request must come from (`aws:SourceIp`).
   *
   * @default - any address
   */
  readonly sourceIps?: readonly string[] | undefined;
  /** Id of the organization that the caller's account must belong to (`aws:PrincipalOrgID`). */
  readonly organizationId?: string | undefined;
  /**
   * Whether the session must have the name of the IAM user (`sts:RoleSessionName`).
   *
   * @default false
   */
  readonly requireUserSessionName?: boolean | undefined;
  /**
   * Whether the caller can pass session tags (`sts:TagSession`): `true`, or the keys of the tags that every
   * request must have (`aws:RequestTag/<key>`). The console cannot pass session tags.
   *
   * @default false
   */
  readonly tagSession?: boolean | readonly string[] | undefined;
  /**
   * Whether the caller can set a source identity (`sts:SetSourceIdentity`): `true`, or the source identities
   * of which every request must set one (`sts:SourceIdentity`). The console cannot set one.
   *
   * @default false
   */
  readonly setSourceIdentity?: boolean | readonly string[] | undefined;
}

/** Trust in an OpenID Connect provider, such as GitHub Actions. */
export interface WebIdentityDeclaration {
  /**
   * OpenID Connect provider: its name or its host in `identityProviders`, or the host or the ARN of one that
   * exists in each target account.
   */
  readonly provider: string;
  /** Audience of the token (`aud`), such as `sts.amazonaws.com`; one or more. */
  readonly audience: string | readonly string[];
  /**
   * Subjects of the token (`sub`), such as `repo:acme/infra:ref:refs/heads/main`; `*` and `?` are wildcards.
   *
   * @default - any subject
   */
  readonly subjects?: readonly string[] | undefined;
}

/** Trust in a SAML 2.0 provider. */
export interface SamlDeclaration {
  /**
   * SAML provider: its name in `identityProviders`, or the name or the ARN of one that exists in each target
   * account.
   */
  readonly provider: string;
  /**
   * Audience of the assertion (`SAML:aud`).
   *
   * @default - the partition's sign-in page
   */
  readonly audience?: string | undefined;
}

/** An IAM policy document: a mapping, JSON in a string, or `{ file }`. */
export type PolicyDocumentDeclaration = FileDeclaration | Readonly<Record<string, unknown>> | string;

/** The content of a file. Only an access file can name one: constructs read no files. */
export interface FileDeclaration {
  /** Path of the file, relative to the file that names it, in the folder of the access file or below. */
  readonly file: string;
}

/** A duration such as `1h`, `90m` or `1h30m`, or a number of seconds. */
export type DurationDeclaration = number | string;

/**
 * A managed policy: the name of an AWS managed policy, any ARN, `{ name }` of a policy in `policies`, or
 * `{ name, path }` of a customer managed policy that exists in the account.
 */
export type ManagedPolicyDeclaration = string | CustomerManagedPolicyDeclaration;

/** A customer managed policy: one in `policies`, or one that exists in the account. */
export interface CustomerManagedPolicyDeclaration {
  /** Name of a policy in `policies`, or of a customer managed policy that exists in the account. */
  readonly name: string;
  /**
   * Path of a policy that exists in the account.
   *
   * @default - `/`; for one in `policies`, its own path
   */
  readonly path?: string | undefined;
}

/** All target accounts that have certain tags, or all but some. */
export interface SelectedAccounts {
  /**
   * Tags that an account must have, all of them: key -> value, or a list of values of which it must have one.
   *
   * @default - any account
   */
  readonly tags?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /**
   * Accounts to leave out: their names, or `{ tags: { ... } }`.
   *
   * @default - none
   */
  readonly except?: readonly string[] | TaggedAccounts | undefined;
}

/** All target accounts that have certain tags. */
export interface TaggedAccounts {
  /** Tags that an account must have to be left out, all of them. */
  readonly tags: Readonly<Record<string, string | readonly string[]>>;
}

/** Settings of the CloudFormation StackSet of a role. */
export interface StackSetDeclaration {
  /**
   * Organizational units (or the root) whose accounts get the role.
   *
   * @default organization.organizationalUnits
   */
  readonly organizationalUnits?: readonly string[] | undefined;
  /**
   * Percentage of accounts that can fail before CloudFormation stops the operation. When the role changes,
   * CloudFormation works on that many accounts and one more at the same time, or on `maxConcurrentPercentage`
   * if that is less.
   *
   * @default 0
   */
  readonly failureTolerancePercentage?: number | undefined;
  /**
   * Percentage of accounts that CloudFormation works on at the same time; at least one account.
   *
   * @default 10
   */
  readonly maxConcurrentPercentage?: number | undefined;
}

/** Settings that every user starts from, as in an entry of `users`. */
export interface UserDefaults {
  /**
   * Path of the user.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /** Tags of the user. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Managed policies to attach: the name of an AWS managed policy, any ARN, `{ name }` of a policy in
   * `policies`, or `{ name, path }` of a customer managed policy that exists in the identity account.
   */
  readonly managedPolicies?: readonly ManagedPolicyDeclaration[] | undefined;
  /** Inline policies: name -> document. */
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocumentDeclaration>> | undefined;
  /**
   * Permissions boundary, the maximum permissions: the name of an AWS managed policy, any ARN, `{ name }` of
   * a policy in `policies`, or `{ name, path }` of a customer managed policy that exists in the account.
   */
  readonly permissionsBoundary?: ManagedPolicyDeclaration | undefined;
  /**
   * Whether Terraform can delete the user even if it has access keys or MFA devices that Terraform did not
   * create.
   *
   * @default false
   */
  readonly forceDestroy?: boolean | undefined;
  /**
   * Whether the user can sign in to the console with a password: `true`, or settings.
   *
   * @default false
   */
  readonly consoleAccess?: boolean | ConsoleAccessDeclaration | undefined;
  /**
   * Whether the user can manage their own password, access keys and MFA devices, and sign in on the command
   * line with `aws login`. Enrolling an MFA device needs a console session, unless `enrolMfaWithAccessKey` is
   * set.
   *
   * @default - true with console access or `enrolMfaWithAccessKey`, otherwise false
   */
  readonly selfService?: boolean | undefined;
  /**
   * Whether the user can enrol an MFA device with an access key, as a user without console access must. A
   * stolen access key can then enrol a device too, and pass every condition on MFA.
   *
   * @default false
   */
  readonly enrolMfaWithAccessKey?: boolean | undefined;
  /**
   * Whether the user is denied every action until it signs in with MFA. `false` is for a machine user, whose
   * access key has no MFA.
   *
   * @default identityAccount.denyWithoutMfa
   */
  readonly denyWithoutMfa?: boolean | undefined;
  /**
   * Whether the user exists already. If true, the next apply imports it into the Terraform state instead of
   * creating it, and creates it if it does not exist.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
  /**
   * Whether the next apply removes policies of the user that others added or attached. The plan names them
   * first. No effect while `adopt` is set. Set `false` if other files or other configuration give policies to
   * the user.
   *
   * @default true
   */
  readonly exclusive?: boolean | undefined;
  /** Groups that the user is a member of: names, or `{ group, until }`. */
  readonly groups?: readonly MemberOf[] | undefined;
  /**
   * Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /**
   * When it ends, without another apply: a date such as `2026-12-24` (at 00:00 UTC of this day) or a time in
   * UTC such as `2026-12-24T18:00:00Z`. Sessions that have begun last until their own end.
   *
   * @default - it does not end
   */
  readonly until?: string | undefined;
  /**
   * Reason for it, which the reports show.
   *
   * @default - none
   */
  readonly reason?: string | undefined;
}

/** Console access of a user: the login profile, with a generated password. */
export interface ConsoleAccessDeclaration {
  /**
   * Whether the user must choose a new password at the first sign-in.
   *
   * @default true
   */
  readonly passwordResetRequired?: boolean | undefined;
  /**
   * Length of the generated password.
   *
   * @default - 20, or the minimum of the account's `passwordPolicy` if that is longer
   */
  readonly passwordLength?: number | undefined;
  /**
   * PGP public key: base64, `keybase:<name>`, or `{ file }` with base64 or an ASCII-armored key. Terraform's
   * state and outputs then hold only the encrypted password.
   */
  readonly pgpKey?: string | FileDeclaration | undefined;
  /**
   * Whether the login profile exists already. If true, the next apply imports it into the Terraform state
   * instead of creating it; the plan fails if it does not exist.
   *
   * @default - `adopt` of the user
   */
  readonly adopt?: boolean | undefined;
}

/** An entry of `groups`: the name of a group, or `{ group, until }`. */
export type MemberOf = string | MembershipDeclaration;

/**
 * A membership of a group. One that ends gives the user the grants of the group until then, and does not make
 * it a member in IAM, even if the `members` of the group list it.
 */
export interface MembershipDeclaration {
  /** Name of a group in `groups`. */
  readonly group: string;
  /**
   * When it ends, without another apply: a date such as `2026-12-24` (at 00:00 UTC of this day) or a time in
   * UTC such as `2026-12-24T18:00:00Z`. Sessions that have begun last until their own end.
   *
   * @default - it does not end
   */
  readonly until?: string | undefined;
  /**
   * Reason for it, which the reports show.
   *
   * @default - none
   */
  readonly reason?: string | undefined;
}

/** An entry of `canAssume`: the name of a role (in all of its target accounts), or `{ role, accounts }`. */
export type CanAssume = string | GrantDeclaration;

/** A grant: permission to assume one role, in some or all of its target accounts. */
export interface GrantDeclaration {
  /** Name of a role in `roles`. */
  readonly role: string;
  /**
   * Target accounts of the role in which it can be assumed: names, `"*"` for all, or
   * `{ tags: { ... }, except: [...] }`. `organization` allows the role of this name in every account of the
   * organization; use it if the exact grants exceed IAM's size limits.
   *
   * @default - all target accounts of the role
   */
  readonly accounts?: GrantedAccounts | undefined;
  /**
   * When it ends, without another apply: a date such as `2026-12-24` (at 00:00 UTC of this day) or a time in
   * UTC such as `2026-12-24T18:00:00Z`. Sessions that have begun last until their own end.
   *
   * @default - it does not end
   */
  readonly until?: string | undefined;
  /**
   * Reason for it, which the reports show.
   *
   * @default - none
   */
  readonly reason?: string | undefined;
}

/**
 * Target accounts of a role: their names, `"*"` for all, `{ tags: { ... }, except: [...] }`, or
 * `organization` for the role of this name in every account of the organization.
 */
export type GrantedAccounts = "*" | "organization" | readonly string[] | SelectedAccounts;

/**
 * How Terraform reaches an account: a `role` to assume, a `profile`, both (the profile assumes the role), or
 * `ambient`, the credentials that Terraform runs with.
 */
export type DeployWith = "ambient" | DeployCredentials;

/** Credentials that Terraform works with in an account: a role, a profile or both. */
export interface DeployCredentials {
  /** Role in the account that Terraform assumes: its name (with its path, if it has one) or its ARN. */
  readonly role?: string | undefined;
  /** Profile in the AWS configuration of the machine that runs Terraform. */
  readonly profile?: string | undefined;
  /** External ID that the role requires. */
  readonly externalId?: string | undefined;
  /**
   * Name of Terraform's session, as CloudTrail records it.
   *
   * @default - the AWS provider generates one
   */
  readonly sessionName?: string | undefined;
}

/**
 * IAM quotas that AWS raised, in the identity account and in every target account: each account has its own.
 */
export interface Quotas {
  /**
   * Characters of a role's trust policy.
   *
   * @default - 2048; AWS raises it to 8192 at most
   */
  readonly trustPolicy?: number | undefined;
  /**
   * Managed policies attached to an IAM role.
   *
   * @default - 10; AWS raises it to 25 at most
   */
  readonly managedPoliciesPerRole?: number | undefined;
  /**
   * Managed policies attached to an IAM user.
   *
   * @default - 10; AWS raises it to 20 at most
   */
  readonly managedPoliciesPerUser?: number | undefined;
  /**
   * Customer managed policies in an account.
   *
   * @default - 1500; AWS raises it to 5000 at most
   */
  readonly customerManagedPolicies?: number | undefined;
}

/** Where Terraform keeps the state of each stack. Set exactly one property. */
export interface BackendDeclaration {
  /** An S3 bucket: one object for each stack. */
  readonly s3?: S3BackendDeclaration | undefined;
  /** HCP Terraform or Terraform Enterprise: one workspace for each stack. */
  readonly cloud?: CloudBackendDeclaration | undefined;
  /** Local files on the machine that runs Terraform: one file for each stack. */
  readonly local?: LocalBackendDeclaration | undefined;
}

/** An S3 bucket that holds the state: one object for each stack. */
export interface S3BackendDeclaration {
  /** Name of a bucket that exists. */
  readonly bucket: string;
  /** AWS Region of the bucket. */
  readonly region: string;
  /**
   * Prefix of the key of each stack's state, `<prefix><stack>.tfstate`.
   *
   * @default - none
   */
  readonly keyPrefix?: string | undefined;
  /**
   * Whether Terraform locks the state with a lock file next to it in the bucket.
   *
   * @default true
   */
  readonly useLockfile?: boolean | undefined;
  /**
   * Whether the state is encrypted at rest.
   *
   * @default true
   */
  readonly encrypt?: boolean | undefined;
  /**
   * ARN of the KMS key that encrypts the state.
   *
   * @default - an Amazon S3 managed key (SSE-S3)
   */
  readonly kmsKeyId?: string | undefined;
  /** DynamoDB table for locking, which Terraform has deprecated; prefer `useLockfile`. */
  readonly dynamodbTable?: string | undefined;
  /** AWS profile that reaches the bucket. */
  readonly profile?: string | undefined;
  /** ARN of a role that Terraform assumes to reach the bucket. */
  readonly roleArn?: string | undefined;
  /**
   * Whether the bucket's name is part of the URL's path, as some S3-compatible services require.
   *
   * @default false
   */
  readonly usePathStyle?: boolean | undefined;
}

/** HCP Terraform or Terraform Enterprise, which holds the state: one workspace for each stack. */
export interface CloudBackendDeclaration {
  /** Name of the organization in HCP Terraform. */
  readonly organization: string;
  /**
   * Prefix of the name of each stack's workspace, `<prefix><stack>`.
   *
   * @default - none
   */
  readonly workspacePrefix?: string | undefined;
  /** Project of the workspaces. */
  readonly project?: string | undefined;
  /**
   * Host name of Terraform Enterprise.
   *
   * @default - HCP Terraform, `app.terraform.io`
   */
  readonly hostname?: string | undefined;
}

/** Local state files: one file for each stack. */
export interface LocalBackendDeclaration {
  /**
   * Folder of the state files, relative to the folder that holds the output folder.
   *
   * @default - that folder
   */
  readonly directory?: string | undefined;
}

/** The AWS organization that the accounts belong to. */
export interface OrganizationDeclaration {
  /** Id of the organization, such as `o-a1b2c3d4e5`. */
  readonly id: string;
  /**
   * Ids of the organization's accounts that are not target accounts. Trust in them is trust in your own
   * accounts, not in a third party.
   */
  readonly accounts?: readonly string[] | undefined;
  /**
   * Id of the account that creates the stack sets: the management account or a delegated administrator. Keep
   * it for one apply after the last role with `rollout: stackSet` is dropped, so that Terraform can delete
   * its stack set.
   */
  readonly accountId?: string | undefined;
  /**
   * How Terraform reaches the account `accountId`.
   *
   * @default - the top-level `deployWith`
   */
  readonly deployWith?: DeployWith | undefined;
  /**
   * Role of the account `accountId` in the organization: `self` for the management account, which gets no
   * role from a stack set; `delegatedAdmin` for a delegated administrator.
   *
   * @default self
   */
  readonly callAs?: "self" | "delegatedAdmin" | undefined;
  /**
   * Organizational units (or the root) that stack sets deploy to, unless a role sets
   * `stackSet.organizationalUnits`.
   */
  readonly organizationalUnits?: readonly string[] | undefined;
}

/** The account of the IAM users, groups and grants. */
export interface IdentityAccountDeclaration {
  /** AWS account id: 12 digits; leading zeros count, with or without quotes. */
  readonly id: string;
  /** Alias of the account, for the sign-in URL. It must exist; it is not created. */
  readonly alias?: string | undefined;
  /**
   * How Terraform reaches the identity account.
   *
   * @default ambient
   */
  readonly deployWith?: DeployWith | undefined;
  /**
   * Whether users, other than `existing` ones and those with `denyWithoutMfa: false`, are denied every action
   * until they sign in with MFA, except to change their password and, in the console, to enrol an MFA device.
   *
   * @default false
   */
  readonly denyWithoutMfa?: boolean | undefined;
  /**
   * Password policy of the account, as in Terraform's `aws_iam_account_password_policy`.
   *
   * @default - the account's password policy is not managed
   */
  readonly passwordPolicy?: PasswordPolicy | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/**
 * The password policy of an account, as in Terraform's `aws_iam_account_password_policy`. The defaults are
 * strict: AWS would take its weakest values for those that are not set.
 */
export interface PasswordPolicy {
  /**
   * Whether users can change their own password.
   *
   * @default true
   */
  readonly allowUsersToChangePassword?: boolean | undefined;
  /**
   * Whether a user whose password has expired needs an administrator to reset it.
   *
   * @default false
   */
  readonly hardExpiry?: boolean | undefined;
  /**
   * Days until a password expires; 0 means that it never expires.
   *
   * @default 0
   */
  readonly maxPasswordAge?: number | undefined;
  /**
   * Minimum length of a password.
   *
   * @default 14
   */
  readonly minimumPasswordLength?: number | undefined;
  /**
   * Number of previous passwords that a user cannot choose again; 0 means that any can be chosen.
   *
   * @default 24
   */
  readonly passwordReusePrevention?: number | undefined;
  /**
   * Whether a password must have a lowercase letter.
   *
   * @default true
   */
  readonly requireLowercaseCharacters?: boolean | undefined;
  /**
   * Whether a password must have a digit.
   *
   * @default true
   */
  readonly requireNumbers?: boolean | undefined;
  /**
   * Whether a password must have a symbol.
   *
   * @default true
   */
  readonly requireSymbols?: boolean | undefined;
  /**
   * Whether a password must have an uppercase letter.
   *
   * @default true
   */
  readonly requireUppercaseCharacters?: boolean | undefined;
  /**
   * Whether the account has a password policy already. If true, the next apply imports it into the Terraform
   * state, and the plan shows what it changes; the plan fails if there is none. If false, the apply
   * overwrites it.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
}

/** Id of a lint rule. */
export type LintRuleId =
  | "account-gone"
  | "account-id-changed"
  | "account-left-stack"
  | "administrator-for-pull-requests"
  | "administrator-for-service"
  | "administrator-long-session"
  | "administrator-without-mfa"
  | "adopt-left"
  | "adopt-missing"
  | "assume-role-wildcard"
  | "assumes-beyond-grants"
  | "audience-missing"
  | "bound-by-address-only"
  | "chained-session"
  | "condition-does-not-bind"
  | "escalation"
  | "external-id-in-console"
  | "identity-account-id-changed"
  | "machine-user-locked-out"
  | "managed-policies-over-quota"
  | "management-account-left-out"
  | "many-providers-in-a-stack"
  | "mfa-enrolment-with-access-key"
  | "mfa-for-principal"
  | "mfa-slips-through"
  | "mfa-without-enrolment"
  | "nobody-granted"
  | "nobody-may-assume"
  | "nothing-granted"
  | "pass-role-wildcard"
  | "policy-replaced"
  | "policy-still-named"
  | "principal-of-this-file"
  | "private-source-ip"
  | "readable-password"
  | "reads-differently"
  | "renamed"
  | "role-name-too-long-for-console"
  | "role-path-changed"
  | "service-without-source"
  | "shared-identity-provider"
  | "stack-set-gone"
  | "terraform-escape"
  | "third-party-without-external-id"
  | "unknown-aws-policy"
  | "unknown-condition-key"
  | "until-in-the-past"
  | "unused-identity-provider"
  | "unused-policy"
  | "weak-external-id"
  | "web-identity-subject"
  | "wildcard-principal";

/** An account that has cross-account roles. */
export interface TargetAccountDeclaration {
  /** AWS account id: 12 digits; leading zeros count, with or without quotes. */
  readonly id: string;
  /** Tags to select the account by. They are not created in AWS. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * How Terraform reaches the account.
   *
   * @default - the top-level `deployWith`; if the account is also the identity account, that account's
   */
  readonly deployWith?: DeployWith | undefined;
  /**
   * Terraform stack of the account.
   *
   * @default - `access`, or the account's name with `stacks: perAccount`
   */
  readonly stack?: string | undefined;
  /**
   * Previous Terraform stack of the account. That stack forgets the account's roles and the new stack imports
   * them, so that none is deleted. Remove this key after both stacks are applied.
   */
  readonly movedFrom?: string | undefined;
  /**
   * Previous name of the target account in this file. Nothing changes in AWS. Remove this key when the plan
   * is empty.
   */
  readonly renamedFrom?: string | undefined;
  /**
   * Set `true` for one apply after all roles of the account moved to `rollout: stackSet` or became
   * `existing`, so that Terraform can delete or forget the roles it created there.
   *
   * @default false
   */
  readonly keepProvider?: boolean | undefined;
  /**
   * Set `true` to remove all roles and grants in this account; after the next apply, delete the entry.
   *
   * @default false
   */
  readonly retired?: boolean | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** A cross-account role. */
export interface RoleDeclaration extends RoleSettingsDeclaration {
  /**
   * Name of the role in IAM. `{account}` stands for the name of the target account in this file,
   * `{accountId}` for its id.
   *
   * @default - the name of the role in this file
   */
  readonly roleName?: string | undefined;
  /**
   * Path of the role.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /**
   * Name that the console's navigation bar shows after the switch.
   *
   * @default - `<role> @ <target account>`, shortened to fit
   */
  readonly displayName?: string | undefined;
  /**
   * Accounts where the role exists: names of target accounts, `"*"` for all, or
   * `{ tags: { ... }, except: [...] }`.
   */
  readonly targetAccounts: AccountSelector;
  /**
   * Whether the role is created and managed elsewhere. If true, it is only granted and listed; what it trusts
   * and allows is unknown here. If Terraform created it before, the next apply forgets it and its
   * `managedPolicies` and `inlinePolicies`, and deletes nothing in AWS.
   *
   * @default false
   */
  readonly existing?: boolean | undefined;
  /**
   * Roles that a session of this role can assume, as in `canAssume` of a user. Each of them trusts this role
   * by its ARN, without MFA: a session that a role begins has none, and lasts one hour at most.
   * `trustedEntity` of those roles need not name it.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /**
   * Whether the role exists already in its target accounts: in all (`true`) or in some: their names, or
   * `{ tags: { ... }, except: [...] }`. The next apply imports it into the Terraform state with the policies
   * that it has, and with its instance profile if it has `instanceProfile`; it creates the role where it does
   * not exist.
   *
   * @default false
   */
  readonly adopt?: boolean | readonly string[] | SelectedAccounts | undefined;
  /**
   * Whether the next apply removes policies of the role that others added or attached. The plan names them
   * first. No effect while `adopt` is set. Set `false` if other files or other configuration give policies to
   * the role.
   *
   * @default true
   */
  readonly exclusive?: boolean | undefined;
  /**
   * Previous name of the role in this file. IAM cannot rename a role: unless `roleName` stays the same, the
   * next apply deletes it and creates it under the new name with its policies. Remove this key when the plan
   * is empty.
   */
  readonly renamedFrom?: string | undefined;
  /**
   * How the role is created in its accounts: `provider` uses one Terraform provider for each account,
   * `stackSet` one CloudFormation StackSet for organizational units.
   *
   * @default provider
   */
  readonly rollout?: "provider" | "stackSet" | undefined;
  /** Settings of `rollout: stackSet`. */
  readonly stackSet?: StackSetDeclaration | undefined;
  /**
   * Settings that differ in one target account: account name -> settings. Each setting given here replaces
   * the role's.
   */
  readonly overrides?: Readonly<Record<string, RoleSettingsDeclaration>> | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** Target accounts: their names, `"*"` for all, or `{ tags: { ... }, except: [...] }`. */
export type AccountSelector = "*" | readonly string[] | SelectedAccounts;

/** Settings of a role that can differ from one target account to another. */
export interface RoleSettingsDeclaration {
  /**
   * Whether the role has an instance profile with its name and path, through which EC2 instances get the
   * role. The role must trust the service `ec2.amazonaws.com`.
   *
   * @default false
   */
  readonly instanceProfile?: boolean | undefined;
  /** Description of the role in IAM. */
  readonly description?: string | undefined;
  /** Tags of the role. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Entities that can assume the role: one, or a list of them. Each is exactly one of `identityAccount`,
   * `awsAccount`, `principals`, `organizationalUnits`, `service`, `webIdentity`, `saml` and `custom`, with
   * conditions of its own if it has any; the role's conditions hold for every entity that can meet them.
   *
   * @default - the identity account
   */
  readonly trustedEntity?: TrustedEntityDeclaration | readonly TrustedEntityDeclaration[] | undefined;
  /**
   * Managed policies to attach: the name of an AWS managed policy, any ARN, or `{ name }` of a policy in
   * `policies`, or `{ name, path }` of a customer managed policy that exists in each target account.
   */
  readonly managedPolicies?: readonly ManagedPolicyDeclaration[] | undefined;
  /**
   * Inline policies of the role: name -> document. Policy variables such as `${aws:username}` are kept as
   * written.
   */
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocumentDeclaration>> | undefined;
  /**
   * Permissions boundary, the maximum permissions: the name of an AWS managed policy, any ARN, `{ name }` of
   * a policy in `policies`, or `{ name, path }` of a customer managed policy that exists in the account.
   */
  readonly permissionsBoundary?: ManagedPolicyDeclaration | undefined;
  /**
   * Maximum duration of a session, from 1h to 12h.
   *
   * @default 1h
   */
  readonly maxSessionDuration?: DurationDeclaration | undefined;
  /**
   * Whether the caller must have signed in with MFA (`aws:MultiFactorAuthPresent`).
   *
   * @default - true for callers of the identity account, except roles with `canAssume`, and where `mfaMaxAge` is
   * set; otherwise false
   */
  readonly requireMfa?: boolean | undefined;
  /**
   * Maximum time since the sign-in with MFA (`aws:MultiFactorAuthAge`).
   *
   * @default - no maximum
   */
  readonly mfaMaxAge?: DurationDeclaration | undefined;
  /**
   * External ID that the caller must send (`sts:ExternalId`), as for a third party. The console cannot switch
   * to a role that requires one.
   */
  readonly externalId?: string | undefined;
  /**
   * CIDR ranges that the request must come from (`aws:SourceIp`).
   *
   * @default - any address
   */
  readonly sourceIps?: readonly string[] | undefined;
  /** Id of the organization that the caller's account must belong to (`aws:PrincipalOrgID`). */
  readonly organizationId?: string | undefined;
  /**
   * Whether the session must have the name of the IAM user (`sts:RoleSessionName`).
   *
   * @default false
   */
  readonly requireUserSessionName?: boolean | undefined;
  /**
   * Whether the caller can pass session tags (`sts:TagSession`): `true`, or the keys of the tags that every
   * request must have (`aws:RequestTag/<key>`). The console cannot pass session tags.
   *
   * @default false
   */
  readonly tagSession?: boolean | readonly string[] | undefined;
  /**
   * Whether the caller can set a source identity (`sts:SetSourceIdentity`): `true`, or the source identities
   * of which every request must set one (`sts:SourceIdentity`). The console cannot set one.
   *
   * @default false
   */
  readonly setSourceIdentity?: boolean | readonly string[] | undefined;
  /**
   * Whether the trust policy admits only the users, principals and roles that are granted the role. If false,
   * it also admits the identity account, and the policies there decide.
   *
   * @default false
   */
  readonly trustGrantedOnly?: boolean | undefined;
}

/** A customer managed policy. */
export interface PolicyDeclaration {
  /**
   * Path of the policy. A new path replaces the policy.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /** Description of the policy in IAM. A new description replaces the policy. */
  readonly description?: string | undefined;
  /**
   * The policy document. A change becomes a new version of the policy, which everything that it is attached
   * to has at once.
   */
  readonly document: FileDeclaration | Readonly<Record<string, unknown>> | string;
  /**
   * Whether the policy exists already, in all accounts where it is named (`true`) or in the target accounts
   * listed. The next apply imports it into the Terraform state instead of creating it.
   *
   * @default false
   */
  readonly adopt?: boolean | readonly string[] | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** An identity provider that Terraform creates in each account where a role trusts it. */
export interface IdentityProviderDeclaration {
  /** A SAML 2.0 provider. Its name in IAM is the name of the entry. */
  readonly saml?: SamlProviderDeclaration | undefined;
  /** An OpenID Connect provider, such as GitHub Actions. */
  readonly oidc?: OidcProviderDeclaration | undefined;
  /**
   * Tags of the provider in IAM.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Set `true` to stop managing the provider: Terraform forgets it, and it stays in AWS as it is.
   *
   * @default false
   */
  readonly existing?: boolean | undefined;
  /**
   * Whether the provider exists already, in all accounts where a role trusts it (`true`) or in the target
   * accounts listed. The next apply imports it into the Terraform state instead of creating it.
   *
   * @default false
   */
  readonly adopt?: boolean | readonly string[] | undefined;
  /**
   * Previous name of the identity provider in this file. An OpenID Connect provider stays as it is; IAM
   * cannot rename a SAML provider, so Terraform replaces it. Remove this key when the plan is empty.
   */
  readonly renamedFrom?: string | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** The settings of a SAML 2.0 provider. */
export interface SamlProviderDeclaration {
  /**
   * SAML metadata document of the identity provider (XML), with its signing certificates:
   * `{ file: okta.xml }`, or the text.
   */
  readonly metadata: FileDeclaration | string;
}

/** The settings of an OpenID Connect provider. */
export interface OidcProviderDeclaration {
  /**
   * URL of the provider, equal to the `iss` of its tokens. A new URL replaces the provider, and changes its
   * ARN.
   */
  readonly url: string;
  /** Audiences (client ids) whose tokens AWS accepts. Roles can require one of them. */
  readonly audiences: readonly string[];
  /**
   * SHA-1 thumbprints of the provider's certificates. AWS needs them only where it does not know the
   * authority that signed the certificate.
   *
   * @default - AWS finds one
   */
  readonly thumbprints?: readonly string[] | undefined;
}

/** An IAM group of the identity account. */
export interface GroupDeclaration {
  /**
   * Path of the group.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /**
   * Managed policies to attach: the name of an AWS managed policy, any ARN, `{ name }` of a policy in
   * `policies`, or `{ name, path }` of a customer managed policy that exists in the identity account.
   */
  readonly managedPolicies?: readonly ManagedPolicyDeclaration[] | undefined;
  /** Inline policies: name -> document. */
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocumentDeclaration>> | undefined;
  /**
   * Whether the group is created and managed elsewhere. If true, it is only granted roles.
   *
   * @default false
   */
  readonly existing?: boolean | undefined;
  /**
   * Whether the group exists already. If true, the next apply imports it into the Terraform state instead of
   * creating it.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
  /**
   * Whether the next apply removes policies of the group that others added or attached, and members that the
   * file does not name: those only if `members` is written, or this key. The plan names them first. No effect
   * while `adopt` is set. Set `false` if other files or other configuration give policies to the group.
   *
   * @default true
   */
  readonly exclusive?: boolean | undefined;
  /**
   * Previous name of the group in this file. The next apply renames the group in IAM, with its members and
   * policies. Remove this key when the plan is empty.
   */
  readonly renamedFrom?: string | undefined;
  /**
   * Members of the group besides the users that name it in `groups`: names of users, `"*"` for all users of
   * this file, or `{ except: [...] }` for all but some.
   *
   * @default - none
   */
  readonly members?: GroupMembers | undefined;
  /**
   * Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** Users of the access file: their names, `"*"` for all, or `{ except: [...] }` for all but some. */
export type GroupMembers = "*" | readonly string[] | MembersExcept;

/** All users of the access file but some. */
export interface MembersExcept {
  /** Users to leave out. */
  readonly except: readonly string[];
}

/** An IAM user of the identity account. */
export interface UserDeclaration {
  /**
   * Path of the user.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /** Tags of the user. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Managed policies to attach: the name of an AWS managed policy, any ARN, `{ name }` of a policy in
   * `policies`, or `{ name, path }` of a customer managed policy that exists in the identity account.
   */
  readonly managedPolicies?: readonly ManagedPolicyDeclaration[] | undefined;
  /** Inline policies: name -> document. */
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocumentDeclaration>> | undefined;
  /**
   * Permissions boundary, the maximum permissions: the name of an AWS managed policy, any ARN, `{ name }` of
   * a policy in `policies`, or `{ name, path }` of a customer managed policy that exists in the account.
   */
  readonly permissionsBoundary?: ManagedPolicyDeclaration | undefined;
  /**
   * Whether Terraform can delete the user even if it has access keys or MFA devices that Terraform did not
   * create.
   *
   * @default false
   */
  readonly forceDestroy?: boolean | undefined;
  /**
   * Whether the user can sign in to the console with a password: `true`, or settings.
   *
   * @default false
   */
  readonly consoleAccess?: boolean | ConsoleAccessDeclaration | undefined;
  /**
   * Whether the user can manage their own password, access keys and MFA devices, and sign in on the command
   * line with `aws login`. Enrolling an MFA device needs a console session, unless `enrolMfaWithAccessKey` is
   * set.
   *
   * @default - true with console access or `enrolMfaWithAccessKey`, otherwise false
   */
  readonly selfService?: boolean | undefined;
  /**
   * Whether the user can enrol an MFA device with an access key, as a user without console access must. A
   * stolen access key can then enrol a device too, and pass every condition on MFA.
   *
   * @default false
   */
  readonly enrolMfaWithAccessKey?: boolean | undefined;
  /**
   * Whether the user is denied every action until it signs in with MFA. `false` is for a machine user, whose
   * access key has no MFA.
   *
   * @default identityAccount.denyWithoutMfa
   */
  readonly denyWithoutMfa?: boolean | undefined;
  /**
   * Whether the user is created and managed elsewhere. If true, it is only granted roles.
   *
   * @default false
   */
  readonly existing?: boolean | undefined;
  /**
   * Whether the user exists already. If true, the next apply imports it into the Terraform state instead of
   * creating it, and creates it if it does not exist.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
  /**
   * Whether the next apply removes policies of the user that others added or attached. The plan names them
   * first. No effect while `adopt` is set. Set `false` if other files or other configuration give policies to
   * the user.
   *
   * @default true
   */
  readonly exclusive?: boolean | undefined;
  /**
   * Previous name of the user in this file. The next apply renames the user in IAM, with its access keys, MFA
   * devices and group memberships. The one after it takes the login profile, with its password, back into the
   * Terraform state. Remove this key when the plan is empty.
   */
  readonly renamedFrom?: string | undefined;
  /** Groups that the user is a member of: names, or `{ group, until }`. */
  readonly groups?: readonly MemberOf[] | undefined;
  /**
   * Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /**
   * When it ends, without another apply: a date such as `2026-12-24` (at 00:00 UTC of this day) or a time in
   * UTC such as `2026-12-24T18:00:00Z`. Sessions that have begun last until their own end.
   *
   * @default - it does not end
   */
  readonly until?: string | undefined;
  /**
   * Reason for it, which the reports show.
   *
   * @default - none
   */
  readonly reason?: string | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/**
 * A role that exists and is granted cross-account roles: one of the identity account or of a target account
 * by its name, or that of a permission set of IAM Identity Center.
 */
export interface PrincipalDeclaration {
  /** Name of a role that exists in the account. Set either this or `permissionSet`. */
  readonly roleName?: string | undefined;
  /**
   * Name of the target account that has the role `roleName`. Each role that it is granted trusts it by its
   * ARN, without MFA.
   *
   * @default - the identity account
   */
  readonly account?: string | undefined;
  /**
   * Path of the role `roleName`.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /**
   * Name of a permission set of IAM Identity Center that is assigned in the identity account: everybody with
   * it is granted the roles. AWS lets nobody attach a policy to the role of a permission set, so put the
   * policy in `<out>/access/permission-sets/` (the output `permission_set_policies`) into the permission set
   * as its inline policy.
   */
  readonly permissionSet?: string | undefined;
  /**
   * Previous name of the principal in this file. Nothing changes in IAM. Remove this key when the plan is
   * empty.
   */
  readonly renamedFrom?: string | undefined;
  /**
   * Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /**
   * When it ends, without another apply: a date such as `2026-12-24` (at 00:00 UTC of this day) or a time in
   * UTC such as `2026-12-24T18:00:00Z`. Sessions that have begun last until their own end.
   *
   * @default - it does not end
   */
  readonly until?: string | undefined;
  /**
   * Reason for it, which the reports show.
   *
   * @default - none
   */
  readonly reason?: string | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** A finding of `verify` that you expect. */
export interface ExpectedFinding {
  /** Id of the finding. */
  readonly finding: VerifyFindingId;
  /**
   * Name of the target account of the finding.
   *
   * @default - any account
   */
  readonly account?: string | undefined;
  /**
   * Name of the role, user, group or policy.
   *
   * @default - any
   */
  readonly name?: string | undefined;
  /** Why the finding is expected. */
  readonly reason: string;
}

/** Id of a finding of `verify`. */
export type VerifyFindingId =
  | "undeclared-grant"
  | "undeclared-member"
  | "undeclared-role"
  | "trust-differs"
  | "foreign-managed-policy"
  | "foreign-inline-policy"
  | "policy-differs"
  | "boundary-differs"
  | "metadata-differs"
  | "thumbprints-differ"
  | "undeclared-audience"
  | "session-longer"
  | "dead-principal"
  | "missing-role"
  | "missing-user"
  | "missing-group"
  | "missing-member"
  | "missing-policy"
  | "missing-identity-provider"
  | "missing-audience"
  | "path-differs"
  | "user-without-mfa"
  | "old-access-key"
  | "session-shorter"
  | "idle-user"
  | "unused-role"
  | "unlisted-account";
