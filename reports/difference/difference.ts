/** What access a change of the access file gives, takes and alters. */
import type { Access } from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import { type Facts, type Holding, holdingKey, holdingsOf } from "./holding";
import { newName, type Renames, renamesBetween } from "./renames";

export interface Difference {
  readonly renames: Renames;
  readonly given: readonly Holding[];
  /** Under the new names. */
  readonly taken: readonly Holding[];
  readonly changed: readonly ChangedHolding[];
}

/** A holding that stays, with what it was before. */
export interface ChangedHolding extends Holding {
  readonly before: Facts;
}

/** The difference between two accesses: applied to what people held before, it gives what they hold after. */
export function differenceBetween(before: Access, after: Access): Difference {
  const renames = renamesBetween(before, after);
  const old = new Map<string, Holding>();
  for (const holding of holdingsOf(before).values()) {
    const underNewNames = withNewNames(holding, renames);
    old.set(holdingKey(underNewNames), underNewNames);
  }
  const current = holdingsOf(after);
  const given: Holding[] = [];
  const changed: ChangedHolding[] = [];
  for (const [key, holding] of current) {
    const was = old.get(key);
    if (!was) given.push(holding);
    else if (!sameFacts(was.facts, holding.facts)) changed.push({ ...holding, before: was.facts });
  }
  return {
    renames,
    given,
    taken: [...old].filter(([key]) => !current.has(key)).map(([, was]) => was),
    changed,
  };
}

/** A holding as it would be if nothing but names had changed. */
export function withNewNames(holding: Holding, renames: Renames): Holding {
  const { who, account, role, facts } = holding;
  const named = { user: renames.users, principal: renames.principals, external: undefined }[who.kind];
  return {
    who: named ? { kind: who.kind, name: newName(named, who.name) } : who,
    account: newName(renames.accounts, account),
    role: newName(renames.roles, role),
    facts: {
      ...facts,
      granted: {
        ...facts.granted,
        groups: facts.granted.groups.map((group) => newName(renames.groups, group)).sort(byCodePoint),
      },
    },
  };
}

function sameFacts(a: Facts, b: Facts): boolean {
  return (
    a.place.signature === b.place.signature &&
    a.requireMfa === b.requireMfa &&
    a.granted.directly === b.granted.directly &&
    a.granted.organization === b.granted.organization &&
    a.granted.groups.join() === b.granted.groups.join()
  );
}
