import { grantedBy, type Role, type RolePlace } from "../access";
import { destinationOf, type Route, sessionDurationOf } from "../access/reach";
import { levelOf } from "../access/role-level";
import { subjectText } from "../access/subject";
import { levelText, sessionText } from "./level-text";
import { permissionsText } from "./permissions";
import type { Report } from "./report";
import { routeRequires } from "./requirements";

/** One row of a report in words: a subject and a role in an account. */
export interface MatrixRow {
  /** `alex`, `pipeline (role)`, or in brackets a subject that only the trust policy lets in. */
  readonly subject: string;
  readonly place: RolePlace;
  /** The roles before it: `Jump in account-b`, with ` -> ` between several. Empty: the subject assumes the role itself. */
  readonly over: string;
  readonly granted: string;
  readonly requires: string;
  readonly session: string;
  readonly level: string;
  readonly permissions: string;
  /** The name of the CLI profile. Empty for a role that is reached over others. */
  readonly profile: string;
  /** The URL of the link to switch to the role, or the reason why there is none. */
  readonly link:
    | { readonly url: string; readonly reason?: undefined }
    | { readonly url?: undefined; readonly reason: string };
}

/** The rows of a report: users and principals, members of groups, then the subjects that only trust policies let in. */
export function* matrixRows(report: Report): Generator<MatrixRow> {
  for (const route of report.routes) yield matrixRow(report, route);
}

function matrixRow({ access, profileName }: Report, route: Route): MatrixRow {
  const { entrance, chain } = route;
  const { subject, granted } = entrance;
  const place = destinationOf(route);
  const isDirect = chain.length === 0;
  return {
    subject: subjectText(subject, access.identityAccount.id),
    place,
    over: overText(route),
    granted: granted ? grantedBy(granted) : "by the trust policy",
    requires: routeRequires(route),
    session: sessionText(sessionDurationOf(route)),
    level: levelText(levelOf(place)),
    permissions: permissionsText(place),
    profile: isDirect ? profileName(place) : "",
    link: isConsoleSwitch(route)
      ? place.link
      : { reason: "no link: the console does not switch from role to role" },
  };
}

/**
 * Whether the last step of a route can be a switch in the console, which always begins with the sign-in: as a user, or by
 * SAML as a role.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 */
function isConsoleSwitch({ entrance: { subject }, chain }: Route): boolean {
  if (chain.length > 0) return chain.length === 1 && subject.kind === "saml";
  if (subject.kind !== "principal" || !subject.place) return true;
  return subject.place.settings.trust.some(({ entity }) => entity.kind === "saml");
}

/** The roles of a route before the last, in order. */
export function placesBefore({ entrance, chain }: Route): RolePlace[] {
  return [entrance.place, ...chain.map(({ place }) => place)].slice(0, -1);
}

/** The roles of a route before the last: `Jump in account-b`, with ` -> ` between several. */
export function overText(route: Route): string {
  return placesBefore(route).map(placeText).join(" -> ");
}

/** `admin`, or `admin (prod-admin)` where the role has another name in IAM. */
export function roleText({ name }: Role, roleName: string): string {
  return roleName === name ? name : `${name} (${roleName})`;
}

/** `Jump in account-b` */
export function placeText({ role, account }: RolePlace): string {
  return `${role.name} in ${account.name}`;
}
