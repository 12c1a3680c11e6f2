/**
 * IAM's quotas and formats, each stated once.
 * Source, where none other is named: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */

/** What IAM allows in the names of roles and users: 1-64 of these characters. */
export const roleOrUserName = /^[\w+=,.@-]{1,64}$/;
/** What IAM allows in the names of groups and policies: 1-128 of these characters. */
export const groupOrPolicyName = /^[\w+=,.@-]{1,128}$/;
/** A path begins and ends with a slash. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const path = /^\/([\x21-\x2e\x30-\x7e]+\/)*$/;
export const pathLength = 512;
export const descriptionLength = 1000;
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

export const tagCount = 50;
export const tagKeyLength = 128;
export const tagValueLength = 256;

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
/** Managed policies on a role, user or group: without a quota raise, and with the highest. */
export const managedPoliciesAttached = { default: 10, raised: 20 } as const;
/** Characters of a role's trust policy: without a quota raise, and with the highest. */
export const trustPolicyCharacters = { default: 2048, raised: 8192 } as const;
export const groupsPerUser = 10;
/** Path and name of a role together, beyond which the console cannot switch. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html */
export const switchRoleNameLength = 64;
/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html */
export const displayNameLength = 64;

/** IAM's own measure of a policy document: whitespace does not count. */
export function policyCharacters(document: string): number {
  return document.replace(/\s/g, "").length;
}
