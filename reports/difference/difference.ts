import type { Access } from "../../access";
import { groupBy } from "../../access/group-by";
import { isSameInAllAccounts } from "../../access/role-name";
import { globCovers } from "../../iam/glob";
import { byCodePoint } from "../../iam/policy-document";
import { type Entry, entriesOf, entryKey, isRenamedInIam, placeKey } from "./entry";
import { findingsOfChanged, findingsOfFollowing, findingsOfGiven, findingsOfTaken } from "./entry-findings";
import type { Finding } from "./findings";
import { type Declarations, type OtherChange, otherChanges } from "./other-changes";
import { declaredRenames, newName, type Renames, renamesBetween } from "./renames";

/** The difference between two accesses. */
export interface Difference {
  readonly renames: Renames;
  /** The renames that the access after the change declares. */
  readonly declaredRenames: Renames;
  readonly changes: readonly Change[];
  /** What is nobody's access to a role, but matters to security. */
  readonly others: readonly OtherChange[];
  /** All entries after the change. */
  readonly after: readonly Entry[];
}

/** An entry that is given, changed or taken. */
export interface Change {
  readonly kind: "given" | "changed" | "taken";
  /** The entry after the change; of one that is taken, the entry before, under the new names. */
  readonly entry: Entry;
  /** Of an entry that is changed: the entry before, under the new names. */
  readonly before?: Entry;
  /** At least one, the most dangerous first. */
  readonly findings: readonly Finding[];
}

/**
 * The difference between two accesses: applied to the entries of the first, it gives those of the second.
 *
 * @param declarations without them, rules that are newly ignored and tags that selectors use are not compared
 */
export function differenceBetween(before: Access, after: Access, declarations?: Declarations): Difference {
  const renames = renamesBetween(before, after);
  const renamed = [...entriesOf(before).values()].map((entry) => withNewNames(entry, renames));
  const old = new Map(renamed.map((entry) => [entryKey(entry), entry]));
  const tokens = groupBy(
    renamed.filter(({ caller }) => caller.token),
    placeKey,
  );
  const oldPlaces = new Map(renamed.map((entry) => [placeKey(entry), entry]));
  const current = entriesOf(after);
  const places = new Set([...current.values()].map(placeKey));
  const follows = followsSelector(before, renames, renamed);
  const changedFindings = findingsByPair();
  const changes = [...current].flatMap(([key, entry]): Change[] => {
    const was = old.get(key) ?? aboutTheRole(entry, oldPlaces) ?? ofWiderToken(entry, tokens);
    if (!was) {
      const findings = follows(entry) ? findingsOfFollowing(entry) : findingsOfGiven(entry);
      return [{ kind: "given", entry, findings }];
    }
    if (isSame(was, entry)) return [];
    return [{ kind: "changed", entry, before: was, findings: changedFindings(was, entry) }];
  });
  // A role that others are granted now is no less open to the identity account's own policies.
  for (const [key, entry] of old)
    if (!current.has(key) && !(isAboutTheRole(entry) && places.has(placeKey(entry))))
      changes.push({ kind: "taken", entry, findings: findingsOfTaken });
  const others = otherChanges({ before, after, renames, declarations });
  return { renames, declaredRenames: declaredRenames(after), changes, others, after: [...current.values()] };
}

/** Entries of one role in many accounts, and of many callers, differ alike: what that means is found out once. */
function findingsByPair(): (before: Entry, after: Entry) => readonly Finding[] {
  const known = new Map<string, readonly Finding[]>();
  const ids = new Map<object, number>();
  const idOf = (thing: object) => {
    const id = ids.get(thing) ?? ids.size;
    ids.set(thing, id);
    return id;
  };
  const key = ({ caller, granted, organizationId, mfa, deniedByOwnPolicies, place, level }: Entry) => [
    deniedByOwnPolicies,
    caller.kind,
    caller.arn,
    granted,
    organizationId,
    mfa,
    idOf(level),
    idOf(place.settings),
    idOf(place.role),
    isSameInAllAccounts(place.role.roleName) || place.roleName,
    place.account.partition,
  ];
  return (before, after) => {
    const sameAccount = before.place.account.id === after.place.account.id;
    const text = JSON.stringify([
      key(before),
      key(after),
      sameAccount || [before, after].map(({ place }) => place.account.id),
    ]);
    const found = known.get(text) ?? findingsOfChanged(before, after);
    known.set(text, found);
    return found;
  };
}

function isAboutTheRole({ caller: { kind } }: Entry): boolean {
  return kind === "open" || kind === "nobody";
}

/**
 * The entry that one about the role itself is to be compared with: any of the same place. A role whose last grant goes is
 * not given to the identity account by that; it was as open before, unless its trust named the grantees.
 */
function aboutTheRole(entry: Entry, oldPlaces: ReadonlyMap<string, Entry>): Entry | undefined {
  const was = isAboutTheRole(entry) ? oldPlaces.get(placeKey(entry)) : undefined;
  if (!was) return undefined;
  // Other callers may need MFA for other reasons; the settings tell what the role itself requires.
  const { caller, granted, mfa } = entry;
  return { ...was, caller, granted, organizationId: undefined, mfa };
}

/** The entry of tokens among which the tokens of another entry were before: it gives nobody anything. */
function ofWiderToken(entry: Entry, tokens: ReadonlyMap<string, readonly Entry[]>): Entry | undefined {
  const { token } = entry.caller;
  const wider = tokens
    .get(placeKey(entry))
    ?.find(
      ({ caller: { token: other } }) =>
        token && other && token.provider === other.provider && globCovers(other.subject, token.subject),
    );
  return wider && { ...wider, caller: entry.caller };
}

/** Whether a caller has a role in a new account as it has it in others that were there before. */
function followsSelector(
  { targetAccounts }: Access,
  { accounts }: Renames,
  before: readonly Entry[],
): (entry: Entry) => boolean {
  const known = new Set(targetAccounts.map(({ name }) => newName(accounts, name)));
  const ids = new Set(targetAccounts.map(({ id }) => id));
  const settingsKey = settingsKeys();
  const key = ({ caller: { kind, name, arn }, role, mfa, place }: Entry) =>
    JSON.stringify([kind, name, arn, role, place.role.path, mfa, settingsKey(place.settings)]);
  const held = new Set(before.map(key));
  return (entry) =>
    !known.has(entry.account) &&
    !ids.has(entry.place.account.id) &&
    entry.place.settings.declared.override === undefined &&
    held.has(key(entry));
}

function settingsKeys(): (settings: Entry["place"]["settings"]) => string {
  const known = new Map<object, string>();
  return (settings) => {
    const { declared, ...rest } = settings;
    const text = known.get(settings) ?? JSON.stringify(rest);
    known.set(settings, text);
    return text;
  };
}

/** An entry as it would be if nothing but names had changed. */
export function withNewNames(entry: Entry, renames: Renames): Entry {
  const { caller, account, role, granted } = entry;
  const name = {
    user: () => newName(renames.users, caller.name),
    principal: () => newName(renames.principals, caller.name),
    members: () => newName(renames.groups, caller.name),
    external: () => caller.name,
    open: () => caller.name,
    nobody: () => caller.name,
  }[caller.kind]();
  const isRenamed = name !== caller.name;
  return {
    ...entry,
    caller: {
      ...caller,
      name,
      ...(isRenamed && {
        text: caller.text.replace(caller.name, () => name),
        // In AWS it is another user, which the rename says.
        ...(caller.kind === "user" && { arn: caller.arn?.replace(/[^/]*$/, () => name) }),
      }),
    },
    account: newName(renames.accounts, account),
    role: newName(renames.roles, role),
    granted: {
      ...granted,
      groups: granted.groups.map((group) => newName(renames.groups, group)).sort(byCodePoint),
      ...(granted.policies && {
        policies: granted.policies.map((source) =>
          source.group === undefined ? source : { ...source, group: newName(renames.groups, source.group) },
        ),
      }),
    },
  };
}

function isSame(before: Entry, after: Entry): boolean {
  return (
    before.placeSignature === after.placeSignature &&
    !isRenamedInIam(before.place, after.place) &&
    before.mfa === after.mfa &&
    before.deniedByOwnPolicies === after.deniedByOwnPolicies &&
    before.caller.arn === after.caller.arn &&
    before.organizationId === after.organizationId &&
    JSON.stringify(before.granted) === JSON.stringify(after.granted)
  );
}
