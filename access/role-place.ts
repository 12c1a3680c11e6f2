/** The documents of a role place: its trust policy, and the ARNs of its managed policies. */
import { iamArn } from "../iam/arn";
import { asksForMfa } from "../iam/custom-trust";
import { awsManagedPolicyArn } from "../iam/managed-policy";
import type { PolicyDocument } from "../iam/policy-document";
import { trustPolicy } from "../iam/trust-policy";
import type { Access, Account, Caller, ManagedPolicy, RolePlace } from "./access";

/** The ARN of a managed policy as a role or user of `account` names it. */
export function managedPolicyArn({ partition, id }: Account, policy: ManagedPolicy): string {
  switch (policy.kind) {
    case "aws":
      return awsManagedPolicyArn(partition, policy.name) ?? iamArn(partition, "aws", "policy", policy.name);
    case "customer":
      return iamArn(partition, id, "policy", policy.name, policy.path);
    case "arn":
      return policy.arn;
  }
}

/**
 * The trust policy of a role in one account.
 *
 * @param accountId how the documents of the role name that account, where it is not by its digits
 */
export function placeTrustPolicy(
  { role, account, settings, trustedArns }: RolePlace,
  accountId = account.id,
): PolicyDocument {
  return trustPolicy(account.partition, accountId, role.trustedEntity, {
    ...settings.conditions,
    ...(trustedArns && { principalArns: trustedArns }),
  });
}

/** Whether a caller must have signed in with MFA, as far as the trust policy asks for it. */
export function trustAsksForMfa(
  { identityAccount }: Access,
  { role: { trustedEntity }, settings }: Pick<RolePlace, "role" | "settings">,
  { arn }: Caller,
): boolean {
  if (trustedEntity.kind !== "custom") return settings.conditions.requireMfa;
  return asksForMfa(trustedEntity.document, identityAccount.id, arn);
}
