import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { DeployWith } from "../access/schema";
import { iamArn } from "../iam/arn";
import type { Partition } from "../iam/partition";
import { literal } from "./literal";

/** The account that a provider reaches, and how. */
export interface AccountProviderProps {
  /** The provider's alias in Terraform. */
  readonly alias: string;
  /** The account that every request must end up in: 12 digits, or a token. */
  readonly accountId: string;
  /** How Terraform reaches the account. */
  readonly deployWith: DeployWith;
  /** The provider's AWS Region. */
  readonly region: string;
  /** The AWS partition of the account. */
  readonly partition: Partition;
}

/**
 * An aliased AWS provider for one account, guarded: with credentials of any other account Terraform stops before it
 * creates anything.
 *
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids-1
 */
export class AccountProvider extends AwsProvider {
  constructor(scope: Construct, id: string, props: AccountProviderProps) {
    const { alias, accountId, deployWith, region, partition } = props;
    const reach = deployWith === "ambient" ? {} : deployWith;
    super(scope, id, {
      alias,
      region,
      allowedAccountIds: [accountId],
      ...(reach.profile !== undefined && { profile: literal(reach.profile) }),
      ...(reach.role !== undefined && {
        assumeRole: [
          {
            roleArn: isArn(reach.role)
              ? reach.role
              : iamArn(partition, accountId, "role", reach.role.replace(/^\//, "")),
            ...(reach.externalId !== undefined && { externalId: reach.externalId }),
            ...(reach.sessionName !== undefined && { sessionName: reach.sessionName }),
          },
        ],
      }),
    });
  }
}

/** What Terraform alone knows is taken for an ARN: a name would be known here. */
function isArn(role: string): boolean {
  return role.startsWith("arn:") || Token.isUnresolved(role);
}
