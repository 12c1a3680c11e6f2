/**
 * ARNs of IAM's things.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
import type { Partition } from "./partition";

export type IamResource = "role" | "user" | "group" | "policy" | "mfa" | "saml-provider" | "oidc-provider";

/** The ARN of something in IAM. IAM is global: the region is empty. */
export function iamArn(
  partition: Partition,
  accountId: string,
  resource: IamResource,
  name: string,
  path = "/",
): string {
  return `arn:${partition}:iam::${accountId}:${resource}${path}${name}`;
}

/**
 * The account as a principal: every user and role of it that its own policies allow.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export function accountPrincipalArn(partition: Partition, accountId: string): string {
  return `arn:${partition}:iam::${accountId}:root`;
}

/** The parts of an IAM ARN that checks need. */
export interface ParsedIamArn {
  readonly partition: string;
  readonly accountId: string;
  /** `role`, `user`, `policy`, ... */
  readonly resource: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly name: string;
}

const iamArnForm = /^arn:(aws[a-z-]*):iam::(\d{12}|aws):([a-z-]+)(\/(?:[\x21-\x2e\x30-\x7e]+\/)*)([^/\s]+)$/;

/** Takes an IAM ARN apart; `undefined` when it is none. */
export function parseIamArn(arn: string): ParsedIamArn | undefined {
  const [, partition, accountId, resource, path, name] = iamArnForm.exec(arn) ?? [];
  if (!partition || !accountId || !resource || !path || !name) return undefined;
  return { partition, accountId, resource, path, name };
}
