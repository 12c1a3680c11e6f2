/** The page's script: fills the page, and shows the accounts that the filter fields leave. */
import type { PageData } from "../page-data-format";
import { card } from "./card";
import { copy } from "./copy";
import { byId, element } from "./element";
import { model as modelOf } from "./model";
import { type Filter, type Found, search } from "./search";
import { themeButton } from "./theme";

const data = JSON.parse(byId("data").textContent ?? "") as PageData;
const model = modelOf(data);

const fields = ["text", "user", "account", "role"] as const;
const field = (name: keyof Filter) => byId(`filter-${name}`) as HTMLInputElement;
const [cards, more] = [byId("cards"), byId("more")];
/** Cards made at once: more than a screen holds. Scrolling makes the next ones. */
const batch = 24;

let found: Found = { places: [], people: [] };
/** The indexes of the found places, by account. */
let accounts: number[][] = [];
let shown = 0;

function showMore(): void {
  const next = accounts.slice(shown, shown + batch);
  cards.append(...next.map((places) => card(model, places, found.people)));
  shown += next.length;
  more.hidden = shown >= accounts.length;
  more.textContent = `Show more of the ${accounts.length - shown} other accounts`;
}

function show(): void {
  found = search(
    model,
    Object.fromEntries(fields.map((name) => [name, field(name).value])) as unknown as Filter,
  );
  const byAccount = Map.groupBy(found.places, (index) => model.places[index]?.accountIndex as number);
  accounts = [...byAccount].sort(([a], [b]) => a - b).map(([, places]) => places);
  shown = 0;
  cards.replaceChildren();
  showMore();
  const filtered = fields.some((name) => field(name).value.trim() !== "");
  byId("clear").hidden = !filtered;
  byId("status").textContent =
    accounts.length === 0
      ? "Nothing fits. Clear a field to see more."
      : `${counted(found.places.length, "role")} in ${counted(accounts.length, "account")}${filtered ? ` of ${data.accounts.length}` : ""}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** Takes the filter from the address, so that people can share what they see. */
function fromAddress(): void {
  // An anchor such as #cards is not a filter.
  if (location.hash.length > 1 && !location.hash.includes("=")) return;
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const name of fields) field(name).value = wanted.get(name) ?? "";
  show();
}

function toAddress(): void {
  const given = fields.map((name) => [name, field(name).value.trim()]).filter(([, value]) => value !== "");
  history.replaceState(null, "", `#${new URLSearchParams(given)}`);
}

for (const [id, named] of Object.entries({ users: model.people, accounts: data.accounts, roles: data.roles }))
  byId(id).append(...named.map(({ name }) => element("option", { value: name })));

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
  const text = button.dataset.copy ?? "";
  const copied = await copy(text);
  byId("copied").textContent = copied ? `Copied: ${text}` : "The browser did not let the page copy.";
  button.classList.toggle("done", copied);
  setTimeout(() => button.classList.remove("done"), 1500);
});

themeButton(byId("theme"));
fromAddress();
// With a filter in the address, or in a narrow window, the accounts come first.
if (location.hash.includes("=") || innerWidth < 820)
  document.getElementById("picture")?.removeAttribute("open");
