import type { PageEnd } from "../page-data-format";
import { type ListedGroup, type Model, type Person, waysOf } from "./model";

/** What the filter fields say. */
export interface Filter {
  readonly text: string;
  readonly who: string;
  readonly account: string;
  readonly role: string;
  readonly tag: string;
  readonly level: string;
  /** Each leaves only such roles; all together must hold. */
  readonly only: readonly Only[];
}

export const onlys = ["administrator", "without-mfa", "external", "ends-soon"] as const;
export type Only = (typeof onlys)[number];

export const noFilter: Filter = { text: "", who: "", account: "", role: "", tag: "", level: "", only: [] };

export interface Found {
  /** Indexes of places, in their order. */
  readonly places: readonly number[];
  /** Whom the user field means; empty where it says nothing. */
  readonly people: readonly Person[];
  /** The users and groups with policies of their own. */
  readonly holders: readonly (Person | ListedGroup)[];
}

/** Days within which what ends, ends soon. */
const soonDays = 30;

/**
 * The places that a filter leaves. A field means the thing with exactly that name, else all names that contain it.
 *
 * @param now milliseconds
 */
export function search(model: Model, filter: Filter, now: number): Found {
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
  const withTag = meant(accounts, ({ tags }) => tags, filter.tag);
  const asRoles = meant(roles, ({ name }) => [name], filter.role);
  const byPeople = meant(people, ({ name }) => [name], filter.who);
  const who = byPeople && [...byPeople];
  // Each word may stand in the place's own text, or in the name of somebody who reaches it.
  const words = lower(filter.text)
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => ({
      word,
      holders: [...groups, ...people].filter(({ name }) => lower(name).includes(word)),
    }));
  const { only } = filter;
  const soon = only.includes("ends-soon") ? endingSoon(model, now) : undefined;
  const isOfLevel = (level: string) =>
    (filter.level === "" || level === filter.level) &&
    (!only.includes("administrator") || mayBePowerful(level));
  const found: number[] = [];
  for (const [index, { account, role, text, settings }] of places.entries()) {
    if (inAccounts && !inAccounts.has(account)) continue;
    if (withTag && !withTag.has(account)) continue;
    if (asRoles && !asRoles.has(role)) continue;
    if (who && !who.some(({ reaches }) => reaches[index])) continue;
    if (!isOfLevel(settings.level)) continue;
    if (only.includes("without-mfa") && !settings.withoutMfa) continue;
    if (only.includes("external") && !settings.external) continue;
    if (soon && !soon.has(index)) continue;
    if (
      words.every(({ word, holders }) => text.includes(word) || holders.some(({ reaches }) => reaches[index]))
    )
      found.push(index);
  }
  // Policies of their own are about the identity account, and about no role.
  const isAboutRoles = inAccounts || withTag || asRoles || only.some((each) => each !== "administrator");
  const holders = isAboutRoles
    ? []
    : [...groups, ...people].filter(({ name, ownPolicies, ...holder }) => {
        if (!ownPolicies || !isOfLevel(ownPolicies.level)) return false;
        const isMeant =
          !who ||
          who.some((person) =>
            "members" in holder
              ? person.groups.some(({ group }) => group.name === name)
              : person.kind === holder.kind && person.name === name,
          );
        const own = lower([name, ownPolicies.levelText, ...ownPolicies.policies].join("\n"));
        return isMeant && words.every(({ word }) => own.includes(word));
      });
  return { places: found, people: who ?? [], holders };
}

/** The places that somebody reaches by a grant or membership that ends soon. */
function endingSoon(model: Model, now: number): ReadonlySet<number> {
  const found = new Set<number>();
  const all = [...model.groups, ...model.people];
  const isSoon = (end: PageEnd | undefined) => endsSoon(end, now);
  for (const { ends } of all) for (const [index, end] of ends) if (isSoon(end)) found.add(index);
  for (const person of model.people)
    if (person.groups.some(({ end }) => isSoon(end)))
      for (const index of person.reaches.keys())
        if (person.reaches[index] && waysOf(person, index).some(({ ends }) => ends.some(isSoon)))
          found.add(index);
  return found;
}

export function endsSoon(end: PageEnd | undefined, now: number): boolean {
  const until = end?.[1];
  if (until === undefined) return false;
  const left = Date.parse(until) - now;
  return left > 0 && left <= soonDays * 24 * 3600 * 1000;
}

/** Whether a role is administrator, can make itself one, or may be either, as its level is unknown. */
export function mayBePowerful(level: string): boolean {
  return level === "administrator" || level === "escalates" || level === "unknown";
}
