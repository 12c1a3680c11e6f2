/** Rules about roles that may do everything. */
import type { RoleSettings } from "../access";
import { declaredSettings } from "../settings";
import type { LintRule } from "./rule";

export function isAdministrator(settings: RoleSettings): boolean {
  return settings.managedPolicies.some(
    (policy) => policy.kind !== "customer" && policy.name === "AdministratorAccess",
  );
}

export const administratorWithoutMfa: LintRule = {
  id: "administrator-without-mfa",
  severity: "warning",
  *check({ access }) {
    for (const { role, settings, path, where } of declaredSettings(access))
      if (
        role.trustedEntity.kind === "account" &&
        isAdministrator(settings) &&
        !settings.conditions.requireMfa
      )
        yield {
          path,
          aboutKey: true,
          message: `"${role.name}" is AdministratorAccess without MFA${where}; drop requireMfa: false`,
        };
  },
};
