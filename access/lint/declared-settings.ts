import { type Access, type Role, type RoleSettings, settingsOf } from "../access";

/** Settings of a role, as a rule looks at them. */
export interface DeclaredSettings {
  readonly role: Role;
  readonly settings: RoleSettings;
  /** ` in "account"` where they are an override's, else nothing. */
  readonly where: string;
  /**
   * Whether one of these keys is set here. A rule reports an inherited value at the role; if all accounts have overrides,
   * at each of them.
   */
  readonly sets: (...keys: Parameters<RoleSettings["declared"]["keys"]["has"]>[0][]) => boolean;
}

/** The settings of every role, and of its overrides, each once. */
export function* declaredSettings({ roles }: Access): Iterable<DeclaredSettings> {
  for (const role of roles) {
    const all = settingsOf(role);
    const inherits = all[0]?.declared.override === undefined;
    for (const settings of all)
      yield {
        role,
        settings,
        where: whereText(settings),
        sets: (...keys) =>
          settings.declared.override === undefined ||
          !inherits ||
          keys.some((key) => settings.declared.keys.has(key)),
      };
  }
}

/** ` in "account"` for an override's settings, else nothing. */
export function whereText({ declared: { override } }: RoleSettings): string {
  return override === undefined ? "" : ` in "${override}"`;
}
