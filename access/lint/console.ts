/**
 * Rules about roles that people cannot switch to in the console.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 */
import { asksForExternalId, letsAccountsIn } from "../../iam/custom-trust";
import { switchRoleNameLength } from "../../iam/limits";
import { statementsOf } from "../../iam/statement";
import type { Access, Role, RoleSettings } from "../access";
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
      if (!requiresExternalId(role, settings) || !says("externalId")) continue;
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

function trustsAnAccount({ trustedEntity: entity }: Role): boolean {
  if (entity.kind !== "custom") return entity.kind === "account";
  return statementsOf(entity.document).some(({ statement }) => letsAccountsIn(statement));
}

function requiresExternalId({ trustedEntity: entity }: Role, { conditions }: RoleSettings): boolean {
  if (entity.kind !== "custom") return conditions.externalId !== undefined;
  return statementsOf(entity.document)
    .filter(({ statement }) => letsAccountsIn(statement))
    .every(({ statement }) => asksForExternalId(statement));
}

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
      if (length > switchRoleNameLength && trustsAnAccount(role))
        yield {
          path: ["roles", role.name, "path"],
          message: `path and name of "${role.name}" have ${length} characters, and the console switches to a role with at most ${switchRoleNameLength}; shorten one of them`,
        };
    }
  },
};
