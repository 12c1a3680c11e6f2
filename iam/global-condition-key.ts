/**
 * The global condition keys, those that begin with `aws:`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { closest, distance } from "fastest-levenshtein";

/** The type of a key's values. */
export type ConditionKeyType = "ARN" | "Bool" | "Date" | "IP address" | "Numeric" | "String";

interface GlobalConditionKey {
  /** As AWS writes it; keys are the same in upper and lower case. */
  readonly name: string;
  /** The first is the key's own; `aws:EpochTime` has two. */
  readonly types: readonly ConditionKeyType[];
  /** Whether the key of a tag follows after a slash. */
  readonly hasTagKey: boolean;
}

const byType = {
  ARN: [
    "aws:ChatbotSourceArn",
    "aws:PrincipalArn",
    "aws:SignInSessionArn",
    "aws:SourceArn",
    "aws:SourceVpcArn",
  ],
  Bool: [
    "aws:AssumedRoot",
    "aws:IsMcpServiceAction",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalIsAWSService",
    "aws:SecureTransport",
    "aws:ViaAWSMCPService",
    "aws:ViaAWSService",
  ],
  Date: ["aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"],
  "IP address": ["aws:Ec2InstanceSourcePrivateIPv4", "aws:SourceIp", "aws:VpcSourceIp"],
  Numeric: ["aws:EpochTime", "aws:MultiFactorAuthAge"],
  String: [
    "aws:CalledVia",
    "aws:CalledViaAWSMCP",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:Ec2InstanceSourceVpc",
    "aws:FederatedProvider",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    // Not on AWS's page; AWS managed policies use it.
    "aws:PrincipalOrgMasterAccountId",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalTag",
    "aws:PrincipalType",
    "aws:referer",
    "aws:RequestedRegion",
    "aws:RequestTag",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:ResourceTag",
    "aws:SourceAccount",
    "aws:SourceIdentity",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:TagKeys",
    "aws:UserAgent",
    "aws:userid",
    "aws:username",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
  ],
} as const satisfies Record<ConditionKeyType, readonly string[]>;

const tagKeys = ["aws:PrincipalTag", "aws:RequestTag", "aws:ResourceTag"];

const keys: ReadonlyMap<string, GlobalConditionKey> = new Map(
  Object.values(byType)
    .flat()
    .map((name) => [
      name.toLowerCase(),
      {
        name,
        types: (Object.keys(byType) as ConditionKeyType[]).filter((type) =>
          (byType[type] as readonly string[]).includes(name),
        ),
        hasTagKey: tagKeys.includes(name),
      },
    ]),
);

/** The names of the global condition keys. A slash at the end is followed by the key of a tag. */
export const globalConditionKeyNames: readonly string[] = [...keys.values()]
  .map(({ name, hasTagKey }) => (hasTagKey ? `${name}/` : name))
  .sort();

/** A global condition key by its name, in upper or lower case, with the key of a tag or without; `undefined` if AWS has no such key. */
export function globalConditionKey(key: string): GlobalConditionKey | undefined {
  const [name = "", ...tagKey] = key.toLowerCase().split("/");
  const found = keys.get(name);
  return found && (tagKey.length === 0 || found.hasTagKey) ? found : undefined;
}

/** The global condition key nearest to a misspelt one; `undefined` if none is near enough. */
export function nearestGlobalConditionKey(key: string): string | undefined {
  const written = (key.split("/")[0] as string).toLowerCase();
  const best = closest(written, [...keys.keys()]);
  // A third of the letters after aws: may differ: enough for a slip, too little for another word.
  return distance(written, best) <= Math.max(1, Math.floor((written.length - 4) / 3))
    ? keys.get(best)?.name
    : undefined;
}
