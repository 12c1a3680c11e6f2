/** The answer to "can this user get into this account?", with the reason. */
import type { Access } from "../access";
import { groupBy } from "./group-by";
import { matrixRows } from "./matrix-rows";
import { type ReportFilter, reportOf } from "./report";
import { someOf } from "./some-of";

/**
 * Whether a user (or principal) can assume a role in an account: any role, or the one of the filter. The lines are the ways
 * in, or the reason why there is none.
 */
export function whetherCan(
  access: Access,
  { user, account, role }: ReportFilter,
): { readonly yes: boolean; readonly lines: readonly string[] } {
  const ways = [...matrixRows(reportOf(access, { user, account, role }))];
  const refused = role === undefined ? "is granted no role" : `is not granted the role "${role}"`;
  if (ways.length === 0) {
    const why = granteesText(access, { account, role });
    return { yes: false, lines: [`no: "${user}" ${refused} in "${account}"; ${why}`] };
  }
  const lines = ways.map(({ place: { role, link }, granted, requires }) => {
    const how = `granted: ${granted}; requires: ${requires}`;
    return `yes: "${user}" can assume "${role.name}" in "${account}" (${how})  ${link.url ?? link.reason}`;
  });
  return { yes: true, lines };
}

function granteesText(access: Access, { account, role }: ReportFilter): string {
  const { matrix, places } = reportOf(access, { account, role });
  if (places.length === 0)
    return `"${account}" ${role === undefined ? "has no role" : "does not have this role"}`;
  const callersOf = groupBy(matrix, ({ place }) => place);
  return places
    .map((place) => {
      const callers = (callersOf.get(place) ?? []).map(({ caller }) => caller.name);
      return `"${place.role.name}" there is granted to ${someOf(callers, 5) || "nobody"}`;
    })
    .join("; ");
}
