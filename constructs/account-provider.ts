import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import type { DeployWith } from "../access/schema";
import { unknownMark } from "../access/unknown";
import { iamArn } from "../iam/arn";
import type { Partition } from "../iam/partition";
import { PropTokens } from "./text";

/** Props of `AccountProvider`. */
export interface AccountProviderProps {
  /** The provider's alias in Terraform. */
  readonly alias: string;
  /** The account that every request must end up in: 12 digits, or a token. */
  readonly accountId: string;
  /** How Terraform reaches the account. */
  readonly deployWith: DeployWith;
  /** AWS Region, such as `us-east-1`. */
  readonly region: string;
  /** AWS partition of the account. */
  readonly partition: Partition;
  /**
   * Tags of everything that the provider creates and AWS can tag.
   *
   * @default - none
   */
  readonly defaultTags?: Readonly<Record<string, string>>;
}

/**
 * An aliased AWS provider for one account. With credentials of any other account, Terraform stops before it creates anything.
 *
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids-1
 */
export class AccountProvider extends AwsProvider {
  /** @throws Error when a prop is a token that is not text */
  constructor(scope: Construct, id: string, props: AccountProviderProps) {
    const tokens = new PropTokens();
    const plain = tokens.plain(props);
    const [problem] = plain.problems;
    if (problem) throw new Error(`${scope.node.path}/${id}: ${problem.path.join(".")} ${problem.message}`);
    super(scope, id, accountProviderConfig(plain.props, tokens));
  }
}

/** The arguments of an account's provider, from plain text. */
export function accountProviderConfig(
  { alias, accountId, deployWith, region, partition, defaultTags = {} }: AccountProviderProps,
  tokens: PropTokens,
): AwsProviderConfig {
  const { role, profile, externalId, sessionName } = deployWith === "ambient" ? {} : deployWith;
  return tokens.terraformValue({
    alias,
    region,
    allowedAccountIds: [accountId],
    defaultTags: Object.keys(defaultTags).length === 0 ? undefined : [{ tags: defaultTags }],
    profile,
    assumeRole:
      role === undefined
        ? undefined
        : [
            {
              roleArn: isArn(role) ? role : iamArn(partition, accountId, "role", role.replace(/^\//, "")),
              externalId,
              sessionName,
            },
          ],
  }) as AwsProviderConfig;
}

/** Unknown text is taken for an ARN: a role's name is known. */
function isArn(role: string): boolean {
  return role.startsWith("arn:") || role.startsWith(unknownMark);
}
