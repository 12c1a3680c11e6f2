/** The access matrix: which callers may assume which role in which account. */
import { byCodePoint } from "../iam/policy-document";
import type { Access, Caller, Grant, RolePlace } from "./access";
import { trustAsksForMfa } from "./role-place";

/** One user or principal that may assume one role in one account. */
export interface MatrixEntry {
  /** The user or principal. */
  readonly caller: Caller;
  /** The role in the account. */
  readonly place: RolePlace;
  /** The grants that allow it. */
  readonly granted: Granted;
  /** Whether MFA is needed on the way: by the role's trust, or by the identity account for everything. */
  readonly requireMfa: boolean;
}

/** How a caller comes to be granted a place. */
export interface Granted {
  /** Whether the grant stands at the caller itself. */
  readonly directly: boolean;
  /** The names of the groups that bring the grant, sorted. */
  readonly groups: readonly string[];
  /** Whether the grant holds for the role of this name in any account of the organization. */
  readonly organization: boolean;
}

/** Every entry of the matrix, by user (then principal), account and role. */
export function accessMatrix(access: Access): MatrixEntry[] {
  return grantedPlaces(access).map((entry) => ({
    ...entry,
    requireMfa:
      isDeniedWithoutMfa(access, entry.caller) || trustAsksForMfa(access, entry.place, entry.caller),
  }));
}

/** The entries of the matrix by the grants alone, in the same order: nothing is asked of the trust policies. */
export function grantedPlaces({ users, principals }: Access): Omit<MatrixEntry, "requireMfa">[] {
  return [...users, ...principals].flatMap(placesOfCaller);
}

function placesOfCaller(caller: Caller): Omit<MatrixEntry, "requireMfa">[] {
  const found = new Map<RolePlace, { directly: boolean; groups: string[]; organization: boolean }>();
  const add = (grants: readonly Grant[], group?: string) => {
    for (const { places, organization } of grants)
      for (const place of places) {
        const granted = found.get(place) ?? { directly: false, groups: [], organization: false };
        found.set(place, granted);
        granted.organization ||= organization;
        if (group === undefined) granted.directly = true;
        else granted.groups.push(group);
      }
  };
  add(caller.grants);
  if (caller.kind === "user") for (const { name, grants } of caller.groups) add(grants, name);
  return [...found]
    .map(([place, granted]) => ({ caller, place, granted }))
    .sort(
      ({ place: a }, { place: b }) =>
        byCodePoint(a.account.name, b.account.name) || byCodePoint(a.role.name, b.role.name),
    );
}

/** Whether the identity account denies a caller everything until it has signed in with MFA. */
export function isDeniedWithoutMfa({ identityAccount }: Access, caller: Caller): boolean {
  return identityAccount.denyWithoutMfa && caller.kind === "user" && !caller.existing;
}

/** How an entry came about, in words: `directly`, `group auditors`. */
export function grantedBy({ directly, groups, organization }: Granted): string {
  return [
    ...(directly ? ["directly"] : []),
    ...groups.map((group) => `group ${group}`),
    ...(organization ? ["in any account of the organization"] : []),
  ].join(", ");
}

/** How reports name a caller. */
export function callerText({ kind, name }: Caller): string {
  return kind === "user" ? name : `${name} (role)`;
}
