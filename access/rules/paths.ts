/** Rules about the paths of roles, users and policies. */
import { policyPath, reservedRolePath } from "../../iam/limits";
import { each } from "../each";
import type { Path } from "../problem";
import { expression } from "../texts";
import { isUnknown } from "../unknown";
import { errorRule, type Finding } from "./rule";
import { managedPolicies } from "./written";

export const reservedPath = errorRule("reserved-path", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "roles.*.path"))
    if (reservedRolePath.test(value))
      yield { path, message: `AWS itself makes the roles under ${value}; choose another path` };
});

/**
 * Grants name ARNs in policies, and the path is part of them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export const wildcardInPath = errorRule("wildcard-in-path", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "roles.*.path", "users.*.path", "principals.*.path"))
    if (/[*?]/.test(value))
      yield {
        path,
        message: `"${value}" has * or ?, which a policy with this ARN would read as a wildcard; choose another path`,
      };
});

export const invalidPolicyPath = errorRule("invalid-policy-path", function* ({ declaration }) {
  for (const { path, value } of each(declaration, ...managedPolicies)) {
    const written = typeof value === "string" ? undefined : value.path;
    if (written !== undefined) yield* policyPathProblems([...path, "path"], written);
  }
  for (const { path, value } of each(declaration, "policies.*.path")) yield* policyPathProblems(path, value);
});

function* policyPathProblems(path: Path, written: string): Iterable<Finding> {
  // Text that only Terraform knows, or would read, has problems of its own.
  if (policyPath.test(written) || isUnknown(written) || expression.test(written)) return;
  const message = `"${written}" cannot be the path of a policy; it has letters, digits and any of . , + @ = _ - between slashes`;
  yield { path, message };
}
