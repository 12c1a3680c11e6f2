/** The role that a principal is on the emulator. Nobody can name the role of a permission set: AWS chooses its digits. */
import type { Access, GrantPolicies, Principal } from "../access";
import { permissionSetPolicies } from "../access/grant-policies";

/** A text that a pattern of `access` matches: as the role of a permission set is called where Identity Center is in us-east-1. */
export function oneOf(pattern: string): string {
  return pattern.replace(/\*/g, "").replace(/\?/g, "0");
}

/** The inline policy of a principal's role, which people put into its permission set. */
export function inlinePolicyOf(access: Access, principal: Principal): GrantPolicies["inline"] {
  return permissionSetPolicies(access).find((policy) => policy.principal === principal)?.document;
}
