/** Rules about roles that are made elsewhere. */
import type { RoleDeclaration } from "../schema";
import { errorRule } from "./rule";
import { writtenSettings } from "./written";

/** The keys that say which role it is, what it is granted, and what Terraform forgets of it. */
const forExisting: readonly (keyof RoleDeclaration)[] = [
  "existing",
  "roleName",
  "path",
  "displayName",
  "targetAccounts",
  "managedPolicies",
  "inlinePolicies",
  "overrides",
  "canAssume",
  "ignore",
];

export const existingRoleIsManagedElsewhere = errorRule(
  "existing-role-is-managed-elsewhere",
  function* ({ declaration }) {
    for (const { path, own, all } of writtenSettings(declaration))
      for (const [key, value] of (all as RoleDeclaration).existing ? Object.entries(own) : [])
        if (!forExisting.includes(key as keyof RoleDeclaration) && value !== undefined && value !== false) {
          const message = `the role exists and is managed elsewhere; remove ${key} here, or existing: true`;
          yield { path: [...path, key], message, data: { key } };
        }
  },
);
