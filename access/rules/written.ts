/** What is written, and what is known of it. */
import type { Path } from "../problem";
import { entriesOf, type Readable } from "../readable";
import type { AccessFile, RoleSettingsDeclaration, TrustedEntityDeclaration } from "../schema";
import { isUnknown } from "../unknown";
import type { Declared } from "./rule";

export type TrustedKind = keyof TrustedEntityDeclaration | "identityAccount";

export interface WrittenSettings {
  readonly roleName: string;
  /** The role or the override. */
  readonly path: Path;
  /** What is written there. */
  readonly own: Readable<RoleSettingsDeclaration>;
  /** What holds there, with what an override inherits. */
  readonly all: Readable<RoleSettingsDeclaration>;
}

/** The settings of all roles and of their overrides. */
export function* writtenSettings({ roles }: Readable<AccessFile>): Iterable<WrittenSettings> {
  for (const [roleName, role] of entriesOf(roles)) {
    const path = ["roles", roleName];
    yield { roleName, path, own: role, all: role };
    for (const [account, own] of entriesOf(role.overrides))
      yield { roleName, path: [...path, "overrides", account], own, all: { ...role, ...own } };
  }
}

/** Where managed policies and permissions boundaries are written. */
export const managedPolicies = [
  "roles.*.managedPolicies.*",
  "roles.*.permissionsBoundary",
  "roles.*.overrides.*.managedPolicies.*",
  "roles.*.overrides.*.permissionsBoundary",
  "users.*.permissionsBoundary",
] as const;

/** Whether everybody who is granted a role is known: a grant that cannot be read can be any. */
export function knowsGrants({ isReadable }: Declared): boolean {
  return [
    ["groups", "*", "canAssume"],
    ["users", "*", "canAssume"],
    ["users", "*", "groups"],
    ["principals", "*", "canAssume"],
    ["principals", "*", "roleName"],
    ["roles", "*", "targetAccounts"],
    ["roles", "*", "trustedEntity"],
    ["targetAccounts", "*", "id"],
    ["targetAccounts", "*", "tags"],
    ["targetAccounts", "*", "retired"],
  ].every((path) => isReadable(path));
}

/** The kind of entity that a role trusts; `undefined` where it cannot be read, or an account is not known. */
export function trustedKind(
  { declaration, isReadable }: Declared,
  roleName: string,
): TrustedKind | undefined {
  if (!isReadable(["roles", roleName, "trustedEntity"])) return undefined;
  const [[key, account] = ["identityAccount"]] = entriesOf(declaration.roles?.[roleName]?.trustedEntity);
  const { id } = declaration.identityAccount ?? {};
  if (key === "awsAccount" && account === id) return "identityAccount";
  const isKnown = key !== "awsAccount" || (id !== undefined && !isUnknown(id) && !isUnknown(account));
  return isKnown ? (key as TrustedKind) : undefined;
}
