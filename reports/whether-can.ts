/** The answer to "can this user get into this account?", with the reason. */

import { type Access, grantedBy } from "../access";
import type { Entrance } from "../access/entrances";
import { groupBy } from "../access/group-by";
import { listed } from "../access/listed";
import { destinationOf, type Route, sessionDurationOf } from "../access/reach";
import { levelOf } from "../access/role-level";
import { subjectText } from "../access/subject";
import { levelText, sessionText } from "./level-text";
import { placesBefore, placeText } from "./matrix-rows";
import { type Report, type ReportFilter, reportOf } from "./report";
import { refusedText, routeRequires } from "./requirements";

/**
 * Whether a user (or principal) can assume a role in an account, itself or over other roles: any role, or the one of the
 * filter. The lines are the ways, or the reason why there is none.
 */
export function whetherCan(
  access: Access,
  { user, account, role }: ReportFilter,
): { readonly yes: boolean; readonly lines: readonly string[] } {
  const report = reportOf(access, { user, account, role, chains: true });
  const admitted = new Set(report.entrances.map(({ subject }) => subject));
  const refused = reportOf(access, { user, account, role }).entrances.filter(
    ({ subject, ways }) => ways.length === 0 && !admitted.has(subject),
  );
  if (report.routes.length > 0 || refused.length > 0)
    return {
      yes: report.routes.length > 0,
      lines: [
        ...report.routes.map((route) => routeText(report, route)),
        ...refused.map((entrance) => refusalText(access, entrance)),
      ],
    };
  const grant = role === undefined ? "is granted no role" : `is not granted the role "${role}"`;
  return {
    yes: false,
    lines: [
      `no: "${user}" ${grant} in "${account}"; ${granteesText(access, { account, role })}`,
      ...maybeText(access, { user, account, role }),
    ],
  };
}

/** The subjects that may include a user or principal, which this file cannot know. */
function maybeText(access: Access, { user, account, role }: ReportFilter): string[] {
  const { id } = access.identityAccount;
  const open = reportOf(access, { account, role, chains: true }).entrances.filter(
    ({ subject }) => subject.kind === "members" || (subject.kind === "account" && subject.name === id),
  );
  const subjects = [...new Set(open.map(({ subject }) => subjectText(subject, id)))];
  return subjects.length === 0 ? [] : [`unless "${user}" is one of: ${listed(subjects, 5)}`];
}

function routeText({ access }: Report, route: Route): string {
  const { entrance, chain } = route;
  const { subject, granted } = entrance;
  const place = destinationOf(route);
  const name = subjectText(subject, access.identityAccount.id);
  const how = [
    levelText(levelOf(place)),
    `granted: ${granted ? grantedBy(granted) : "by the trust policy"}`,
    `requires: ${routeRequires(route)}`,
    `at most ${sessionText(sessionDurationOf(route))}`,
  ].join("; ");
  const isCertain =
    chain.every(({ permission }) => permission === "allowed") &&
    [entrance, ...chain].every(({ ways }) => ways.some(({ certain }) => certain));
  const yes = isCertain ? "yes" : "possibly";
  if (chain.length === 0) {
    const { url, reason } = place.link;
    return `${yes}: "${name}" can assume "${place.role.name}" in "${place.account.name}" (${how})  ${url ?? reason}`;
  }
  const hops = [...placesBefore(route), place].map(placeText).join(" -> ");
  return `${yes}, in ${chain.length + 1} hops: "${name}" -> ${hops} (${how})`;
}

function refusalText({ identityAccount }: Access, entrance: Entrance): string {
  const { subject, place } = entrance;
  const { role, account } = place;
  const why = subject.kind === "principal" ? "; the session of a role has no MFA and no user name" : "";
  return `no: "${subjectText(subject, identityAccount.id)}" is granted "${role.name}" in "${account.name}", but ${refusedText(entrance)}${why}`;
}

function granteesText(access: Access, { account, role }: ReportFilter): string {
  const { routes } = reportOf(access, { account, role, chains: true });
  const { places } = reportOf(access, { account, role });
  if (places.length === 0)
    return `"${account}" ${role === undefined ? "has no role" : "does not have this role"}`;
  const routesTo = groupBy(routes, destinationOf);
  return places
    .map((place) => {
      const subjects = (routesTo.get(place) ?? []).map(({ entrance: { subject } }) =>
        subjectText(subject, access.identityAccount.id),
      );
      return `"${place.role.name}" there admits ${listed([...new Set(subjects)], 5) || "nobody"}`;
    })
    .join("; ");
}
