/** Which roles of several accounts are one role of the access file, and what it is called there. */

import { groupBy } from "../../access/group-by";
import { isSameInAllAccounts } from "../../access/role-name";
import { roleOrUserNameLength } from "../../iam/limits";
import { byCodePoint, canonicalJson } from "../../iam/policy-document";
import { freeName } from "./free-name";
import type { GrantedRole } from "./identity-grants";
import type { ImportedAccount } from "./imported-account";

/** Roles of several accounts that are one role of the access file. */
export interface RoleGroup {
  /** Name of the role in the access file. */
  readonly key: string;
  /** Name of the role in IAM, with `{account}` or `{accountId}` for those of the account. */
  readonly roleName: string;
  readonly path: string;
  readonly places: readonly GrantedRole[];
}

/**
 * Roles of the same name and path in several accounts are one role. So are those whose names differ in the name or the id of the
 * account only.
 *
 * @param fold whether roles are put together at all
 */
export function groupRoles(
  roles: readonly GrantedRole[],
  accounts: ReadonlyMap<string, ImportedAccount>,
  fold: boolean,
): RoleGroup[] {
  const named = roles.map((placed) => ({
    placed,
    roleName: placed.role.name,
    pattern: patternOf(placed, accounts),
  }));
  const pathAnd = (name: string, { role }: GrantedRole) => `${role.path} ${name}`;
  const byName = groupBy(named, ({ placed, roleName }) => pathAnd(roleName, placed));
  const byPattern = groupBy(named, ({ placed, pattern }) => pathAnd(pattern, placed));
  const chosen = named.map(({ placed, roleName, pattern }) => {
    const sameName = byName.get(pathAnd(roleName, placed))?.length ?? 0;
    const samePattern = byPattern.get(pathAnd(pattern, placed)) ?? [];
    const isPattern =
      pattern !== roleName &&
      sameName === 1 &&
      samePattern.filter((one) => byName.get(pathAnd(one.roleName, one.placed))?.length === 1).length > 1;
    return { placed, roleName: isPattern ? pattern : roleName };
  });
  // What a role is granted is the same in all of its accounts.
  const grantsText = ({ grants }: GrantedRole) =>
    canonicalJson([...grants].map(([arn, until]) => [arn, until ?? ""]));
  const groups = groupBy(chosen, ({ placed, roleName }) =>
    fold
      ? `${pathAnd(roleName, placed)} ${grantsText(placed)}`
      : `${pathAnd(placed.role.name, placed)} ${placed.accountId}`,
  );
  const taken = new Set<string>();
  return [...groups.values()]
    .map((group) => ({
      roleName: (fold ? group[0]?.roleName : group[0]?.placed.role.name) ?? "",
      path: group[0]?.placed.role.path ?? "/",
      places: group.map(({ placed }) => placed).sort((a, b) => byCodePoint(a.accountId, b.accountId)),
    }))
    .sort(
      (a, b) =>
        Number(isSameInAllAccounts(b.roleName)) - Number(isSameInAllAccounts(a.roleName)) ||
        byCodePoint(a.roleName, b.roleName) ||
        b.places.length - a.places.length ||
        byCodePoint(a.path, b.path) ||
        byCodePoint(a.places[0]?.accountId ?? "", b.places[0]?.accountId ?? ""),
    )
    .map((group) => ({ ...group, key: freeKey(group.roleName, taken) }))
    .sort((a, b) => byCodePoint(a.key, b.key));
}

/** The name of a role with `{accountId}` or `{account}` in place of those of its account. */
function patternOf(
  { role: { name }, accountId }: GrantedRole,
  accounts: ReadonlyMap<string, ImportedAccount>,
): string {
  if (name.includes(accountId)) return name.replace(accountId, "{accountId}");
  const accountName = accounts.get(accountId)?.name ?? "";
  // A part of the name, and not of a word in it.
  for (
    let at = name.indexOf(accountName);
    at !== -1 && accountName !== "";
    at = name.indexOf(accountName, at + 1)
  ) {
    const end = at + accountName.length;
    if (!/[A-Za-z0-9]$/.test(name.slice(0, at)) && !/^[A-Za-z0-9]/.test(name.slice(end)))
      return `${name.slice(0, at)}{account}${name.slice(end)}`;
  }
  return name;
}

/** A name for the role in the access file that no other has. */
function freeKey(roleName: string, taken: Set<string>): string {
  const plain = isSameInAllAccounts(roleName)
    ? roleName
    : roleName.replace(/\{account(?:Id)?\}/, "").replace(/^[-_.@+=,]+|[-_.@+=,]+$/g, "");
  return freeName(plain === "" ? "role" : plain, roleOrUserNameLength, taken);
}
