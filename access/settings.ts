/** Where the settings of roles are declared, and whom they concern. */
import type { Access, Grant, Role, RoleInAccount, RoleSettings, TargetAccount } from "./access";
import type { Path } from "./problem";
import type { AccessFile, RoleSettingsDeclaration } from "./schema";

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
  /**
   * Whether one of these keys is said here. What an override inherits is said at the role, and there already if some
   * account has the role's own settings.
   */
  readonly says: (...keys: readonly (keyof RoleSettingsDeclaration)[]) => boolean;
}

/** Every role's settings, and those of its overrides, each once. */
export function* declaredSettings(access: Access, file: AccessFile): Iterable<DeclaredSettings> {
  for (const role of access.roles) {
    const shared = role.in.find(({ overridden }) => !overridden);
    for (const at of role.in) {
      if (!at.overridden && at !== shared) continue;
      const override =
        at.overridden && shared ? file.roles[role.name]?.overrides?.[at.account.name] : undefined;
      yield {
        role,
        settings: at.settings,
        path: settingsPath(role, at),
        where: at.overridden ? ` in "${at.account.name}"` : "",
        says: (...keys) => override === undefined || keys.some((key) => override[key] !== undefined),
      };
    }
  }
}

/** A role that a grant leads to, in one of the accounts where it has the same settings. */
export interface ReachedRole {
  readonly role: Role;
  readonly at: RoleInAccount;
}

/** What grants lead to: each role once for each of its settings that are reached. */
export function reachedRoles(access: Access): (grants: readonly Grant[]) => ReachedRole[] {
  const places = new Map<Role, ReadonlyMap<TargetAccount, RoleInAccount>>(
    access.roles.map((role) => [role, new Map(role.in.map((at) => [at.account, at]))]),
  );
  return (grants) =>
    grants.flatMap(({ role, accounts }) => {
      const bySettings = new Map<RoleSettings, ReachedRole>();
      for (const account of accounts) {
        const at = places.get(role)?.get(account);
        if (at) bySettings.set(at.settings, { role, at });
      }
      return [...bySettings.values()];
    });
}

/** The grants of each user, their own and those of their groups. */
export function userGrants(access: Access): ReadonlyMap<string, readonly Grant[]> {
  const groups = new Map(access.groups.map(({ name, grants }) => [name, grants]));
  return new Map(
    access.users.map((user) => [
      user.name,
      [...user.grants, ...user.groups.flatMap((group) => groups.get(group) ?? [])],
    ]),
  );
}
