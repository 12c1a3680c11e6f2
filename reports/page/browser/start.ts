/** The page's script: shows one of the two views, by the address or by what the browser remembers. */
import type { PageData } from "../page-data-format";
import { copy } from "./copy";
import { byId, element } from "./element";
import { everythingView } from "./everything";
import type { Stop } from "./fill";
import { memoryOf } from "./memory";
import { showMine } from "./mine";
import { model as modelOf, viewers } from "./model";
import { themeButton } from "./theme";

const data = JSON.parse(byId("data").textContent ?? "") as PageData;
const model = modelOf(data);
const memory = memoryOf(data.identityAccount.id);
const me = byId("me") as HTMLInputElement;

const setAddress = (wanted: URLSearchParams) => history.replaceState(null, "", `#${wanted}`);
const everything = everythingView(model, () => setAddress(everything.address()));
let stopMine: Stop = () => {};

function showView(view: "mine" | "everything"): void {
  for (const name of ["mine", "everything"] as const) {
    byId(name).hidden = name !== view;
    if (name === view) byId(`to-${name}`).setAttribute("aria-current", "page");
    else byId(`to-${name}`).removeAttribute("aria-current");
  }
  if (view === "mine") everything.hide();
  else stopMine();
}

function showUser(name: string): void {
  stopMine();
  me.value = name;
  byId("forget").hidden = memory.read().user === "";
  stopMine = showMine(model, name, memory.read().uses);
}

/** `#user=alex` is the view of a user; other fields are a filter of everything; without any, what the browser remembers. */
function fromAddress(): void {
  // An anchor such as #content is no view.
  if (location.hash.length > 1 && !location.hash.includes("=")) return;
  const wanted = new URLSearchParams(location.hash.slice(1));
  const user = wanted.get("user") ?? (wanted.size === 0 ? memory.read().user : "");
  if (user !== "" || wanted.get("view") === "mine") {
    if (isViewer(user)) memory.write({ ...memory.read(), user });
    showView("mine");
    showUser(user);
  } else {
    showView("everything");
    everything.read(wanted);
    everything.show();
  }
}

function isViewer(name: string): boolean {
  return viewers(model).some((person) => person.name === name);
}

byId("users").append(...viewers(model).map(({ name }) => element("option", { value: name })));
me.addEventListener("input", () => {
  const name = me.value.trim();
  if (isViewer(name)) {
    memory.write({ ...memory.read(), user: name });
    setAddress(new URLSearchParams({ user: name }));
  }
  showUser(name);
});
byId("who-am-i").addEventListener("submit", (event) => event.preventDefault());
byId("forget").addEventListener("click", () => {
  memory.write({ user: "", uses: {} });
  setAddress(new URLSearchParams({ view: "mine" }));
  showUser("");
  me.focus();
});
byId("to-mine").addEventListener("click", (event) => {
  event.preventDefault();
  const { user } = memory.read();
  setAddress(new URLSearchParams(user === "" ? { view: "mine" } : { user }));
  fromAddress();
});
byId("to-everything").addEventListener("click", (event) => {
  event.preventDefault();
  setAddress(new URLSearchParams({ view: "all" }));
  fromAddress();
});
window.addEventListener("hashchange", fromAddress);

document.body.addEventListener("click", async ({ target }) => {
  const used = (target as Element).closest<HTMLElement>("[data-used]")?.dataset.used;
  if (used !== undefined) {
    const { user, uses } = memory.read();
    memory.write({ user, uses: { ...uses, [used]: (uses[used] ?? 0) + 1 } });
  }
  const button = (target as Element).closest<HTMLElement>("[data-copy]");
  if (!button) return;
  const text = button.dataset.copy ?? "";
  const copied = await copy(text);
  const [line, ...more] = text.trim().split("\n");
  byId("copied").textContent = copied
    ? `Copied: ${line}${more.length > 0 ? ` and ${more.length} more lines` : ""}`
    : "The browser did not let the page copy.";
  button.classList.toggle("done", copied);
  setTimeout(() => button.classList.remove("done"), 1500);
});

themeButton(byId("theme"));
fromAddress();
