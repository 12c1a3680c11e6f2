/** Entries: every subject that may assume a role in an account, in a form that can be compared with another access. */
import type { Access, Granted, RolePlace, RoleSettings } from "../../access";
import { type Entrance, entrancesOf } from "../../access/entrances";
import { levelOf, type RoleLevel } from "../../access/role-level";
import { subjectText } from "../../access/subject";
import { canonicalJson } from "../../iam/policy-document";

/** One subject that may assume one role in one account. */
export interface Entry {
  readonly caller: EntryCaller;
  readonly account: string;
  readonly role: string;
  /** How the access file gives it; all empty where the trust policy alone lets the subject in. */
  readonly granted: Granted;
  /** With a grant in any account of the organization: the organization's id. */
  readonly organizationId?: string;
  /** "required": no request without MFA gets in, for certain. */
  readonly mfa: Entrance["mfa"];
  /** The statements of the trust policy that let the subject in. */
  readonly ways: Entrance["ways"];
  /** Whether policies of its own or its permissions boundary keep the caller out. */
  readonly deniedByOwnPolicies: boolean;
  readonly place: RolePlace;
  /** What the policies and the boundary of the role come to in this account. */
  readonly level: RoleLevel;
  /** Equal where the account's id, the role's path, its trusted entity and its settings are. */
  readonly placeSignature: string;
}

export interface EntryCaller {
  /**
   * - `user`, `principal`, `members`: granted by the access file.
   * - `external`: let in by the trust policy alone.
   * - `open`: any user or role of the identity account that other policies allow; this file grants the role to nobody.
   * - `nobody`: nobody gets in; the entry is about the role itself.
   */
  readonly kind: "user" | "principal" | "members" | "external" | "open" | "nobody";
  /** The name in the access file; of `external`, `open` and `nobody`: words. */
  readonly name: string;
  /** As rows show it. */
  readonly text: string;
  /** ARN of a user or principal. */
  readonly arn?: string;
  /** Of tokens of an OpenID Connect provider: their subject, which may hold `*` and `?`. */
  readonly token?: { readonly provider: string; readonly subject: string };
}

/** The names of an entry as one text, different from those of any other entry. */
export function entryKey({ caller, account, role }: Pick<Entry, "caller" | "account" | "role">): string {
  return JSON.stringify([caller.kind, caller.name, account, role]);
}

/** The names of the role and the account of an entry as one text. */
export function placeKey({ account, role }: Pick<Entry, "account" | "role">): string {
  return JSON.stringify([account, role]);
}

/** Key -> entry, for all entries of an access. */
export function entriesOf(access: Access): Map<string, Entry> {
  const signatures = new Map<RolePlace, string>();
  const signatureOf = signaturesOf();
  const entryOf = (caller: EntryCaller, place: RolePlace, entrance: Partial<Entrance>): Entry => {
    const signature = signatures.get(place) ?? signatureOf(place);
    signatures.set(place, signature);
    const granted = entrance.granted ?? noGrant;
    return {
      caller,
      account: place.account.name,
      role: place.role.name,
      granted,
      ...(granted.organization && access.organization && { organizationId: access.organization.id }),
      mfa: entrance.mfa ?? "unknown",
      ways: entrance.ways ?? [],
      deniedByOwnPolicies: entrance.deniedByOwnPolicies ?? false,
      place,
      level: levelOf(place),
      placeSignature: signature,
    };
  };
  const entries = entrancesOf(access).map((entrance) =>
    entryOf(callerOf(access, entrance), entrance.place, entrance),
  );
  for (const role of access.roles)
    for (const place of role.places) if (!signatures.has(place)) entries.push(entryOf(nobody, place, {}));
  return new Map(entries.map((each) => [entryKey(each), each]));
}

const noGrant: Granted = { directly: false, groups: [], organization: false, end: {} };
const nobody: EntryCaller = { kind: "nobody", name: "nobody", text: "(nobody)" };

function callerOf({ identityAccount: { id } }: Access, { subject }: Entrance): EntryCaller {
  const text = subjectText(subject, id);
  switch (subject.kind) {
    case "user":
    case "principal":
      return { kind: subject.kind, name: subject.name, text, arn: subject.arn };
    case "members":
      return { kind: "members", name: subject.name, text };
    case "unknown":
      return nobody;
    case "account":
      if (subject.name === id) return { kind: "open", name: subject.name, text };
  }
  const token = subject.kind === "webIdentity" && { provider: subject.provider, subject: subject.subject };
  return { kind: "external", name: text.replace(/^\((.*)\)$/, "$1"), text, ...(token && { token }) };
}

function signaturesOf(): (place: RolePlace) => string {
  const known = new Map<object, string>();
  const remembered = (thing: object, text: () => string) => {
    const found = known.get(thing) ?? text();
    known.set(thing, found);
    return found;
  };
  return ({ role: { path, existing }, account, settings }) =>
    JSON.stringify([
      existing,
      account.partition,
      account.id,
      path,
      remembered(settings, () => canonicalJson(comparable(settings))),
    ]);
}

/** Whether a role has another name in IAM than before, other than by a new name in the access file: that is a rename. */
export function isRenamedInIam(before: RolePlace, after: RolePlace): boolean {
  const isByKey = ({ role }: RolePlace) => role.roleName === role.name;
  return before.roleName !== after.roleName && !(isByKey(before) && isByKey(after));
}

/**
 * Settings without the place in the file where they are declared: it may change, and the settings stay the same. Nor the
 * description and the tags: their changes are changes of the role.
 */
export function comparable({
  declared,
  description,
  tags,
  ...settings
}: RoleSettings): Omit<RoleSettings, "declared" | "description" | "tags"> {
  return settings;
}
