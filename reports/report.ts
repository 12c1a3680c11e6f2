/** The source of all reports: the entrances into roles and what is derived from them, in whole or filtered. */
import {
  type Access,
  type Entrance,
  entrancesOf,
  type Group,
  placesOf,
  type RoleLevel,
  type RolePlace,
  roleLevels,
  type User,
} from "../access";
import { type ProfileNames, profileNames } from "./profile-name";
import { isAnyFilterSet, passesFilter, placePassesFilter, type ReportFilter } from "./report-filter";

export type { ReportFilter };

export interface Report {
  readonly access: Access;
  readonly entrances: readonly Entrance[];
  /** All role places, also those without an entrance. */
  readonly places: readonly RolePlace[];
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly levelOf: (place: RolePlace) => RoleLevel;
  readonly profileName: ProfileNames;
}

/** The report of an access, or the part of it that passes a filter. */
export function reportOf(access: Access, filter: ReportFilter = {}): Report {
  const isFiltered = isAnyFilterSet(filter);
  const levelOf = roleLevels();
  const all = entrancesOf(access);
  const entrances = isFiltered ? all.filter((entrance) => passesFilter(access, filter, entrance)) : all;
  const reached = new Set(entrances.map(({ place }) => place));
  const subjects = new Set(entrances.map(({ subject }) => subject));
  const through = new Set(entrances.flatMap(({ granted }) => granted?.groups ?? []));
  const hasOtherFilter = isAnyFilterSet({ ...filter, account: undefined, role: undefined, tag: undefined });
  return {
    access,
    entrances,
    places: placesOf(access).filter(
      (place) => placePassesFilter(filter, place) && (!hasOtherFilter || reached.has(place)),
    ),
    users: isFiltered ? access.users.filter((user) => subjects.has(user)) : access.users,
    groups: isFiltered ? access.groups.filter(({ name }) => through.has(name)) : access.groups,
    levelOf,
    profileName: profileNames(access),
  };
}

/** The users of a group that this file lists. */
export function listedMembers({ users }: Access, group: Group): User[] {
  return users.filter(({ groups }) => groups.includes(group));
}
