/** What all reports of an access are made from, each of its parts worked out once. */
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
  /** Every role place, whoever may assume it. */
  readonly places: readonly RolePlace[];
  /** The places that trust somebody beside or instead of the identity account. */
  readonly external: readonly ExternalEntry[];
  readonly profileName: ProfileNames;
}

/** A place, and the entity that it trusts instead of the identity account. */
export interface ExternalEntry {
  readonly place: RolePlace;
  /** In words: `account 123456789012`, `the service ec2.amazonaws.com`. */
  readonly trusted: string;
}

/** What a report is narrowed to: names of the access file. */
export interface ReportFilter {
  readonly account?: string;
  /** A user, or a principal. */
  readonly user?: string;
  readonly role?: string;
}

/** The report of an access, or the part of it that a filter leaves. */
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
