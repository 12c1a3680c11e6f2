/** What all reports of an access are made from, each of its parts worked out once. */
import {
  type Access,
  accessMatrix,
  type MatrixEntry,
  type Role,
  type RoleInAccount,
  roleArn,
  roleLink,
} from "../access";
import { trustedEntityText } from "../access/check";
import type { SwitchRoleLink } from "../iam/switch-role-link";
import { type ProfileNames, profileNames } from "./profile-name";

export interface Report {
  readonly access: Access;
  readonly matrix: readonly MatrixEntry[];
  /** Every role in every account of it, whoever may assume it. */
  readonly places: readonly RolePlace[];
  /** Who else gets in: what a role trusts beside or instead of the identity account. */
  readonly outside: readonly OutsideEntry[];
  readonly profileName: ProfileNames;
}

/** A role in one of its accounts. */
export interface RolePlace {
  readonly role: Role;
  readonly at: RoleInAccount;
  readonly roleArn: string;
  readonly link: SwitchRoleLink;
}

export interface OutsideEntry extends RolePlace {
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
export function reportOf(access: Access, filter: ReportFilter = {}): Report {
  const { account, user, role } = filter;
  const meant = (name: string, wanted: string | undefined) => wanted === undefined || name === wanted;
  const matrix = accessMatrix(access).filter(
    (entry) =>
      meant(entry.account.name, account) && meant(entry.role.name, role) && meant(entry.principal.name, user),
  );
  const reached = user === undefined ? undefined : new Set(matrix.map(({ at }) => at));
  const places = access.roles
    .flatMap((each) =>
      each.in.map(
        (at): RolePlace => ({
          role: each,
          at,
          roleArn: roleArn(access, each, at.account),
          link: roleLink(access, each, at),
        }),
      ),
    )
    .filter(
      (place) =>
        meant(place.at.account.name, account) &&
        meant(place.role.name, role) &&
        (reached === undefined || reached.has(place.at)),
    );
  return {
    access,
    matrix,
    places,
    outside: user === undefined ? places.filter(trustsOutside(access)).map(withTrusted) : [],
    profileName: profileNames(access),
  };
}

function trustsOutside(access: Access): (place: RolePlace) => boolean {
  return ({ role: { trustedEntity } }) =>
    trustedEntity.kind !== "account" || trustedEntity.accountId !== access.identityAccount.id;
}

function withTrusted(place: RolePlace): OutsideEntry {
  const { trustedEntity } = place.role;
  return {
    ...place,
    trusted: trustedEntity.kind === "custom" ? "a custom trust policy" : trustedEntityText(trustedEntity),
  };
}
