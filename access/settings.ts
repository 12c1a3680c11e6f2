import type { Access, Role, RoleInAccount, RoleSettings } from "./access";
import type { Path } from "./problem";

/** Where the settings of a role in an account are declared: at the role, or at an override. */
export function settingsPath(role: Role, { overridden, account }: RoleInAccount): Path {
  return overridden ? ["roles", role.name, "overrides", account.name] : ["roles", role.name];
}

/** Settings of a role, and where they are declared. */
export interface DeclaredSettings {
  readonly role: Role;
  readonly settings: RoleSettings;
  readonly path: Path;
  /** ` in "account"` where they are an override's, else nothing. */
  readonly where: string;
}

/** Every role's settings, and those of its overrides, each once. */
export function* declaredSettings(access: Access): Iterable<DeclaredSettings> {
  for (const role of access.roles) {
    const shared = role.in.find(({ overridden }) => !overridden);
    for (const at of role.in) {
      if (!at.overridden && at !== shared) continue;
      yield {
        role,
        settings: at.settings,
        path: settingsPath(role, at),
        where: at.overridden ? ` in "${at.account.name}"` : "",
      };
    }
  }
}
