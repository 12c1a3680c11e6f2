import { type Access, policySizesUsed } from "../access";
import { textTable } from "./text-table";

/** How much of the policy size that IAM allows each grantee uses: one more account may not fit. */
export function policySizeTable(access: Access): string {
  const rows = policySizesUsed(access).map(({ grantee, inline, managed, tight }) => [
    `${grantee.kind} ${grantee.name}`,
    inline.used === 0 ? "-" : `${inline.used} of ${inline.of} characters`,
    managed.used === 0 ? "-" : `${managed.used} of ${managed.of}${tight ? ", tightly packed" : ""}`,
  ]);
  return ["IAM policy size used", ...textTable(["grantee", "inline policy", "managed policies"], rows)].join(
    "\n",
  );
}

/** The target accounts that are being emptied, and what is to be done with their entries. */
export function retiredText(access: Access): string | undefined {
  const retired = access.targetAccounts.filter((account) => account.retired).map(({ name }) => name);
  return retired.length === 0
    ? undefined
    : `Retired: ${retired.join(", ")}. Once that is applied, drop ${retired.length === 1 ? "the entry" : "the entries"} from the file.`;
}
