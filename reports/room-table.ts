import { type Access, grantRooms } from "../access";
import { textTable } from "./text-table";

/** How full the policies of everybody are who is granted roles: what one account more may find no room in. */
export function roomTable(access: Access): string {
  const rooms = grantRooms(access);
  const rows = rooms.map(({ holder, inline, managed, tight }) => [
    `${holder.kind} ${holder.name}`,
    inline.used === 0 ? "-" : `${inline.used} of ${inline.of} characters`,
    managed.used === 0 ? "-" : `${managed.used} of ${managed.of}${tight ? ", tightly packed" : ""}`,
  ]);
  return ["Room for grants", ...textTable(["who", "inline policy", "managed policies"], rows)].join("\n");
}

/** The target accounts that are being emptied, and what is to be done with their entries. */
export function retiredText(access: Access): string | undefined {
  const retired = access.targetAccounts.filter((account) => account.retired).map(({ name }) => name);
  return retired.length === 0
    ? undefined
    : `Retired: ${retired.join(", ")}. Once that is applied, drop ${retired.length === 1 ? "the entry" : "the entries"} from the file.`;
}
