/**
 * The TypeScript types of the access file and of the constructs' props. `npm run generate` writes this file from
 * `schema.ts`: change that one.
 */

/** The access file, or the same as props of `CrossAccountAccess`. */
export interface AccessDeclaration {
  /** URL or path of the JSON Schema of this file, for editors. */
  readonly $schema?: string | undefined;
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
   * How the accounts are divided into Terraform stacks: `single` puts all accounts into the stack `access`,
   * `perAccount` gives each target account a stack.
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
  /** IAM groups of the identity account: name -> group. */
  readonly groups?: Readonly<Record<string, GroupDeclaration>> | undefined;
  /** IAM users of the identity account: name -> user. */
  readonly users?: Readonly<Record<string, UserDeclaration>> | undefined;
  /** Roles that exist in the identity account and are granted cross-account roles: name -> principal. */
  readonly principals?: Readonly<Record<string, PrincipalDeclaration>> | undefined;
  /** Lint rules to suppress in the whole file. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

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
  /** Id of the account that creates the stack sets: the management account or a delegated administrator. */
  readonly accountId?: string | undefined;
  /**
   * How Terraform reaches the account `accountId`.
   *
   * @default - the top-level `deployWith`
   */
  readonly deployWith?: DeployWith | undefined;
  /**
   * Role of the account `accountId` in the organization: `self` for the management account, `delegatedAdmin`
   * for a delegated administrator.
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
  /** AWS account id: 12 digits, in quotes because leading zeros count ("012345678901"). */
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
   * Whether users, other than `existing` ones, are denied every action until they sign in with MFA, except to
   * change their password and, in the console, to enrol an MFA device.
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

/** The password policy of an account, as in Terraform's `aws_iam_account_password_policy`. */
export interface PasswordPolicy {
  /**
   * Whether users can change their own password.
   *
   * @default true
   */
  readonly allowUsersToChangePassword?: boolean | undefined;
  /** Whether a user whose password has expired needs an administrator to reset it. */
  readonly hardExpiry?: boolean | undefined;
  /** Days until a password expires; 0 means that it never expires. */
  readonly maxPasswordAge?: number | undefined;
  /**
   * Minimum length of a password.
   *
   * @default 6
   */
  readonly minimumPasswordLength?: number | undefined;
  /** Number of previous passwords that a user cannot choose again. */
  readonly passwordReusePrevention?: number | undefined;
  /** Whether a password must have a lowercase letter. */
  readonly requireLowercaseCharacters?: boolean | undefined;
  /** Whether a password must have a digit. */
  readonly requireNumbers?: boolean | undefined;
  /** Whether a password must have a symbol. */
  readonly requireSymbols?: boolean | undefined;
  /** Whether a password must have an uppercase letter. */
  readonly requireUppercaseCharacters?: boolean | undefined;
}

/** Id of a lint rule. */
export type LintRuleId =
  | "administrator-for-pull-requests"
  | "administrator-for-service"
  | "administrator-long-session"
  | "administrator-without-mfa"
  | "assume-role-wildcard"
  | "audience-missing"
  | "bound-by-address-only"
  | "chained-session"
  | "condition-does-not-bind"
  | "escalation"
  | "external-id-in-console"
  | "managed-policies-over-quota"
  | "many-providers-in-a-stack"
  | "mfa-enrolment-with-access-key"
  | "mfa-for-principal"
  | "mfa-slips-through"
  | "mfa-without-enrolment"
  | "nobody-may-assume"
  | "nothing-granted"
  | "pass-role-wildcard"
  | "private-source-ip"
  | "readable-password"
  | "reads-differently"
  | "role-name-too-long-for-console"
  | "service-without-source"
  | "shared-identity-provider"
  | "terraform-escape"
  | "third-party-without-external-id"
  | "unknown-aws-policy"
  | "unknown-condition-key"
  | "weak-external-id"
  | "web-identity-subject"
  | "wildcard-principal";

/** An account that has cross-account roles. */
export interface TargetAccountDeclaration {
  /** AWS account id: 12 digits, in quotes because leading zeros count ("012345678901"). */
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
   * Set `true` for one apply after all roles of the account moved to `rollout: stackSet`, so that Terraform
   * can delete the roles it created there.
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
  /** Description of the role in IAM. */
  readonly description?: string | undefined;
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
  /** Tags of the role. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Accounts where the role exists: names of target accounts, `"*"` for all, or `{ tags: { ... } }`. */
  readonly targetAccounts: AccountSelector;
  /**
   * Entity that can assume the role; exactly one of `awsAccount`, `service`, `webIdentity`, `saml` and
   * `custom`.
   *
   * @default - the identity account
   */
  readonly trustedEntity?: TrustedEntityDeclaration | undefined;
  /**
   * Whether the role exists already, in all of its target accounts (`true`) or in those listed. The next
   * apply imports it into the Terraform state instead of creating it.
   *
   * @default false
   */
  readonly adopt?: boolean | readonly string[] | undefined;
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

/** Target accounts: their names, `"*"` for all, or `{ tags: { ... } }`. */
export type AccountSelector = "*" | readonly string[] | TaggedAccounts;

/** All target accounts that have certain tags. */
export interface TaggedAccounts {
  /** Tags that an account must have, all of them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The entity that can assume a role. Set exactly one property. */
export interface TrustedEntityDeclaration {
  /** Id of another AWS account, such as a third party's. */
  readonly awsAccount?: string | undefined;
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
}

/** Trust in an OpenID Connect provider, such as GitHub Actions. */
export interface WebIdentityDeclaration {
  /** OpenID Connect provider that exists in each target account: its host or its ARN. */
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
  /** SAML provider that exists in each target account: its name or its ARN. */
  readonly provider: string;
  /**
   * Audience of the assertion (`SAML:aud`).
   *
   * @default - the partition's sign-in page
   */
  readonly audience?: string | undefined;
}

/** An IAM policy document: a mapping, or JSON in a string. */
export type PolicyDocumentDeclaration = Readonly<Record<string, unknown>> | string;

/**
 * A managed policy: the name of an AWS managed policy, any ARN, or `{ name, path }` of a customer managed
 * policy that exists in the account.
 */
export type ManagedPolicyDeclaration = string | CustomerManagedPolicyDeclaration;

/** A customer managed policy that exists in the account. */
export interface CustomerManagedPolicyDeclaration {
  /** Name of a customer managed policy that exists in the account. */
  readonly name: string;
  /**
   * Path of the policy.
   *
   * @default /
   */
  readonly path?: string | undefined;
}

/** A duration such as `1h`, `90m` or `1h30m`, or a number of seconds. */
export type DurationDeclaration = number | string;

/** Settings of the CloudFormation StackSet of a role. */
export interface StackSetDeclaration {
  /**
   * Organizational units (or the root) whose accounts get the role.
   *
   * @default organization.organizationalUnits
   */
  readonly organizationalUnits?: readonly string[] | undefined;
  /**
   * Percentage of accounts that can fail before CloudFormation stops the operation.
   *
   * @default 0
   */
  readonly failureTolerancePercentage?: number | undefined;
  /**
   * Percentage of accounts that CloudFormation works on at the same time.
   *
   * @default 10
   */
  readonly maxConcurrentPercentage?: number | undefined;
}

/** Settings of a role that can differ from one target account to another. */
export interface RoleSettingsDeclaration {
  /**
   * Managed policies to attach: the name of an AWS managed policy, any ARN, or `{ name, path }` of a customer
   * managed policy that exists in each target account.
   */
  readonly managedPolicies?: readonly ManagedPolicyDeclaration[] | undefined;
  /**
   * Inline policies of the role: name -> document. Policy variables such as `${aws:username}` are kept as
   * written.
   */
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocumentDeclaration>> | undefined;
  /**
   * Permissions boundary, the maximum permissions: the name of an AWS managed policy, any ARN, or
   * `{ name, path }` of a customer managed policy that exists in the account.
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
   * @default - true if the role trusts the identity account or `mfaMaxAge` is set, otherwise false
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
   * Whether the trust policy admits only the users and principals that are granted the role. If false, it
   * admits the identity account, and the policies there decide.
   *
   * @default false
   */
  readonly trustGrantedOnly?: boolean | undefined;
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
   * Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}

/** An entry of `canAssume`: the name of a role (in all of its target accounts), or `{ role, accounts }`. */
export type CanAssume = string | GrantDeclaration;

/** A grant: permission to assume one role, in some or all of its target accounts. */
export interface GrantDeclaration {
  /** Name of a role in `roles`. */
  readonly role: string;
  /**
   * Target accounts of the role in which it can be assumed: names, `"*"` for all, or `{ tags: { ... } }`.
   * `organization` allows the role of this name in every account of the organization; use it if the exact
   * grants exceed IAM's size limits.
   *
   * @default - all target accounts of the role
   */
  readonly accounts?: GrantedAccounts | undefined;
}

/**
 * Target accounts of a role: their names, `"*"` for all, `{ tags: { ... } }`, or `organization` for the role
 * of this name in every account of the organization.
 */
export type GrantedAccounts = "*" | "organization" | readonly string[] | TaggedAccounts;

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
   * Permissions boundary, the maximum permissions: the name of an AWS managed policy, any ARN, or
   * `{ name, path }` of a customer managed policy that exists in the account.
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
   * Whether the user can manage their own password, access keys and MFA devices. Enrolling an MFA device
   * needs a console session, unless `enrolMfaWithAccessKey` is set.
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
   * Whether the user is created and managed elsewhere. If true, it is only granted roles.
   *
   * @default false
   */
  readonly existing?: boolean | undefined;
  /**
   * Whether the user exists already. If true, the next apply imports it into the Terraform state instead of
   * creating it.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
  /** Names of the groups that the user is a member of. */
  readonly groups?: readonly string[] | undefined;
  /**
   * Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
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
   * @default 20
   */
  readonly passwordLength?: number | undefined;
  /**
   * PGP public key, in base64 or as `keybase:<name>`. Terraform's state and outputs then hold only the
   * encrypted password.
   */
  readonly pgpKey?: string | undefined;
  /**
   * Whether the login profile exists already. If true, the next apply imports it into the Terraform state
   * instead of creating it.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
}

/** A role that exists in the identity account and is granted cross-account roles. */
export interface PrincipalDeclaration {
  /** Name of a role that exists in the identity account. */
  readonly roleName: string;
  /**
   * Path of that role.
   *
   * @default /
   */
  readonly path?: string | undefined;
  /**
   * Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.
   */
  readonly canAssume?: readonly CanAssume[] | undefined;
  /** Lint rules to suppress for this entry. */
  readonly ignore?: readonly LintRuleId[] | undefined;
}
