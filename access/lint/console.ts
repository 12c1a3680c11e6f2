/**
 * Rules about roles that people cannot switch to in the console.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 */
import { switchRoleNameLength } from "../../iam/limits";
import { type Access, grantsOf, type User } from "../access";
import { whoSwitches } from "../resolve";
import { declaredSettings } from "./declared-settings";
import type { LintRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html */
export const externalIdInConsole: LintRule = {
  id: "external-id-in-console",
  severity: "warning",
  *check({ access }) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      if (!whoSwitches(role.trustedEntity, settings).requiresExternalId || !sets("externalId")) continue;
      const users = consoleUsers(access).filter((user) =>
        grantsOf(user).some(({ places }) => places.some((place) => place.settings === settings)),
      );
      if (users.length === 0) continue;
      const isCustom = role.trustedEntity.kind === "custom";
      yield {
        path: isCustom
          ? [...settings.declared.at, "trustedEntity", "custom"]
          : [...settings.declared.at, "externalId"],
        aboutKey: isCustom,
        message: `"${role.name}" asks for an external ID${where}, so the console cannot switch to it, and ${namesText(users)} may assume it; drop the external ID, which is for third parties, or give people a role of their own`,
      };
    }
  },
};

/** Those who may sign in to the console, as far as this file knows. */
function consoleUsers({ users }: Access): User[] {
  return users.filter(({ consoleAccess, existing }) => consoleAccess || existing);
}

function namesText([first, ...others]: readonly User[]): string {
  return others.length === 0 ? `"${first?.name}"` : `"${first?.name}" and ${others.length} more`;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
export const roleNameTooLongForConsole: LintRule = {
  id: "role-name-too-long-for-console",
  severity: "warning",
  *check({ access }) {
    for (const role of access.roles) {
      const { length } = `${role.path}${role.name}`.slice(1);
      const [place] = role.places;
      if (
        place &&
        length > switchRoleNameLength &&
        whoSwitches(role.trustedEntity, place.settings).trustsAnAccount
      )
        yield {
          path: ["roles", role.name, "path"],
          message: `path and name of "${role.name}" have ${length} characters, and the console switches to a role with at most ${switchRoleNameLength}; shorten one of them`,
        };
    }
  },
};
