/** What is written, and what is known of it. */
import type { Path } from "../problem";
import { entriesOf, type Readable } from "../readable";
import type { AccessFile, RoleSettingsDeclaration, TrustedEntityDeclaration } from "../schema";
import { type ConditionKey, type WrittenTrust, writtenTrusts } from "../trust";
import { kindOf, type TrustedKind } from "../trusted-entity";
import { isUnknown } from "../unknown";
import type { Declared } from "./rule";

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
  "users.*.managedPolicies.*",
  "users.*.permissionsBoundary",
  "groups.*.managedPolicies.*",
] as const;

/** Where lists of managed policies are written. */
export const managedPolicyLists = [
  "roles.*.managedPolicies",
  "roles.*.overrides.*.managedPolicies",
  "users.*.managedPolicies",
  "groups.*.managedPolicies",
] as const;

/** Where inline policies are written. */
export const inlinePolicies = [
  "roles.*.inlinePolicies",
  "roles.*.overrides.*.inlinePolicies",
  "users.*.inlinePolicies",
  "groups.*.inlinePolicies",
] as const;

/** Whether everybody who is granted a role is known: a grant that cannot be read can be any. */
export function knowsGrants({ isReadable }: Declared): boolean {
  return [
    ["groups", "*", "canAssume"],
    ["groups", "*", "members"],
    ["users", "*", "canAssume"],
    ["users", "*", "groups"],
    ["principals", "*", "canAssume"],
    ["principals", "*", "account"],
    ["principals", "*", "roleName"],
    ["principals", "*", "permissionSet"],
    ["roles", "*", "canAssume"],
    ["roles", "*", "targetAccounts"],
    ["roles", "*", "trustedEntity"],
    ["roles", "*", "overrides", "*", "trustedEntity"],
    ["targetAccounts", "*", "id"],
    ["targetAccounts", "*", "tags"],
    ["targetAccounts", "*", "retired"],
  ].every((path) => isReadable(path));
}

/** The entries of `trustedEntity` of all roles and of their overrides. */
export function* writtenEntities(
  declaration: Readable<AccessFile>,
): Iterable<Required<WrittenTrust> & Pick<WrittenSettings, "roleName">> {
  for (const { roleName, path: at, own } of writtenSettings(declaration))
    for (const { path, entry } of writtenTrusts(own, at)) if (entry) yield { roleName, path, entry };
}

/** Conditions of a trust policy, and where they stand. */
export interface WrittenConditions {
  /** The role, the override or the trusted entity. */
  readonly path: Path;
  readonly own: Readable<Pick<TrustedEntityDeclaration, ConditionKey>>;
}

/** The conditions of all roles, of their overrides and of their trusted entities. */
export function* writtenConditions(declaration: Readable<AccessFile>): Iterable<WrittenConditions> {
  for (const { path, own } of writtenSettings(declaration)) yield { path, own };
  for (const { path, entry } of writtenEntities(declaration)) yield { path, own: entry };
}

/** The kinds of entity that settings trust; `undefined` where one cannot be read, or an account is not known. */
export function trustedKinds(
  { declaration, isReadable }: Declared,
  { roleName, path, own, all }: WrittenSettings,
): readonly TrustedKind[] | undefined {
  const at = Object.hasOwn(own, "trustedEntity") ? path : ["roles", roleName];
  if (!isReadable([...at, "trustedEntity"])) return undefined;
  const { id } = declaration.identityAccount ?? {};
  const kinds = writtenTrusts(all, at).flatMap(({ entry }): (TrustedKind | undefined)[] => {
    const kind = kindOf(entry);
    if (kind !== "awsAccount") return [kind];
    const accounts = typeof entry?.awsAccount === "string" ? [entry.awsAccount] : (entry?.awsAccount ?? []);
    return accounts.map((account) => {
      if (account === id) return "identityAccount";
      return id !== undefined && account !== undefined && !isUnknown(id) && !isUnknown(account)
        ? kind
        : undefined;
    });
  });
  return kinds.includes(undefined) ? undefined : (kinds as TrustedKind[]);
}
