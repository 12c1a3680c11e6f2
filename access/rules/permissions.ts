/** Rules about the permissions of a role. */
import type { Partition } from "../../iam/partition";
import { type Statement, toList } from "../../iam/policy-document";
import { allowsEverything, conditionsOf, coversAction, coversResource } from "../../iam/statement";
import { writtenStatements } from "../documents";
import { type Rule, warningRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const iamWildcard = warningRule(
  "iam-wildcard",
  allowing(
    (statement) => coversAction(statement, "iam:*"),
    (role) =>
      `allows everything in IAM: a session of "${role}" can give itself every permission; list the actions that are needed`,
  ),
);

export const assumeRoleWildcard = warningRule(
  "assume-role-wildcard",
  allowing(
    (statement, partition) =>
      coversAction(statement, "sts:AssumeRole") && coversEveryRole(statement, partition),
    (role) =>
      `allows assuming every role, in any account, that trusts the account of "${role}"; list the roles' ARNs`,
  ),
);

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource */
export const passRoleWildcard = warningRule(
  "pass-role-wildcard",
  allowing(
    (statement, partition) =>
      coversAction(statement, "iam:PassRole") &&
      !coversAction(statement, "iam:*") &&
      (coversEveryRole(statement, partition) || coversEveryRoleOfAnAccount(statement)) &&
      !conditionsOf(statement).some(({ key }) => key === "iam:passedtoservice"),
    (role) =>
      `allows passing any role to any service: a session of "${role}" can let a service do what a stronger role allows; list the roles' ARNs, or limit the services with iam:PassedToService`,
  ),
);

/** Finds statements of inline policies. One that allows everything is an administrator's, and not meant. */
function allowing(
  allows: (statement: Statement, partition: Partition) => boolean,
  messageOf: (roleName: string) => string,
): Rule["check"] {
  return function* ({ declaration }) {
    for (const { kind, roleName, statement, path } of writtenStatements(declaration)) {
      if (kind !== "identity" || statement.Effect !== "Allow" || allowsEverything(statement)) continue;
      const element = statement.NotAction === undefined ? "Action" : "NotAction";
      if (allows(statement, declaration.partition ?? "aws"))
        yield { path: [...path, element], message: messageOf(roleName) };
    }
  };
}

function coversEveryRole(statement: Statement, partition: Partition): boolean {
  return coversResource(statement, `arn:${partition}:iam::*:role/*`);
}

function coversEveryRoleOfAnAccount(statement: Statement): boolean {
  return toList(statement.Resource).some((resource) => /^arn:[^:]+:iam::[^:]+:(role\/)?\*+$/.test(resource));
}
