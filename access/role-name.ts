/** The name of a role in IAM, which may have the account in it: `{account}-admin`. */
import type { TargetAccount } from "./access";

const placeholder = /\{(account|accountId)\}/;

/** The name of a role in an account. */
export function roleNameIn(roleName: string, account: Pick<TargetAccount, "name" | "id">): string {
  return roleNameParts(roleName)
    .map((part) => (typeof part === "string" ? part : account[part.account]))
    .join("");
}

/** Whether a role has the same name in every account. */
export function isSameInAllAccounts(roleName: string): boolean {
  return !placeholder.test(roleName);
}

/** A part of the name of a role: text, or the name or the id of the account. */
export type RoleNamePart = string | { readonly account: "name" | "id" };

/** The parts of the name of a role. */
export function roleNameParts(roleName: string): RoleNamePart[] {
  return roleName
    .split(placeholder)
    .map((part, index) => (index % 2 === 0 ? part : { account: part === "account" ? "name" : "id" }));
}
