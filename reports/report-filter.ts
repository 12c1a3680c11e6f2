/** Filters of reports: parts of the access that people ask for. All filters together must pass. */
import type { Access, RolePlace } from "../access";
import { groupsOf } from "../access/matrix";
import { destinationOf, type Route } from "../access/reach";
import { isGrantee, type Subject } from "../access/subject";

/** Limits a report. Names are those of the access file. */
export interface ReportFilter {
  readonly account?: string;
  /** A user or principal: `alex` means both, `user:alex` and `principal:alex` one of them. */
  readonly user?: string;
  readonly role?: string;
  /** The access that the group brings. */
  readonly group?: string;
  /** Target accounts with this tag: `environment=prod`. */
  readonly tag?: string;
  /** Only entrances without MFA, or for which that is unknown. */
  readonly noMfa?: boolean;
  /** Only subjects that are not in the identity account. */
  readonly external?: boolean;
  /** Only users with console access. */
  readonly console?: boolean;
  /** Only roles that are administrator, can become it, or have an unknown level. Over other roles too. */
  readonly admin?: boolean;
  /** Whether roles count that are reached over other roles. */
  readonly chains?: boolean;
}

/** Whether a filter limits anything. */
export function isAnyFilterSet(filter: ReportFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined && value !== false);
}

/** A user or principal as a filter names it. No name has a colon. */
export function namedCaller(text: string): { readonly kind?: "user" | "principal"; readonly name: string } {
  const [, kind, name] = /^(user|principal):(.*)$/s.exec(text) ?? [];
  return kind === undefined || name === undefined
    ? { name: text }
    : { kind: kind as "user" | "principal", name };
}

/** Whether a filter's text means a subject. */
export function meansSubject(text: string, subject: Subject): boolean {
  const { kind, name } = namedCaller(text);
  return (
    subject.name === name &&
    (kind === undefined ? subject.kind === "user" || subject.kind === "principal" : subject.kind === kind)
  );
}

/** Whether an account and role pass the filters of accounts and roles. */
export function placePassesFilter(
  { account, role, tag }: ReportFilter,
  place: Pick<RolePlace, "account" | "role">,
): boolean {
  return (
    (account === undefined || place.account.name === account) &&
    (role === undefined || place.role.name === role) &&
    (tag === undefined || hasTag(place.account.tags, tag))
  );
}

/** Whether a route passes all filters of places and subjects. `admin` is about the level, which this does not know. */
export function passesFilter(access: Access, filter: ReportFilter, route: Route): boolean {
  const { user, group, noMfa, external, console } = filter;
  const { subject, granted, mfa, ways } = route.entrance;
  return (
    placePassesFilter(filter, destinationOf(route)) &&
    (user === undefined || meansSubject(user, subject)) &&
    (group === undefined || (granted && groupsOf(granted).includes(group)) === true) &&
    (!noMfa || (ways.length > 0 && mfa !== "required")) &&
    (!external || isExternal(access, subject)) &&
    (!console || (subject.kind === "user" && subject.consoleAccess !== undefined))
  );
}

/** Whether a subject is not in the identity account: another account, a service, a federation, anybody. */
export function isExternal({ identityAccount }: Access, subject: Subject): boolean {
  if (isGrantee(subject)) return false;
  if (subject.kind === "account") return subject.name !== identityAccount.id;
  return subject.kind !== "user or role" || subject.name.split(":")[4] !== identityAccount.id;
}

/** Whether an account has a tag, given as `key=value`. */
export function hasTag(tags: Readonly<Record<string, string>>, text: string): boolean {
  return Object.entries(tags).some(([key, value]) => `${key}=${value}` === text);
}
