/** What there is in an account, so that what Terraform leaves behind, or takes along, can be seen. */
import {
  GetAccountPasswordPolicyCommand,
  type IAMClient,
  paginateGetAccountAuthorizationDetails,
} from "@aws-sdk/client-iam";
import { byCodePoint } from "../iam/policy-document";

/** Users, roles, groups, customer managed policies, and what hangs on them: a line each, sorted. IAM enforcement is off. */
export async function inventory(iam: IAMClient): Promise<string[]> {
  const lines: string[] = [];
  const add = (kind: string, name: string | undefined, hanging: readonly (string | undefined)[]) => {
    lines.push(`${kind} ${name}`);
    for (const thing of hanging) lines.push(`${kind} ${name}: ${thing}`);
  };
  for await (const page of paginateGetAccountAuthorizationDetails(
    { client: iam },
    { Filter: ["User", "Role", "Group", "LocalManagedPolicy"] },
  )) {
    for (const user of page.UserDetailList ?? [])
      add("user", user.UserName, [
        ...(user.GroupList ?? []).map((name) => `member of ${name}`),
        ...(user.UserPolicyList ?? []).map(({ PolicyName }) => `inline policy ${PolicyName}`),
        ...(user.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => `policy ${PolicyArn}`),
      ]);
    for (const role of page.RoleDetailList ?? [])
      add("role", role.RoleName, [
        ...(role.RolePolicyList ?? []).map(({ PolicyName }) => `inline policy ${PolicyName}`),
        ...(role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => `policy ${PolicyArn}`),
      ]);
    for (const group of page.GroupDetailList ?? [])
      add("group", group.GroupName, [
        ...(group.GroupPolicyList ?? []).map(({ PolicyName }) => `inline policy ${PolicyName}`),
        ...(group.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => `policy ${PolicyArn}`),
      ]);
    for (const policy of page.Policies ?? []) add("policy", policy.Arn, []);
  }
  if (await hasPasswordPolicy(iam)) lines.push("password policy");
  return lines.sort(byCodePoint);
}

async function hasPasswordPolicy(iam: IAMClient): Promise<boolean> {
  try {
    await iam.send(new GetAccountPasswordPolicyCommand({}));
    return true;
  } catch (failure) {
    if ((failure as Error).name.startsWith("NoSuchEntity")) return false;
    throw failure;
  }
}

/** What is there now and was not before, and what was there before and is not now. */
export function leftovers(before: readonly string[], after: readonly string[]): string[] {
  return [
    ...after.filter((line) => !before.includes(line)).map((line) => `left: ${line}`),
    ...before.filter((line) => !after.includes(line)).map((line) => `gone: ${line}`),
  ];
}
