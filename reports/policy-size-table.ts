import { type Access, policySizesUsed } from "../access";
import { textTable } from "./text-table";

/** The lines of a table: how much of the policy size that IAM allows each grantee uses. One more account may not fit. */
export function policySizeTable(access: Access): string[] {
  const rows = policySizesUsed(access).map(({ grantee, inline, managed, tight }) => [
    `${grantee.kind} ${grantee.name}`,
    inline.used === 0 ? "-" : `${inline.used} of ${inline.of} characters`,
    managed.used === 0 ? "-" : `${managed.used} of ${managed.of}${tight ? ", tightly packed" : ""}`,
  ]);
  return ["IAM policy size used", ...textTable(["grantee", "inline policy", "managed policies"], rows)];
}
