/** What there is in an account, so that what Terraform leaves behind, or takes along, can be seen. */
import { GetAccountPasswordPolicyCommand, type IAMClient } from "@aws-sdk/client-iam";
import { byCodePoint } from "../iam/policy-document";
import { readIamAccount } from "../live/aws";
import type { IamHolder } from "../live/iam-account";

/** Users, roles, groups, customer managed policies, and what hangs on them: a line each, sorted. IAM enforcement is off. */
export async function inventory(iam: IAMClient): Promise<string[]> {
  const { users, groups, roles, policies } = await readIamAccount(iam, "");
  const ofHolders = (
    kind: string,
    holders: ReadonlyMap<string, IamHolder & { groups?: readonly string[] }>,
  ) =>
    [...holders.values()].flatMap(({ name, groups = [], managedPolicies, inlinePolicies }) => [
      `${kind} ${name}`,
      ...groups.map((group) => `${kind} ${name}: member of ${group}`),
      ...[...inlinePolicies.keys()].map((policy) => `${kind} ${name}: inline policy ${policy}`),
      ...managedPolicies.map((arn) => `${kind} ${name}: policy ${arn}`),
    ]);
  const lines = [
    ...ofHolders("user", users),
    ...ofHolders("role", roles),
    ...ofHolders("group", groups),
    ...[...policies.keys()].map((arn) => `policy ${arn}`),
  ];
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
