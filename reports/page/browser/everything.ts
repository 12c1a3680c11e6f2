/** The view of everything: all roles in all accounts, or those that the filter leaves. */

import { card, type GroupBy, ownPoliciesCard, roleItem } from "./card";
import { csv } from "./csv";
import { byId, element } from "./element";
import { fill, type Stop } from "./fill";
import type { Model, Place } from "./model";
import { counted } from "./parts";
import { type Filter, type Found, onlys, search } from "./search";

const fields = ["text", "who", "account", "role", "tag", "level"] as const;

const field = (name: string) => byId(`filter-${name}`) as HTMLInputElement;

/** Shows the view, and keeps it by the fields. */
export function everythingView(model: Model, changed: () => void) {
  let found: Found = { places: [], people: [], holders: [] };
  let stop: Stop = () => {};
  const grouping = () => field("by").value as GroupBy;

  const filter = (): Filter => ({
    ...(Object.fromEntries(fields.map((name) => [name, field(name).value])) as unknown as Filter),
    only: onlys.filter((name) => field(name).checked),
  });

  const show = () => {
    stop();
    const wanted = filter();
    found = search(model, wanted, Date.now());
    const by = grouping();
    const places = [...found.places];
    const groupOf = (index: number) => {
      const { account, role } = model.places[index] as Place;
      return by === "account" ? account : role;
    };
    // The model has them by role.
    if (by === "account") places.sort((a, b) => accountAt(model, a) - accountAt(model, b) || a - b);
    const cards = byId("cards");
    let list: HTMLElement | undefined;
    const own = found.holders.length > 0 ? 1 : 0;
    stop = fill(cards, places.length + own, (position) => {
      if (position < own) {
        cards.append(ownPoliciesCard(model.data.identityAccount.id, found.holders));
        return;
      }
      const index = places[position - own] as number;
      const previous = places[position - own - 1];
      if (!list || previous === undefined || groupOf(previous) !== groupOf(index)) {
        const made = card(model.places[index] as Place, by);
        list = made.list;
        cards.append(made.card);
      }
      list.append(roleItem(model, index, { people: found.people, by }));
    });
    const isFiltered = wanted.only.length > 0 || fields.some((name) => wanted[name].trim() !== "");
    byId("clear").hidden = !isFiltered;
    const accounts = new Set(places.map((index) => accountAt(model, index))).size;
    byId("status").textContent =
      places.length + own === 0
        ? "Nothing matches. Clear a field to see more."
        : `${counted(places.length, "role")} in ${counted(accounts, "account")}${isFiltered ? ` of ${model.accounts.length}` : ""}`;
  };

  for (const [id, names] of Object.entries({
    people: model.people.map(({ name }) => name),
    accounts: model.accounts.map(({ name }) => name),
    roles: model.roles.map(({ name }) => name),
    tags: [...new Set(model.accounts.flatMap(({ tags }) => tags))].sort(),
  }))
    byId(id).append(...names.map((name) => element("option", { value: name })));

  byId("filters").addEventListener("input", () => {
    show();
    changed();
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => {
    for (const name of fields) field(name).value = "";
    for (const name of onlys) field(name).checked = false;
    show();
    changed();
    field("text").focus();
  });
  byId("csv").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([csv(model, found)], { type: "text/csv" }));
    const link = element("a", { href: address, download: "access.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });

  return {
    show,
    /** Takes the fields from the address, so that people can share what they see. */
    read: (wanted: URLSearchParams) => {
      for (const name of fields) field(name).value = wanted.get(name) ?? "";
      const only = wanted.getAll("only");
      for (const name of onlys) field(name).checked = only.includes(name);
      field("by").value = wanted.get("by") === "role" ? "role" : "account";
    },
    address: (): URLSearchParams => {
      const wanted = filter();
      return new URLSearchParams([
        ["view", "all"],
        ...fields.map((name) => [name, wanted[name].trim()]).filter(([, value]) => value !== ""),
        ...wanted.only.map((name) => ["only", name]),
        ...(grouping() === "role" ? [["by", "role"]] : []),
      ]);
    },
    hide: () => stop(),
  };
}

function accountAt({ places }: Model, index: number): number {
  return (places[index] as Place).accountIndex;
}
