/**
 * The condition keys that AWS sets for every service, and those of AWS STS.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html#awssecuritytokenservice-policy-keys
 */

/** As AWS writes them. A key that ends in `/` is followed by the key of a tag. */
export const conditionKeys: readonly string[] = [
  ...[
    "AssumedRoot CalledVia CalledViaAWSMCP CalledViaFirst CalledViaLast ChatbotSourceArn CurrentTime",
    "Ec2InstanceSourcePrivateIPv4 Ec2InstanceSourceVpc EpochTime FederatedProvider IsMcpServiceAction",
    "MultiFactorAuthAge MultiFactorAuthPresent PrincipalAccount PrincipalArn PrincipalIsAWSService PrincipalOrgID",
    "PrincipalOrgPaths PrincipalServiceName PrincipalServiceNamesList PrincipalTag/ PrincipalType referer",
    "RequestTag/ RequestedRegion ResourceAccount ResourceOrgID ResourceOrgPaths ResourceTag/ SecureTransport",
    "SignInSessionArn SourceAccount SourceArn SourceIdentity SourceIp SourceOrgID SourceOrgPaths SourceOwner",
    "SourceVpc SourceVpcArn SourceVpce TagKeys TokenIssueTime UserAgent ViaAWSMCPService ViaAWSService VpcSourceIp",
    "VpceAccount VpceOrgID VpceOrgPaths userid username",
  ]
    .flatMap((line) => line.split(" "))
    .map((name) => `aws:${name}`),
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
