/** Managed policies as the access file names them. */
import type { ManagedPolicyDeclaration } from "../../access/schema";
import { parseIamArn } from "../../iam/arn";
import { awsManagedPolicyArn } from "../../iam/managed-policy";

/** A managed policy by its ARN, as a role, user or group of an account names it. */
export function declaredPolicy(arn: string, accountId: string): ManagedPolicyDeclaration {
  const { partition = "", accountId: owner, name = "", path = "/" } = parseIamArn(arn) ?? {};
  if (owner === "aws" && awsManagedPolicyArn(partition, name) === arn) return name;
  if (owner === accountId) return path === "/" ? { name } : { name, path };
  return arn;
}
