/// <reference lib="dom" />
import type { PageData } from "../page-data";
import type { card } from "./card";
import type { copy } from "./copy";
import type { element } from "./element";
import type { model } from "./model";
import type { Filter, Found, search } from "./search";

/** The functions that the page's script is made of. */
export interface Parts {
  readonly model: typeof model;
  readonly search: typeof search;
  readonly element: typeof element;
  readonly card: typeof card;
  readonly copy: typeof copy;
}

/**
 * Starts the page: fills it, and keeps it to what the filter fields say.
 *
 * Runs in the browser: its text goes into the page, so it uses nothing from outside itself.
 */
export function start(data: PageData, parts: Parts): void {
  const { element, search, card, copy } = parts;
  const model = parts.model(data);
  const byId = (id: string) => document.getElementById(id) as HTMLElement;
  const field = (name: keyof Filter) => byId(`filter-${name}`) as HTMLInputElement;
  const fields = ["text", "user", "account", "role"] as const;
  const cards = byId("cards");
  const more = byId("more");
  const status = byId("status");
  /** Cards that are made at once: a screenful and some; the others when one gets there. */
  const batch = 24;

  const options = (id: string, names: readonly string[]) =>
    byId(id).append(...names.map((name) => element("option", { value: name })));
  options(
    "users",
    model.people.map(({ name }) => name),
  );
  options(
    "accounts",
    data.accounts.map(({ name }) => name),
  );
  options(
    "roles",
    data.roles.map(({ name }) => name),
  );

  let found: Found = { places: [], people: [] };
  let accounts: [number, ...number[]][] = [];
  let shown = 0;

  const showMore = () => {
    const context = { model, element };
    const next = accounts.slice(shown, shown + batch);
    cards.append(...next.map((indexes) => card(context, indexes, found.people)));
    shown += next.length;
    more.hidden = shown >= accounts.length;
    more.textContent = `Show more of the ${accounts.length - shown} other accounts`;
  };

  const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;
  const show = () => {
    const filter = Object.fromEntries(fields.map((name) => [name, field(name).value])) as unknown as Filter;
    found = search(model, filter);
    const byAccount = new Map<number, [number, ...number[]]>();
    for (const index of found.places) {
      const account = model.places[index]?.accountIndex ?? 0;
      const indexes = byAccount.get(account);
      if (indexes) indexes.push(index);
      else byAccount.set(account, [index]);
    }
    accounts = [...byAccount].sort(([a], [b]) => a - b).map(([, indexes]) => indexes);
    shown = 0;
    cards.replaceChildren();
    showMore();
    const filtered = fields.some((name) => field(name).value.trim() !== "");
    byId("clear").hidden = !filtered;
    status.textContent =
      accounts.length === 0
        ? "Nothing fits. Clear a field to see more."
        : `${counted(found.places.length, "role")} in ${counted(accounts.length, "account")}${filtered ? ` of ${data.accounts.length}` : ""}`;
  };

  // What is filtered for is part of the address, so that it can be passed on.
  const fromAddress = () => {
    // A place on the page, and no filter.
    if (location.hash.length > 1 && !location.hash.includes("=")) return;
    const wanted = new URLSearchParams(location.hash.slice(1));
    for (const name of fields) field(name).value = wanted.get(name) ?? "";
    show();
  };
  const toAddress = () => {
    const given = fields
      .map((name) => [name, field(name).value.trim()] as const)
      .filter(([, value]) => value !== "");
    history.replaceState(null, "", `#${new URLSearchParams(given.map(([name, value]) => [name, value]))}`);
  };
  for (const name of fields)
    field(name).addEventListener("input", () => {
      show();
      toAddress();
    });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => {
    for (const name of fields) field(name).value = "";
    show();
    toAddress();
    field("text").focus();
  });
  window.addEventListener("hashchange", fromAddress);
  more.addEventListener("click", showMore);
  new IntersectionObserver(
    (seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) showMore();
    },
    { rootMargin: "600px" },
  ).observe(more);

  cards.addEventListener("click", async (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (!button) return;
    const copied = await copy(button.dataset.copy ?? "");
    byId("copied").textContent = copied
      ? `Copied: ${button.dataset.copy}`
      : "The browser did not let the page copy.";
    button.classList.toggle("done", copied);
    setTimeout(() => button.classList.remove("done"), 1500);
  });

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = byId("theme");
  const isDark = () =>
    (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const nameTheme = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`);
  };
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    nameTheme();
  });
  dark.addEventListener("change", nameTheme);
  nameTheme();
  fromAddress();
  // Whoever comes for something, or has little room, sees the accounts first.
  if (location.hash.includes("=") || innerWidth < 820)
    document.getElementById("picture")?.removeAttribute("open");
}
