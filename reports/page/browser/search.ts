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

/**
 * The places that a filter leaves. A field means the one thing with exactly that name, else all whose names hold it.
 *
 * Runs in the browser: its text goes into the page, so it uses nothing from outside itself.
 */
export function search(model: Model, filter: Filter): Found {
  const lower = (value: string) => value.trim().toLowerCase();
  const matcher = (names: Iterable<string>, field: string): ((...names: readonly string[]) => boolean) => {
    const wanted = lower(field);
    if (wanted === "") return () => true;
    for (const name of names)
      if (name.toLowerCase() === wanted) return (...each) => each.some((one) => one.toLowerCase() === wanted);
    return (...each) => each.some((one) => one.toLowerCase().includes(wanted));
  };
  const { places, groups, people } = model;
  const isAccount = matcher(
    places.flatMap(({ account }) => [account.name, account.id]),
    filter.account,
  );
  const isRole = matcher(
    places.map(({ role }) => role.name),
    filter.role,
  );
  const isPerson = matcher(
    people.map(({ name }) => name),
    filter.user,
  );
  const meant = lower(filter.user) === "" ? [] : people.filter(({ name }) => isPerson(name));
  // Each word may stand in the place's own text, or in the name of somebody who reaches it.
  const words = lower(filter.text)
    .split(/\s+/)
    .filter((word) => word !== "");
  const holders = words.map((word) =>
    [...groups, ...people].filter(({ name }) => name.toLowerCase().includes(word)),
  );
  const found: number[] = [];
  places.forEach(({ account, role, text }, index) => {
    if (!isAccount(account.name, account.id) || !isRole(role.name)) return;
    if (lower(filter.user) !== "" && !meant.some(({ reaches }) => reaches[index])) return;
    const hasWord = (word: string, at: number) =>
      text.includes(word) || holders[at]?.some(({ reaches }) => reaches[index]);
    if (words.every(hasWord)) found.push(index);
  });
  return { places: found, people: meant };
}
