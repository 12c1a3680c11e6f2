/** The permission over here to assume roles over there. */
import { iamArn } from "./arn";
import type { Partition } from "./partition";
import { oneOrSorted, type PolicyDocument, policyDocument, type Statement } from "./policy-document";

/** Allows `sts:AssumeRole` on exactly these role ARNs, and nothing else. */
export function assumeRoleStatement(roleArns: Iterable<string>): Statement {
  return { Effect: "Allow", Action: "sts:AssumeRole", Resource: oneOrSorted(roleArns) };
}

/** A policy of that statement alone. */
export function assumeRolePermission(roleArns: Iterable<string>): PolicyDocument {
  return policyDocument(assumeRoleStatement(roleArns));
}

/** A role by its name and path, in whatever account. */
export interface NamedRole {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
}

/**
 * Allows `sts:AssumeRole` on the roles of these names in any account of an organization, and in none outside it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgid
 */
export function assumeRoleInOrganizationStatement(
  partition: Partition,
  roles: readonly NamedRole[],
  organizationId: string,
): Statement {
  return {
    ...assumeRoleStatement(roles.map(({ name, path }) => iamArn(partition, "*", "role", name, path))),
    Condition: { StringEquals: { "aws:ResourceOrgID": organizationId } },
  };
}
