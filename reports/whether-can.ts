/** The answer to "can this user get into this account?", with the reason. */
import { type Access, grantedBy } from "../access";
import { groupBy } from "./group-by";
import { type ReportFilter, reportOf } from "./report";
import { requirementsText } from "./requirements";
import { someOf } from "./some-of";

export interface Answer {
  readonly yes: boolean;
  /** The ways in, or the reason why there is none. */
  readonly lines: readonly string[];
}

/** Whether a user (or principal) can assume a role in an account: any role, or the one of the filter. */
export function whetherCan(access: Access, { user, account, role }: ReportFilter): Answer {
  const ways = reportOf(access, { user, account, role }).matrix;
  if (ways.length > 0)
    return {
      yes: true,
      lines: ways.map(
        ({
          place: {
            role: { name },
            settings,
            link,
          },
          granted,
          requireMfa,
        }) => {
          const how = `granted: ${grantedBy(granted)}; requires: ${requirementsText(settings, requireMfa)}`;
          return `yes: "${user}" can assume "${name}" in "${account}" (${how})  ${link.url ?? link.reason}`;
        },
      ),
    };
  const refused = role === undefined ? "is granted no role" : `is not granted the role "${role}"`;
  return {
    yes: false,
    lines: [`no: "${user}" ${refused} in "${account}"; ${granteesText(access, { account, role })}`],
  };
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
