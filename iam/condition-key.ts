/**
 * The condition keys that AWS sets for every service, and those of AWS STS.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html#awssecuritytokenservice-policy-keys
 */

import { globalConditionKeyNames } from "./global-condition-key";

/** As AWS writes them. A key that ends in `/` is followed by the key of a tag. */
export const conditionKeys: readonly string[] = [
  ...globalConditionKeyNames,
  ...[
    "AWSServiceName DurationSeconds ExternalId IdentityTokenAudience RequestContext/ RequestContextProviders",
    "RoleSessionName SigningAlgorithm SourceIdentity TaskPolicyArn TransitiveTagKeys",
  ]
    .flatMap((line) => line.split(" "))
    .map((name) => `sts:${name}`),
];

const exact = new Set(conditionKeys.map((key) => key.toLowerCase()));
const prefixes = conditionKeys.filter((key) => key.endsWith("/")).map((key) => key.toLowerCase());

/**
 * Whether a condition key can exist. Keys of services and identity providers are not known here: they count as existing.
 *
 * @param key in any case
 */
export function mayBeConditionKey(key: string): boolean {
  const lower = key.toLowerCase();
  if (!/^(aws|sts):/.test(lower)) return lower.includes(":");
  return (
    exact.has(lower) || prefixes.some((prefix) => lower.startsWith(prefix) && lower.length > prefix.length)
  );
}
