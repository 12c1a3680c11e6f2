import {
  type Access,
  accessMatrix,
  type Caller,
  type Granted,
  placesOf,
  type RolePlace,
  type RoleSettings,
  trustedEntityText,
  trustsIdentityAccount,
} from "../../access";
import { canonicalJson } from "../../iam/policy-document";

/**
 * An entry of the access matrix that can be compared with one of another access, by the names in it: one user, principal
 * or external entity that may assume one role in one account.
 */
export interface Entry {
  readonly caller: EntryCaller;
  readonly account: string;
  readonly role: string;
  readonly granted: Granted;
  /** Whether the caller needs MFA: because the role requires it, or the identity account for everything. */
  readonly requireMfa: boolean;
  readonly place: RolePlace;
  /** Equal where the account's id, the role's path, its trusted entity and its settings are. */
  readonly placeSignature: string;
}

export interface EntryCaller {
  /** `external`: an entity that the role trusts instead of the identity account; its name is in words. */
  readonly kind: Caller["kind"] | "external";
  readonly name: string;
}

/** The names of an entry as one text, different from those of any other entry. */
export function entryKey({ caller, account, role }: Pick<Entry, "caller" | "account" | "role">): string {
  return JSON.stringify([caller.kind, caller.name, account, role]);
}

/** Key -> entry, for all entries of an access: those of users and principals, then those of external entities. */
export function entriesOf(access: Access): Map<string, Entry> {
  const places = placesOf(access);
  const external = places
    .filter(({ role }) => !trustsIdentityAccount(access, role))
    .map((place) => ({ place, trusted: trustedText(place) }));
  const signatures = new Map(places.map((place) => [place, placeSignature(place)]));
  const entry = (caller: EntryCaller, place: RolePlace, granted: Granted, requireMfa: boolean): Entry => ({
    caller,
    account: place.account.name,
    role: place.role.name,
    granted,
    requireMfa,
    place,
    placeSignature: signatures.get(place) as string,
  });
  const entries = [
    ...accessMatrix(access).map(({ caller: { kind, name }, place, granted, requireMfa }) =>
      entry({ kind, name }, place, granted, requireMfa),
    ),
    ...external.map(({ trusted, place }) =>
      entry({ kind: "external", name: trusted }, place, noGrant, place.settings.conditions.requireMfa),
    ),
  ];
  return new Map(entries.map((each) => [entryKey(each), each]));
}

function trustedText({ role: { trustedEntity } }: RolePlace): string {
  return trustedEntity.kind === "custom" ? "a custom trust policy" : trustedEntityText(trustedEntity);
}

const noGrant: Granted = { directly: false, groups: [], organization: false };

function placeSignature({ role: { path, trustedEntity }, account, settings }: RolePlace): string {
  return canonicalJson([account.partition, account.id, path, trustedEntity, comparable(settings)]);
}

/** Settings without the place in the file where they are declared: it may change, and the settings stay the same. */
export function comparable({ declared, ...settings }: RoleSettings): Omit<RoleSettings, "declared"> {
  return settings;
}
