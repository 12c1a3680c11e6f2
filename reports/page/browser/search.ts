import type { Model, Person } from "./model";

/** What the filter fields say. */
export interface Filter {
  readonly user: string;
  readonly account: string;
  readonly role: string;
  readonly text: string;
}

export interface Found {
  /** Indexes of places, in their order. */
  readonly places: readonly number[];
  /** Whom the user field means; empty where it says nothing. */
  readonly people: readonly Person[];
}

/** The places that a filter leaves. A field means the thing with exactly that name, else all names that contain it. */
export function search(model: Model, filter: Filter): Found {
  const lower = (value: string) => value.trim().toLowerCase();
  /** Which things a field means, each by its names; `undefined` where it says nothing. */
  const meant = <Thing>(
    things: readonly Thing[],
    names: (thing: Thing) => readonly string[],
    field: string,
  ): ReadonlySet<Thing> | undefined => {
    const wanted = lower(field);
    if (wanted === "") return undefined;
    const exactly = things.filter((thing) => names(thing).some((name) => lower(name) === wanted));
    return new Set(
      exactly.length > 0
        ? exactly
        : things.filter((thing) => names(thing).some((name) => lower(name).includes(wanted))),
    );
  };
  const { places, accounts, roles, groups, people } = model;
  const inAccounts = meant(accounts, ({ name, id }) => [name, id], filter.account);
  const asRoles = meant(roles, ({ name }) => [name], filter.role);
  const byPeople = meant(people, ({ name }) => [name], filter.user);
  const who = byPeople && [...byPeople];
  // Each word may stand in the place's own text, or in the name of somebody who reaches it.
  const words = lower(filter.text)
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => ({
      word,
      holders: [...groups, ...people].filter(({ name }) => lower(name).includes(word)),
    }));
  const found: number[] = [];
  for (const [index, { account, role, text }] of places.entries()) {
    if (inAccounts && !inAccounts.has(account)) continue;
    if (asRoles && !asRoles.has(role)) continue;
    if (who && !who.some(({ reaches }) => reaches[index])) continue;
    if (
      words.every(({ word, holders }) => text.includes(word) || holders.some(({ reaches }) => reaches[index]))
    )
      found.push(index);
  }
  return { places: found, people: who ?? [] };
}
