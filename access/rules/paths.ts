/** Rules about the paths of roles, users and policies. */
import { policyPath, reservedRolePath } from "../../iam/limits";
import { each } from "../each";
import { expression } from "../texts";
import { isUnknown } from "../unknown";
import { errorRule } from "./rule";
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
    if (written === undefined || policyPath.test(written)) continue;
    // Text that only Terraform knows, or would read, has problems of its own.
    if (isUnknown(written) || expression.test(written)) continue;
    const message = `"${written}" cannot be the path of a policy; it has letters, digits and any of . , + @ = _ - between slashes`;
    yield { path: [...path, "path"], message };
  }
});
