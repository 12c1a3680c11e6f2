/**
 * Rules about roles that people cannot switch to in the console.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 */
import { switchRoleNameLength } from "../../iam/limits";
import { type Access, whomItTrusts } from "../access";
import { declaredSettings, reachedRoles, userGrants } from "../settings";
import type { LintRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html */
export const externalIdInConsole: LintRule = {
  id: "external-id-in-console",
  severity: "warning",
  *check({ access, file }) {
    const reached = reachedRoles(access);
    const grants = userGrants(access);
    for (const { role, settings, path, where, says } of declaredSettings(access, file)) {
      if (!whomItTrusts(role, settings).requiresExternalId || !says("externalId")) continue;
      const users = consoleUsers(access).filter((name) =>
        reached(grants.get(name) ?? []).some(({ at }) => at.settings === settings),
      );
      if (users.length === 0) continue;
      const isCustom = role.trustedEntity.kind === "custom";
      yield {
        path: isCustom ? [...path, "trustedEntity", "custom"] : [...path, "externalId"],
        aboutKey: isCustom,
        message: `"${role.name}" asks for an external ID${where}, so the console cannot switch to it, and ${namesText(users)} may assume it; drop the external ID, which is for third parties, or give people a role of their own`,
      };
    }
  },
};

/** Those who may sign in to the console, as far as this file knows. */
function consoleUsers(access: Access): string[] {
  return access.users
    .filter(({ consoleAccess, existing }) => consoleAccess || existing)
    .map(({ name }) => name);
}

function namesText(names: readonly string[]): string {
  const [first, ...others] = names;
  return others.length === 0 ? `"${first}"` : `"${first}" and ${others.length} more`;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
export const roleNameTooLongForConsole: LintRule = {
  id: "role-name-too-long-for-console",
  severity: "warning",
  *check({ access }) {
    for (const role of access.roles) {
      const { length } = `${role.path}${role.name}`.slice(1);
      const [at] = role.in;
      if (at && length > switchRoleNameLength && whomItTrusts(role, at.settings).trustsAnAccount)
        yield {
          path: ["roles", role.name, "path"],
          message: `path and name of "${role.name}" have ${length} characters, and the console switches to a role with at most ${switchRoleNameLength}; shorten one of them`,
        };
    }
  },
};
