/** The source of all reports: the entrances into roles and what is derived from them, in whole or filtered. */
import { type Access, type Group, placesOf, type RolePlace, type User } from "../access";
import { type Entrance, entrancesOf } from "../access/entrances";
import { groupBy } from "../access/group-by";
import { groupsOf } from "../access/matrix";
import { destinationOf, type Route, routesOf } from "../access/reach";
import { levelOf } from "../access/role-level";
import { mayBePowerful } from "./level-text";
import { type ProfileNames, profileNames } from "./profile-name";
import {
  isAnyFilterSet,
  meansSubject,
  passesFilter,
  placePassesFilter,
  type ReportFilter,
} from "./report-filter";

export type { ReportFilter };

export interface Report {
  readonly access: Access;
  /** Whether it is a part of the access only. */
  readonly isFiltered: boolean;
  /**
   * The rows: each entrance, and the roles that are reached over other roles by `canAssume`; with the filter `chains` or
   * `admin` over any other roles.
   */
  readonly routes: readonly Route[];
  /** The entrances with which the routes begin. */
  readonly entrances: readonly Entrance[];
  /** All role places, also those without an entrance. */
  readonly places: readonly RolePlace[];
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly profileName: ProfileNames;
}

/** The report of an access, or the part of it that passes a filter. */
export function reportOf(access: Access, filter: ReportFilter = {}): Report {
  const isFiltered = isAnyFilterSet(filter);
  const routes = allRoutes(access, filter).filter(
    (route) =>
      !isFiltered ||
      (passesFilter(access, filter, route) &&
        (!filter.admin || mayBePowerful(levelOf(destinationOf(route))))),
  );
  const entrances = [...new Set(routes.map(({ entrance }) => entrance))];
  const reached = new Set(
    routes.flatMap(({ entrance, chain }) => [entrance.place, ...chain.map(({ place }) => place)]),
  );
  const subjects = new Set(entrances.map(({ subject }) => subject));
  const through = new Set(entrances.flatMap(({ granted }) => (granted ? groupsOf(granted) : [])));
  const isOfPlacesOnly = !isAnyFilterSet({ ...filter, account: undefined, role: undefined, tag: undefined });
  return {
    access,
    isFiltered,
    routes,
    entrances,
    places: placesOf(access).filter(
      (place) => reached.has(place) || (isOfPlacesOnly && placePassesFilter(filter, place)),
    ),
    users: isFiltered
      ? access.users.filter((user) => subjects.has(user) || isNamed(filter, user))
      : access.users,
    groups: isFiltered
      ? access.groups.filter(({ name }) => through.has(name) || filter.group === name)
      : access.groups,
    profileName: profileNames(access),
  };
}

function isNamed({ user, console }: ReportFilter, subject: User): boolean {
  if (user !== undefined) return meansSubject(user, subject);
  return console === true && subject.consoleAccess !== undefined;
}

/** The routes of the subjects that a filter means. */
function allRoutes(access: Access, { user, chains, admin }: ReportFilter): Route[] {
  const entrances = entrancesOf(access);
  const meant =
    user === undefined ? entrances : entrances.filter(({ subject }) => meansSubject(user, subject));
  if (chains || admin) return routesOf(access, meant);
  const direct = meant.map((entrance): Route => ({ entrance, chain: [] }));
  if (!access.principals.some(({ place }) => place)) return direct;
  const subjectOf = ({ entrance: { subject } }: Route) => `${subject.kind} ${subject.name}`;
  const chained = groupBy(
    routesOf(access, meant, "granted").filter(({ chain }) => chain.length > 0),
    subjectOf,
  );
  // What a subject reaches over roles stands after what it assumes itself.
  const last = new Map(direct.map((route) => [subjectOf(route), route]));
  return direct.flatMap((route) => [
    route,
    ...(last.get(subjectOf(route)) === route ? (chained.get(subjectOf(route)) ?? []) : []),
  ]);
}

/** The users of a group that this file lists. */
export function listedMembers({ users }: Access, group: Group): User[] {
  return users.filter(({ groups }) => groups.includes(group));
}

/** What tables say that have no row. */
export function noRowText({ isFiltered }: Report): string {
  return isFiltered ? "No access matches." : "Nobody may assume any role.";
}
