/**
 * Rules about roles that people cannot switch to in the console.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 */
import { switchRoleNameLength } from "../../iam/limits";
import { type Access, grantsOf, type User } from "../access";
import { whoSwitches } from "../trusted-entity";
import { declaredSettings } from "./declared-settings";
import { trustPath } from "./declared-trust";
import { ofAccess, warningRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html */
export const externalIdInConsole = warningRule(
  "external-id-in-console",
  ofAccess(function* (access) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      if (whoSwitches(settings.trust).consoleLacks !== "an external ID") continue;
      if (!sets("externalId", "trustedEntity")) continue;
      const users = consoleUsers(access).filter((user) =>
        grantsOf(user).some(({ places }) => places.some((place) => place.settings === settings)),
      );
      if (users.length === 0) continue;
      const { at, keys } = settings.declared;
      const trust = settings.trust.find(
        ({ entity, conditions }) => entity.kind === "custom" || conditions.externalId !== undefined,
      );
      const isCustom = trust?.entity.kind === "custom";
      const entry = trust ? trustPath(settings, trust) : at;
      const path = isCustom ? [...entry, "custom"] : [...(keys.has("externalId") ? at : entry), "externalId"];
      const message = `"${role.name}" requires an external ID${where}, so the console cannot switch to it, and ${namesText(users)} may assume it; remove the external ID, which is for third parties, or grant people another role`;
      yield { path, aboutKey: isCustom, message };
    }
  }),
);

/** Those who may sign in to the console, as far as this file knows. */
function consoleUsers({ users }: Access): User[] {
  return users.filter(({ consoleAccess, existing }) => consoleAccess || existing);
}

function namesText([first, ...others]: readonly User[]): string {
  return others.length === 0 ? `"${first?.name}"` : `"${first?.name}" and ${others.length} more`;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
export const roleNameTooLongForConsole = warningRule(
  "role-name-too-long-for-console",
  ofAccess(function* ({ roles }) {
    const limit = switchRoleNameLength;
    for (const { name, path, places } of roles) {
      const longest = Math.max(...places.map(({ roleName }) => roleName.length));
      const actual = path.slice(1).length + longest;
      const isSwitchedTo = places.some(({ settings }) => whoSwitches(settings.trust).trustsAnAccount);
      const message = `path and name of "${name}" have ${actual} characters together, and the console switches only to roles with at most ${limit}; shorten one of them`;
      if (isSwitchedTo && actual > limit)
        yield { path: ["roles", name, "path"], message, data: { limit, actual } };
    }
  }),
);
