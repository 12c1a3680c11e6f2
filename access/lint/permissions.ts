/** Rules about what a role may do. */

import { managedPoliciesAttached } from "../../iam/limits";
import type { Partition } from "../../iam/partition";
import { type Statement, toList } from "../../iam/policy-document";
import { allowsEverything, conditionsOf, coversAction, coversResource } from "../../iam/statement";
import { declaredSettings } from "./declared-settings";
import { writtenStatements } from "./documents";
import type { Finding, LintContext, LintRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const iamWildcard: LintRule = {
  id: "iam-wildcard",
  severity: "warning",
  *check(declared) {
    yield* allowed(
      declared,
      (statement) => coversAction(statement, "iam:*"),
      (roleName) =>
        `allows everything in IAM: who has "${roleName}" can give themselves every permission; list the actions that are needed`,
    );
  },
};

export const assumeRoleWildcard: LintRule = {
  id: "assume-role-wildcard",
  severity: "warning",
  *check(declared) {
    yield* allowed(
      declared,
      (statement) =>
        coversAction(statement, "sts:AssumeRole") && coversEveryRole(statement, declared.access.partition),
      (roleName) =>
        `allows assuming every role, in any account, that trusts the account of "${roleName}"; list the roles' ARNs`,
    );
  },
};

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource */
export const passRoleWildcard: LintRule = {
  id: "pass-role-wildcard",
  severity: "warning",
  *check(declared) {
    yield* allowed(
      declared,
      (statement) =>
        coversAction(statement, "iam:PassRole") &&
        !coversAction(statement, "iam:*") &&
        (coversEveryRole(statement, declared.access.partition) || coversEveryRoleOfAnAccount(statement)) &&
        !conditionsOf(statement).some(({ key }) => key === "iam:passedtoservice"),
      (roleName) =>
        `allows passing any role to any service: who has "${roleName}" can have a service do what a stronger role may; list the roles' ARNs, or bind it to services with iam:PassedToService`,
    );
  },
};

/** Statements of inline policies that allow something; those that allow everything are an administrator's, and not meant. */
function* allowed(
  { file }: LintContext,
  allows: (statement: Statement) => boolean,
  message: (roleName: string) => string,
): Iterable<Finding> {
  for (const { kind, roleName, statement, path } of writtenStatements(file)) {
    if (kind !== "inline" || statement.Effect !== "Allow" || allowsEverything(statement)) continue;
    if (!allows(statement)) continue;
    yield {
      path: [...path, statement.NotAction === undefined ? "Action" : "NotAction"],
      message: message(roleName),
    };
  }
}

function coversEveryRole(statement: Statement, partition: Partition): boolean {
  return coversResource(statement, `arn:${partition}:iam::*:role/*`);
}

function coversEveryRoleOfAnAccount(statement: Statement): boolean {
  return toList(statement.Resource).some((resource) => /^arn:[^:]+:iam::[^:]+:(role\/)?\*+$/.test(resource));
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entities */
export const managedPoliciesOverQuota: LintRule = {
  id: "managed-policies-over-quota",
  severity: "warning",
  *check({ access }) {
    const { default: quota, raised } = managedPoliciesAttached;
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const { length } = settings.managedPolicies;
      if (length > quota && sets("managedPolicies"))
        yield {
          path: [...settings.declared.at, "managedPolicies"],
          message: `"${role.name}" has ${length} managed policies${where}; IAM attaches ${quota}, and up to ${raised} where the quota was raised before: raise it in each account, or put some of them together`,
        };
    }
  },
};
