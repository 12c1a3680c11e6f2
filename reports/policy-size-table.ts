import { type Access, policySizesUsed } from "../access";

/** The columns of a table: how much of the policy size that IAM allows each grantee uses. One more account may not fit. */
export const policySizeColumns = ["grantee", "inline policy", "managed policies"];

/** From this share on, a grantee is shown where only the fullest are. */
const full = 0.5;

/**
 * The rows of the table.
 *
 * @param fullest whether only grantees are shown that use half of the size or more
 */
export function policySizeRows(access: Access, { fullest = false } = {}): string[][] {
  return policySizesUsed(access)
    .filter(({ inline, managed }) => [inline, managed].some(({ used, of }) => !fullest || used / of >= full))
    .map(({ grantee, inline, managed, tight }) => [
      `${grantee.kind === "principal" && grantee.place ? "role" : grantee.kind} ${grantee.name}`,
      inline.used === 0 ? "-" : `${inline.used} of ${inline.of} characters`,
      managed.used === 0 ? "-" : `${managed.used} of ${managed.of}${tight ? ", tightly packed" : ""}`,
    ]);
}
