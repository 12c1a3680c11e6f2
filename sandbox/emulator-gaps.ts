/**
 * What the emulator cannot do that AWS does. It is asked, not assumed: it gets better from version to version, and what it
 * cannot do must not be shown as tried.
 */
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  ListServiceSpecificCredentialsCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { accountPrincipalArn, iamArn } from "../iam/arn";
import { assumeRolePermission } from "../iam/assume-role-permission";
import { awsManagedPolicyArn } from "../iam/managed-policy";
import { policyDocument, policyJson } from "../iam/policy-document";
import { type EmulatedAws, type Keys, outcomeOf } from "./emulated-aws";
import type { PlannedChange } from "./terraform";

export interface EmulatorGaps {
  /** It reads characters of an ARN such as `+` and `.` as those of a regular expression. */
  readonly readsResourceAsPattern: boolean;
  /** It takes a grant of `role/Admin` for one of `role/AdminPlus` as well. */
  readonly ignoresEndOfResource: boolean;
  /** It does not know that an account as principal stands for the account's users, and refuses them. */
  readonly refusesOwnAccount: boolean;
  /** It forgets a user's permissions boundary: each plan would set it again. */
  readonly forgetsUserBoundary: boolean;
  /** It does not know service-specific credentials, which Terraform asks for before it forces a user out. */
  readonly lacksServiceSpecificCredentials: boolean;
}

/**
 * Asks an emulator for its gaps, in an account that the access file does not have.
 *
 * @param unused the id of that account
 * @param other the id of any other account
 * @param enforce turns IAM enforcement on and off; it is off before and after
 */
export async function measureGaps(
  aws: EmulatedAws,
  unused: string,
  other: string,
  enforce: (on: boolean) => Promise<void>,
): Promise<EmulatorGaps> {
  const role = (accountId: string, name: string) => iamArn(aws.partition, accountId, "role", name);
  const iam = aws.iam(await aws.inside(unused));
  const UserName = "asking";
  await iam.send(
    new CreateUserCommand({
      UserName,
      PermissionsBoundary: awsManagedPolicyArn(aws.partition, "ReadOnlyAccess"),
    }),
  );
  const { User } = await iam.send(new GetUserCommand({ UserName }));
  const credentials = await outcomeOf(iam.send(new ListServiceSpecificCredentialsCommand({ UserName })));
  await iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: "grants",
      PolicyDocument: policyJson(
        assumeRolePermission([
          role(other, "Prefix"),
          role(other, "Pl+us"),
          role(other, "Do.t"),
          role(unused, "Own"),
        ]),
      ),
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: "Own",
      AssumeRolePolicyDocument: policyJson(
        policyDocument({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: accountPrincipalArn(aws.partition, unused) },
        }),
      ),
    }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const keys: Keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
  const isLetIn = async (roleArn: string) =>
    (await outcomeOf(aws.assume(keys, roleArn, { sessionName: UserName }))) === "allowed";
  await enforce(true);
  try {
    return {
      readsResourceAsPattern: !(await isLetIn(role(other, "Pl+us"))) || (await isLetIn(role(other, "Do-t"))),
      ignoresEndOfResource: await isLetIn(role(other, "PrefixOfMore")),
      refusesOwnAccount: !(await isLetIn(role(unused, "Own"))),
      forgetsUserBoundary: User?.PermissionsBoundary?.PermissionsBoundaryArn === undefined,
      lacksServiceSpecificCredentials: credentials !== "allowed",
    };
  } finally {
    await enforce(false);
  }
}

/** What a plan would change only because the emulator forgets it: AWS would have nothing to change. */
export function isForgotten({ type, actions, attributes }: PlannedChange, gaps: EmulatorGaps): boolean {
  return (
    gaps.forgetsUserBoundary &&
    type === "aws_iam_user" &&
    actions.join() === "update" &&
    attributes.join() === "permissions_boundary"
  );
}

/**
 * Whether the emulator can tell a role from those that a caller is granted: `undefined` when it can, else why not.
 *
 * @param granted the ARNs of the roles that the caller is granted
 */
export function mistakes(
  roleArn: string,
  granted: readonly string[],
  gaps: EmulatorGaps,
): string | undefined {
  const name = (arn: string) => arn.slice(arn.indexOf("/") + 1);
  for (const arn of granted) {
    const takes = takesFor(arn, roleArn, gaps);
    if (takes === undefined) return `the emulator cannot read the name of ${name(arn)}`;
    if (takes && arn !== roleArn) return `the emulator cannot tell it from ${name(arn)}`;
  }
  const taken = granted.some((arn) => takesFor(arn, roleArn, gaps));
  return granted.includes(roleArn) && !taken ? "the emulator cannot read the name" : undefined;
}

/** Whether the emulator takes a granted ARN for one of a role; `undefined` when it fails on it. */
function takesFor(granted: string, roleArn: string, gaps: EmulatorGaps): boolean | undefined {
  if (!gaps.readsResourceAsPattern)
    return gaps.ignoresEndOfResource ? roleArn.startsWith(granted) : roleArn === granted;
  try {
    return new RegExp(`^${granted}${gaps.ignoresEndOfResource ? "" : "$"}`).test(roleArn);
  } catch {
    return undefined;
  }
}
