/** The access matrix: which callers may assume which role in which account. */
import { byCodePoint } from "../iam/policy-document";
import { type Access, type Caller, type End, type Grant, grantsBy, laterEnd, type RolePlace } from "./access";
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
  /** When the last of the grants ends, and the reasons for all. */
  readonly end: End;
  /**
   * Declared policies of the caller or its groups that allow the role too. They do not end with the grants. `undefined`: none.
   */
  readonly policies?: readonly PolicySource[];
}

/** A declared policy that allows assuming a role. */
export interface PolicySource {
  /** The name of the policy. */
  readonly policy: string;
  /** The name of the group whose policy it is. `undefined`: it is the caller's own. */
  readonly group?: string;
  /** Set if the content of the policy is not known: it may allow the role. */
  readonly contentUnknown?: true;
}

/** Every entry of the matrix, by user (then principal), account and role. */
export function accessMatrix(access: Access): MatrixEntry[] {
  return grantedPlaces(access).map((entry) => ({
    ...entry,
    requireMfa: isDeniedWithoutMfa(entry.caller) || trustAsksForMfa(access, entry.place, entry.caller),
  }));
}

/** The entries of the matrix by the grants alone, in the same order: nothing is asked of the trust policies. */
export function grantedPlaces({ users, principals }: Access): Omit<MatrixEntry, "requireMfa">[] {
  return [...users, ...principals].flatMap(placesOfCaller);
}

function placesOfCaller(caller: Caller): Omit<MatrixEntry, "requireMfa">[] {
  const found = new Map<
    RolePlace,
    { directly: boolean; groups: string[]; organization: boolean; end: End }
  >();
  const add = (grants: readonly Grant[], group?: string) => {
    for (const { places, organization, end } of grants)
      for (const place of places) {
        const known = found.get(place);
        const granted = known ?? { directly: false, groups: [], organization: false, end };
        found.set(place, granted);
        if (known) granted.end = laterEnd(granted.end, end);
        granted.organization ||= organization;
        if (group === undefined) granted.directly = true;
        else if (!granted.groups.includes(group)) granted.groups.push(group);
      }
  };
  add(caller.grants);
  if (caller.kind === "user") for (const group of caller.groups) add(grantsBy(caller, group), group.name);
  return [...found]
    .map(([place, granted]) => ({ caller, place, granted }))
    .sort(
      ({ place: a }, { place: b }) =>
        byCodePoint(a.account.name, b.account.name) || byCodePoint(a.role.name, b.role.name),
    );
}

/** Whether the identity account denies a caller everything until it has signed in with MFA. */
export function isDeniedWithoutMfa(caller: Caller): boolean {
  return caller.kind === "user" && caller.denyWithoutMfa;
}

/** How an entry came about, in words: `directly`, `group auditors`. */
export function grantedBy({ directly, groups, organization, end, policies = [] }: Granted): string {
  return [
    ...(directly ? ["directly"] : []),
    ...groups.map((group) => `group ${group}`),
    ...(organization ? ["in any account of the organization"] : []),
    ...endTexts(end),
    ...policies.map(policySourceText),
  ].join(", ");
}

/** The names of the groups that bring a role: by grants, or by policies. */
export function groupsOf({ groups, policies = [] }: Granted): readonly string[] {
  return [...groups, ...policies.flatMap(({ group }) => group ?? [])];
}

/** A policy that allows a role, in words: `own policy deploy`, `policy deploy of group ops`. */
export function policySourceText({ policy, group, contentUnknown }: PolicySource): string {
  const text = group === undefined ? `own policy ${policy}` : `policy ${policy} of group ${group}`;
  return contentUnknown ? `${text} (content unknown)` : text;
}

/** An end in words: `until 2026-12-24`, `reason: on call`. */
export function endTexts({ until, reason }: End): string[] {
  return [
    ...(until === undefined ? [] : [`until ${timeText(until)}`]),
    ...(reason === undefined ? [] : [`reason: ${reason}`]),
  ];
}

/** A time as the access file has it: the beginning of a day is the date. */
export function timeText(time: string): string {
  return time.replace(/T00:00:00Z$/, "");
}

/** How reports name a caller. */
export function callerText(caller: Caller): string {
  if (caller.kind === "user") return caller.name;
  const { name, permissionSet } = caller;
  return permissionSet === undefined ? `${name} (role)` : `${name} (permission set ${permissionSet})`;
}
