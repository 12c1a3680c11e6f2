/**
 * AWS managed policies by name. The name alone does not give the ARN: many have a path, as
 * `job-function/ViewOnlyAccess` does.
 *
 * `npm run generate:managed-policies` makes the table from the policies of the partition `aws`. The other partitions have
 * some of them, under the same paths. A policy that AWS has withdrawn may still be in the table.
 */
import { type ParsedIamArn, parseIamArn } from "./arn";
import table from "./aws-managed-policies.json";

const serviceLinkedPath = "/aws-service-role/";

interface ManagedPolicy {
  /** With the leading slash. */
  readonly pathAndName: string;
  /** See {@link awsManagedPolicyLevels}. */
  readonly levels: string;
}

let byName: ReadonlyMap<string, ManagedPolicy> | undefined;

/**
 * Each policy by its name and by its path and name without the leading slash.
 * AWS keeps names unique whatever their path: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
function policies(): ReadonlyMap<string, ManagedPolicy> {
  byName ??= new Map(
    Object.entries(table.policies).flatMap(([path, levelsByName]) =>
      Object.entries<string>(levelsByName).flatMap(([name, levels]) => {
        const policy = { pathAndName: path + name, levels };
        return [[name, policy] as const, [policy.pathAndName.slice(1), policy] as const];
      }),
    ),
  );
  return byName;
}

/**
 * The ARN of an AWS managed policy; `undefined` when AWS has no policy of that name.
 *
 * @param name its name, as `ViewOnlyAccess`, or its path and name as an ARN has them, as `job-function/ViewOnlyAccess`.
 * Upper and lower case matter, as they do in an ARN.
 */
export function awsManagedPolicyArn(partition: string, name: string): string | undefined {
  const policy = policies().get(name);
  return policy && `arn:${partition}:iam::aws:policy${policy.pathAndName}`;
}

/**
 * Whether a policy is for one service-linked role only: IAM refuses to attach it to any other role, user or group.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html (error `PolicyNotAttachable`),
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
 */
export function isServiceLinkedPolicy(name: string): boolean {
  return policies().get(name)?.pathAndName.startsWith(serviceLinkedPath) ?? false;
}

/** The names of the AWS managed policies that can be attached to any role, without paths, in code-point order. */
export function awsManagedPolicyNames(): readonly string[] {
  return [...policies()]
    .filter(([name, { pathAndName }]) => !name.includes("/") && !pathAndName.startsWith(serviceLinkedPath))
    .map(([name]) => name)
    .sort();
}

/**
 * The levels of access of a policy by service, as `rw:ec2 s3;r:iam`: `r` read, `w` write, `p` permissions.
 * Without those that its statements about all services allow; see iam/role-policy.ts. `undefined` for a policy that is
 * not in the table.
 *
 * @param name its name, or its path and name.
 */
export function awsManagedPolicyLevels(name: string): string | undefined {
  return policies().get(name)?.levels;
}

export interface ManagedPolicyProblem {
  readonly code:
    | "not-a-policy"
    | "other-partition"
    | "other-account"
    | "service-linked"
    | "other-path"
    /** A warning: AWS may have added the policy after the table was made. */
    | "unknown-aws-policy";
  readonly severity: "error" | "warning";
  readonly message: string;
}

/**
 * The problem with attaching a managed policy by its ARN, or using it as a permissions boundary; `undefined` if there is
 * none.
 *
 * @param accountId the account of the role or user; `undefined` if it is not known. A customer managed policy can be attached in its own account only:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#customer-managed-policies
 */
export function managedPolicyProblem(
  arn: string,
  accountId: string | undefined,
  partition: string,
): ManagedPolicyProblem | undefined {
  const error = (code: ManagedPolicyProblem["code"], message: string): ManagedPolicyProblem => ({
    code,
    severity: "error",
    message,
  });
  const parsed = parseIamArn(arn);
  if (parsed?.resource !== "policy")
    return error(
      "not-a-policy",
      `"${arn}" is not the ARN of a policy; write arn:${partition}:iam::<account or aws>:policy/<name>`,
    );
  if (parsed.partition !== partition)
    return error(
      "other-partition",
      `"${arn}" is in the partition ${parsed.partition}, the accounts are in ${partition}`,
    );
  if (parsed.accountId !== "aws")
    return parsed.accountId === (accountId ?? parsed.accountId)
      ? undefined
      : error(
          "other-account",
          `"${arn}" is in account ${parsed.accountId} and cannot be attached in account ${accountId}; write ${asDeclared(parsed)} to use the policy of that name in each account`,
        );
  if (isServiceLinkedPolicy(parsed.name))
    return error("service-linked", serviceLinkedPolicyText(parsed.name));
  const known = awsManagedPolicyArn(partition, parsed.name);
  if (known === arn) return undefined;
  if (known !== undefined)
    return error("other-path", `AWS has "${parsed.name}" under another path: ${known}`);
  // The table is of the partition aws; another has policies of its own.
  return partition === "aws"
    ? {
        code: "unknown-aws-policy",
        severity: "warning",
        message: `"${parsed.name}" is not among the AWS managed policies that this version knows; check the name and the path`,
      }
    : undefined;
}

/** A customer managed policy as the access file names it, in YAML. */
function asDeclared({ name, path }: ParsedIamArn): string {
  return `{ name: ${JSON.stringify(name)}${path === "/" ? "" : `, path: ${JSON.stringify(path)}`} }`;
}

/** The problem with a policy of a service-linked role, in words. */
export function serviceLinkedPolicyText(name: string): string {
  return `"${name}" belongs to a service-linked role; AWS attaches it to no other role`;
}
