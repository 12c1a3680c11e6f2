import type { Access } from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import { type Entry, entriesOf, entryKey } from "./entry";
import { type Finding, findingsOfChanged, findingsOfGiven, findingsOfTaken } from "./findings";
import { newName, type Renames, renamesBetween } from "./renames";

/** The difference between two accesses. */
export interface Difference {
  readonly renames: Renames;
  readonly changes: readonly Change[];
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

/** The difference between two accesses: applied to the entries of the first, it gives those of the second. */
export function differenceBetween(before: Access, after: Access): Difference {
  const renames = renamesBetween(before, after);
  const renamed = [...entriesOf(before).values()].map((entry) => withNewNames(entry, renames));
  const old = new Map(renamed.map((entry) => [entryKey(entry), entry]));
  const current = entriesOf(after);
  const changes = [...current].flatMap(([key, entry]): Change[] => {
    const was = old.get(key);
    if (!was) return [{ kind: "given", entry, findings: findingsOfGiven(entry) }];
    if (isSame(was, entry)) return [];
    return [{ kind: "changed", entry, before: was, findings: findingsOfChanged(was, entry) }];
  });
  for (const [key, entry] of old)
    if (!current.has(key)) changes.push({ kind: "taken", entry, findings: findingsOfTaken });
  return { renames, changes, after: [...current.values()] };
}

/** An entry as it would be if nothing but names had changed. */
export function withNewNames(entry: Entry, renames: Renames): Entry {
  const { caller, account, role, granted } = entry;
  const names = { user: renames.users, principal: renames.principals, external: new Map() }[caller.kind];
  return {
    ...entry,
    caller: { ...caller, name: newName(names, caller.name) },
    account: newName(renames.accounts, account),
    role: newName(renames.roles, role),
    granted: {
      ...granted,
      groups: granted.groups.map((group) => newName(renames.groups, group)).sort(byCodePoint),
    },
  };
}

function isSame(before: Entry, after: Entry): boolean {
  return (
    before.placeSignature === after.placeSignature &&
    before.requireMfa === after.requireMfa &&
    JSON.stringify(before.granted) === JSON.stringify(after.granted)
  );
}
