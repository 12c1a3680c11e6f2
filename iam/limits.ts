/**
 * IAM's quotas and formats, each stated once.
 * Source, where none other is named: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */

/** What IAM allows in the names of roles and users: 1-64 of these characters. */
export const roleOrUserName = /^[\w+=,.@-]{1,64}$/;
export const roleOrUserNameLength = 64;
/** What IAM allows in the names of groups and policies: 1-128 of these characters. */
export const groupOrPolicyName = /^[\w+=,.@-]{1,128}$/;
/** The longest name of a policy of ours after it, for a user or principal, has 90 characters. */
export const policyNamePrefix = /^[\w+=,.@-]{1,32}$/;
/** A path begins and ends with a slash. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const path = /^\/([\x21-\x2e\x30-\x7e]+\/)*$/;
export const pathLength = 512;
/**
 * The path of a managed policy has fewer characters than that of a role or user.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
export const policyPath = /^((\/[A-Za-z0-9.,+@=_-]+)*)\/$/;
/**
 * Paths of roles that only AWS makes: service-linked roles, and the roles of IAM Identity Center.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html,
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
 */
export const reservedRolePath = /^\/(?:aws-service-role|aws-reserved)\//;
/**
 * Names of roles that only AWS makes: those of the permission sets of IAM Identity Center.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export const reservedRoleName = /^AWSReservedSSO_/i;
export const descriptionLength = 1000;
/** The description of a role. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const description = /^[\t\n\r\x20-\x7e\xa1-\xff]*$/;
/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const externalId = /^[\w+=,.@:/-]{2,1224}$/;
/** A role session's name. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const sessionName = /^[\w+=,.@-]{2,64}$/;
/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html */
export const accountAlias = /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/;
/** Account ids are strings: leading zeros count. Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const accountId = /^\d{12}$/;
/** Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export const organizationId = /^o-[a-z0-9]{10,32}$/;

/** The ARN of a role or user as a condition on `aws:PrincipalArn` names it: wildcards in its path and name only. */
export const principalArn = /^arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)\/[\x21-\x23\x25-\x7e]{1,577}$/;

/**
 * A path of an organization, as `aws:PrincipalOrgPaths` has it: the organization in full, because ids of units are unique only
 * within it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 */
export const organizationPath =
  /^o-[a-z0-9]{10,32}\/(r-[a-z0-9]{4,32}\/(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\/)*)?\*?$/;

export const tagCount = 50;
export const tagKeyLength = 128;
export const tagValueLength = 256;
/**
 * The key and the value of a tag. On roles and users, keys that differ in case only are the same key; on policies they are not.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export const tagKey = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
export const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The characters of a policy document: `policyDocumentType` of https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const policyText = /^[\t\n\r\x20-\xff]*$/;
/** The partition in an ARN. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arnPartition = /^aws(?:-cn|-us-gov|-iso(?:-[bef])?|-eusc)?$/;
/**
 * A service as a principal: its host, in lower case.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
export const servicePrincipal = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+amazonaws\.com(?:\.cn)?$/;
/**
 * An OpenID Connect provider as its ARN names it: the host and path of its URL, without `https://`, port and query.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export const oidcProvider = /^(?=.{1,247}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:\/[^\s?#*:]*)?$/;
/** Characters of the audience of a web identity. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const audienceLength = { min: 1, max: 255 } as const;
/** The URL of an OpenID Connect provider, for which `oidcProvider` is the rest. */
export const oidcUrl = /^https:\/\/(?=.{1,247}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:\/[^\s?#*:]*)?$/;
/** Audiences of an OpenID Connect provider. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const audiencesPerProvider = 100;
/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const thumbprintsPerProvider = 5;
export const thumbprint = /^[0-9a-fA-F]{40}$/;
/** Providers of each kind in an account. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const identityProvidersPerAccount = { saml: 100, oidc: 100 } as const;
/** Characters of a SAML metadata document. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html */
export const samlMetadataLength = { min: 1000, max: 10_000_000 } as const;
/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html */
export const samlProviderName = /^[\w.-]{1,128}$/;
export const samlProviderNameLength = 128;
/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
export const stackSetName = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** Seconds a session of a role may last at least and at most. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const sessionDuration = { min: 3600, max: 43200 } as const;
/**
 * Seconds a session lasts at most when a role assumes the role (role chaining).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export const chainedSessionDuration = 3600;

/** Characters of all inline policies of a principal together, whitespace not counted. */
export const inlinePolicyCharacters = { user: 2048, group: 5120, role: 10240 } as const;
/** Characters of a managed policy, whitespace not counted. */
export const managedPolicyCharacters = 6144;
/** A quota that AWS raises on request: what a new account has, and the most that AWS gives. */
export interface RaisableQuota {
  readonly default: number;
  readonly raised: number;
}
/** Managed policies on a role, user or group. That of groups cannot be raised. */
export const managedPoliciesAttached = {
  role: { default: 10, raised: 25 },
  user: { default: 10, raised: 20 },
  group: { default: 10, raised: 10 },
} as const satisfies Record<string, RaisableQuota>;
/** Customer managed policies in an account. */
export const customerManagedPolicies = { default: 1500, raised: 5000 } as const satisfies RaisableQuota;
/** Characters of a role's trust policy. */
export const trustPolicyCharacters = { default: 2048, raised: 8192 } as const satisfies RaisableQuota;
export const groupsPerUser = 10;
/** Path and name of a role together, beyond which the console cannot switch. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html */
export const switchRoleNameLength = 64;
/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html */
export const displayNameLength = 64;

/** IAM's own measure of a policy document: whitespace does not count. */
export function policyCharacters(document: string): number {
  return document.replace(/\s/g, "").length;
}
