/** The permission in the identity account to assume roles in target accounts. */
import { iamArn } from "./arn";
import type { Partition } from "./partition";
import {
  byCodePoint,
  type Conditions,
  oneOrSorted,
  type PolicyDocument,
  policyDocument,
  type Statement,
} from "./policy-document";

/** When the permission on each role ARN ends. Not in it: it does not end. */
export type Ends = ReadonlyMap<string, string>;

/**
 * Allows `sts:AssumeRole` on exactly these role ARNs, and nothing else.
 *
 * @param until a time in UTC from which on it no longer does
 */
export function assumeRoleStatement(roleArns: Iterable<string>, until?: string): Statement {
  return {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: oneOrSorted(roleArns),
    ...(until !== undefined && { Condition: untilCondition(until) }),
  };
}

/** Allows `sts:TagSession`, `sts:SetSourceIdentity` or both on exactly these role ARNs. */
export function sessionStatement(actions: readonly string[], roleArns: Iterable<string>): Statement {
  return { Effect: "Allow", Action: oneOrSorted(actions), Resource: oneOrSorted(roleArns) };
}

/**
 * Holds before a time. IAM's clock decides, so nothing has to be applied then.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime
 */
export function untilCondition(until: string) {
  return { DateLessThan: { "aws:CurrentTime": until } } satisfies Conditions;
}

/** The statements that allow `sts:AssumeRole` on these role ARNs: one for those that do not end, and one for each end. */
export function assumeRoleStatements(roleArns: Iterable<string>, ends: Ends = new Map()): Statement[] {
  const byEnd = new Map<string, string[]>();
  for (const arn of roleArns) {
    const until = ends.get(arn) ?? "";
    const arns = byEnd.get(until);
    if (arns) arns.push(arn);
    else byEnd.set(until, [arn]);
  }
  return [...byEnd]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([until, arns]) => assumeRoleStatement(arns, until === "" ? undefined : until));
}

/** A policy of these statements alone. */
export function assumeRolePermission(roleArns: Iterable<string>, ends?: Ends): PolicyDocument {
  return policyDocument(...assumeRoleStatements(roleArns, ends));
}

/** A role by its name and path, in whatever account. */
export interface NamedRole {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
}

/**
 * Allows `sts:AssumeRole` on the roles of these names in any account of an organization, and in none outside it.
 */
export function assumeRoleInOrganizationStatement(
  partition: Partition,
  roles: readonly NamedRole[],
  organizationId: string,
  until?: string,
): Statement {
  const arns = roles.map((role) => arnInAnyAccount(partition, role));
  return inOrganization(assumeRoleStatement(arns, until), organizationId);
}

/** The ARN of a role in any account. */
export function arnInAnyAccount(partition: Partition, { name, path }: NamedRole): string {
  return iamArn(partition, "*", "role", name, path);
}

/**
 * A statement that holds in the accounts of an organization only.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgid
 */
export function inOrganization({ Condition, ...statement }: Statement, organizationId: string): Statement {
  return {
    ...statement,
    Condition: { ...Condition, StringEquals: { "aws:ResourceOrgID": organizationId } },
  };
}
