/** The source of all reports: the access matrix and what is derived from it, in whole or filtered. */
import {
  type Access,
  accessMatrix,
  type MatrixEntry,
  placesOf,
  type RolePlace,
  trustedEntityText,
  trustsIdentityAccount,
} from "../access";
import { type ProfileNames, profileNames } from "./profile-name";

export interface Report {
  readonly access: Access;
  readonly matrix: readonly MatrixEntry[];
  /** All role places, also those that nobody may assume. */
  readonly places: readonly RolePlace[];
  /** The role places with an external trusted entity: not the identity account. */
  readonly external: readonly ExternalEntry[];
  readonly profileName: ProfileNames;
}

/** A role place, and the external entity that it trusts. */
export interface ExternalEntry {
  readonly place: RolePlace;
  /** In words: `account 123456789012`, `the service ec2.amazonaws.com`. */
  readonly trusted: string;
}

/** Limits a report to one account, user, role: names of the access file. */
export interface ReportFilter {
  readonly account?: string;
  /** A user, or a principal. */
  readonly user?: string;
  readonly role?: string;
}

/** The report of an access, or the part of it that passes a filter. */
export function reportOf(access: Access, { account, user, role }: ReportFilter = {}): Report {
  const isWanted = (place: RolePlace) =>
    (account === undefined || place.account.name === account) &&
    (role === undefined || place.role.name === role);
  const matrix = accessMatrix(access).filter(
    ({ caller, place }) => isWanted(place) && (user === undefined || caller.name === user),
  );
  const reached = new Set(matrix.map(({ place }) => place));
  const places = placesOf(access).filter(
    (place) => isWanted(place) && (user === undefined || reached.has(place)),
  );
  return {
    access,
    matrix,
    places,
    external:
      user === undefined
        ? places.filter(({ role }) => !trustsIdentityAccount(access, role)).map(withTrusted)
        : [],
    profileName: profileNames(access),
  };
}

function withTrusted(place: RolePlace): ExternalEntry {
  const { trustedEntity } = place.role;
  return {
    place,
    trusted: trustedEntity.kind === "custom" ? "a custom trust policy" : trustedEntityText(trustedEntity),
  };
}
