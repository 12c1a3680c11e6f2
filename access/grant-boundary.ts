/** Whether a user's permissions boundary keeps the user from assuming roles. */
import { allowanceFor } from "../iam/effective-permissions";
import { policyDocument } from "../iam/policy-document";
import { contentOf } from "../iam/role-policy";
import type { Account, ManagedPolicy, RolePlace } from "./access";
import { rolePolicy } from "./role-level";
import { managedPolicyArn } from "./role-place";

const everything = contentOf({
  kind: "document",
  name: "everything",
  document: policyDocument({ Effect: "Allow", Action: "*", Resource: "*" }),
});

/** Whether a boundary certainly does not allow assuming a role; `false` where its content is not known. */
export function forbidsAssuming(account: Account, boundary: ManagedPolicy, { arn }: RolePlace): boolean {
  const content = contentOf(rolePolicy(boundary, managedPolicyArn(account, boundary)));
  if (content === undefined || everything === undefined) return false;
  // sts:AssumeRole has the access level Write.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
  if (content.levels.get("sts")?.includes("w")) return false;
  const request = { action: "sts:AssumeRole", resource: arn, context: {} };
  return allowanceFor({ policies: [everything], boundary: content }, request) === undefined;
}
