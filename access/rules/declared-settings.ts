import { type Access, type Role, type RoleSettings, settingsOf } from "../access";
import type { Declared } from "./rule";

type SettingKey = Parameters<RoleSettings["declared"]["keys"]["has"]>[0];

/** Settings that a role has in one of its accounts. */
export interface DeclaredSettings {
  readonly role: Role;
  readonly settings: RoleSettings;
  /** ` in "account"` where they are an override's, otherwise nothing. */
  readonly where: string;
  /**
   * Whether one of these keys is set here. A rule reports an inherited value at the role; if all accounts have overrides,
   * at each of them.
   */
  readonly sets: (...keys: SettingKey[]) => boolean;
}

/** The settings of every role that is made here, and of its overrides, each once. */
export function* declaredSettings({ roles }: Access): Iterable<DeclaredSettings> {
  for (const role of roles) {
    if (role.existing) continue;
    const all = settingsOf(role);
    const inherits = all[0]?.declared.override === undefined;
    for (const settings of all) {
      const { override, keys: declared } = settings.declared;
      yield {
        role,
        settings,
        where: whereText(settings),
        sets: (...keys) => override === undefined || !inherits || keys.some((key) => declared.has(key)),
      };
    }
  }
}

/** Whether some of the settings can be read, where they are written or inherited from. */
export function canRead(
  { isReadable }: Declared,
  { declared: { at, keys } }: RoleSettings,
  ...wanted: SettingKey[]
): boolean {
  return wanted.every((key) => isReadable([...(keys.has(key) ? at : at.slice(0, 2)), key]));
}

/** ` in "account"` for an override's settings, otherwise nothing. */
export function whereText({ declared: { override } }: RoleSettings): string {
  return override === undefined ? "" : ` in "${override}"`;
}
