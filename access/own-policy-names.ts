/** The names of the policies that are made for users, groups and grants. No declared policy of the identity account has one. */

/** The inline policy with the grants of a user, group or principal. */
export const inlineGrantPolicyName = "assume-cross-account-roles";

/** The managed policies for users. */
export const usersPolicyNames = {
  selfService: "self-service",
  selfServiceEnrolWithAccessKey: "self-service-enrol-with-access-key",
  denyWithoutMfa: "deny-without-mfa",
  denyWithoutMfaEnrolWithAccessKey: "deny-without-mfa-enrol-with-access-key",
} as const;

/** What the names of managed policies with grants begin with. */
export const grantPolicyPrefix = "assume-roles-";

/**
 * Whether a managed policy of the identity account has the name of one that is made here, or the Terraform address. IAM ignores
 * case.
 *
 * @param prefix what the names in IAM begin with, as `policyNamePrefix` says
 */
export function isOwnPolicyName(name: string, prefix: string): boolean {
  const lower = name.toLowerCase();
  return ["", prefix.toLowerCase()].some(
    (before) =>
      lower.startsWith(before + grantPolicyPrefix) ||
      Object.values(usersPolicyNames).some((own) => lower === before + own),
  );
}
