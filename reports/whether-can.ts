/** The answer to "does she get in there?", with the reason. */
import { type Access, grantedBy } from "../access";
import { asksFor } from "./asks-for";
import { type ReportFilter, reportOf } from "./report";

/** Whether a user (or principal) may assume some role, or the one asked for, in an account, and how or why not. */
export function whetherCan(
  access: Access,
  { user, account, role }: ReportFilter,
): { readonly yes: boolean; readonly text: string } {
  const { matrix } = reportOf(access, { user, account, role });
  if (matrix.length > 0)
    return {
      yes: true,
      text: matrix
        .map(({ place: { role, settings, link }, granted, requireMfa }) => {
          const asked = asksFor(settings, requireMfa).join(", ");
          return `yes: "${user}" may be "${role.name}" in "${account}" (granted: ${grantedBy(granted)}; asks for: ${asked || "nothing"})  ${link.url ?? link.reason}`;
        })
        .join("\n"),
    };
  const { places } = reportOf(access, { account, role });
  const granted = role === undefined ? "is granted no role" : `is not granted the role "${role}"`;
  return {
    yes: false,
    text: `no: "${user}" ${granted} in "${account}"; ${places.length === 0 ? whyNoRole(account, role) : whoElse(access, { account, role })}`,
  };
}

function whyNoRole(account: string | undefined, role: string | undefined): string {
  return role === undefined ? `no role is in "${account}"` : `the role is not in "${account}"`;
}

function whoElse(access: Access, { account, role }: ReportFilter): string {
  const { matrix, places } = reportOf(access, { account, role });
  return places
    .map((place) => {
      const holders = matrix.filter((entry) => entry.place === place).map(({ caller }) => caller.name);
      const shown = holders.slice(0, 5).join(", ");
      const more = holders.length > 5 ? ` and ${holders.length - 5} more` : "";
      return `"${place.role.name}" there is granted to ${holders.length === 0 ? "nobody" : shown + more}`;
    })
    .join("; ");
}
