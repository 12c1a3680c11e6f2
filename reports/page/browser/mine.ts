/** The view of one user: the roles, how to sign in, and the configuration of the AWS CLI. */
import { canLogIn, signInSteps } from "../../clients/sign-in";
import { cliConfig } from "./cli-config";
import { byId, element } from "./element";
import { fill, type Stop } from "./fill";
import { withEnds } from "./holders";
import type { Memory } from "./memory";
import { isRefused, type Model, mayNeedMfa, type Person, type Place, viewers, waysOf } from "./model";
import { copyButton, levelChip, sentence, switchLink } from "./parts";
import { endsSoon } from "./search";

/** More roles than a reader looks over: then there is a field to find one. */
const manyRoles = 8;

/** Shows what a user can reach. Returns what stops it. */
export function showMine(model: Model, name: string, uses: Memory["uses"]): Stop {
  const parent = byId("my");
  const person = viewers(model).find((each) => each.name === name);
  if (!person) {
    parent.replaceChildren(
      element(
        "p",
        { class: "note" },
        name === ""
          ? "Enter your user name above to see your roles."
          : `The access file has no user "${name}". Check the name, or ask the owner of the file.`,
      ),
    );
    return () => {};
  }
  const used = (index: number) => uses[placeAt(model, index).profile] ?? 0;
  const places = [...person.reaches.keys()]
    .filter((index) => person.reaches[index])
    .sort((a, b) => used(b) - used(a) || byAccount(model, a, b));
  const isAdministrator = (index: number) => placeAt(model, index).settings.level === "administrator";
  const [usual, powerful] = [
    places.filter((index) => !isAdministrator(index)),
    places.filter(isAdministrator),
  ];
  const lists = [
    { title: "Roles", indexes: usual },
    { title: "Administrator roles", indexes: powerful },
  ].filter(({ indexes }) => indexes.length > 0);
  const roles = element("div", { class: "my-roles" });
  if (places.length === 0) roles.append(element("p", { class: "note" }, `${name} may assume no role.`));
  const stops: Stop[] = [];
  for (const { title, indexes } of lists) {
    const reasons = new Set(indexes.map((index) => whyNoLink(placeAt(model, index), person, index)));
    const saidAbove = reasons.size === 1 && indexes.length > 1 ? [...reasons][0] : undefined;
    const list = element("ul", { class: `mine-list${title === "Roles" ? "" : " powerful"}` });
    const show = (words: string) => {
      const shown = indexes.filter((index) => placeAt(model, index).text.includes(words));
      return fill(list, shown.length, (at) =>
        list.append(myRole(model, person, shown[at] as number, saidAbove)),
      );
    };
    const at = stops.push(show("")) - 1;
    const section = element(
      "section",
      { "aria-label": title },
      element("h2", {}, `${title} (${indexes.length})`),
    );
    if (title !== "Roles")
      section.append(
        element(
          "p",
          { class: "note" },
          "With these you can change everything in the account. Use another role where it is enough.",
        ),
      );
    if (saidAbove !== undefined) section.append(element("p", { class: "reason" }, saidAbove));
    if (indexes.length > manyRoles) {
      const find = element("input", {
        type: "search",
        placeholder: "account, tag, role, …",
        "aria-label": `Find in ${title}`,
      }) as HTMLInputElement;
      find.addEventListener("input", () => {
        stops[at]?.();
        stops[at] = show(find.value.trim().toLowerCase());
      });
      section.append(find);
    }
    section.append(list);
    roles.append(section);
  }
  if (places.length > 1)
    roles.append(
      element(
        "p",
        { class: "note" },
        "The most used roles are first. This browser counts your clicks on this page, and tells nobody.",
      ),
    );
  parent.replaceChildren(
    roles,
    element(
      "div",
      { class: "my-side" },
      ...side(
        model,
        person,
        [...places].sort((a, b) => byAccount(model, a, b)),
      ),
    ),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

function placeAt({ places }: Model, index: number): Place {
  return places[index] as Place;
}

/** The order of the client configuration. */
function byAccount(model: Model, a: number, b: number): number {
  const [one, other] = [placeAt(model, a), placeAt(model, b)];
  return one.accountIndex - other.accountIndex || (one.role.name < other.role.name ? -1 : 1);
}

/** @param saidAbove why there is no link for all roles of the list */
function myRole(model: Model, person: Person, index: number, saidAbove: string | undefined): HTMLElement {
  const place = placeAt(model, index);
  const { account, role, settings, profile } = place;
  const title = `${role.name} in ${account.name}`;
  const reason = whyNoLink(place, person, index);
  const refused = isRefused(place, person);
  const ways = waysOf(person, index);
  const isSoon = ways.length > 0 && ways.every(({ ends }) => ends.some((end) => endsSoon(end, Date.now())));
  return element(
    "li",
    { class: `my-role color-${account.color}` },
    element(
      "div",
      { class: "role-head" },
      element(
        "div",
        { class: "role-title" },
        element("h3", {}, role.name, element("span", { class: "in" }, " in "), account.name),
        levelChip(settings.level, settings.levelText),
        isSoon && element("span", { class: "chip soon" }, "ends soon"),
      ),
      element(
        "div",
        { class: "actions" },
        reason === undefined && switchLink(place.link, title, profile),
        !refused && copyButton("profile", profile, title, profile),
      ),
    ),
    reason !== undefined && reason !== saidAbove && element("p", { class: "reason" }, reason),
    role.description !== "" && element("p", { class: "description" }, role.description),
    element(
      "p",
      { class: "facts-line" },
      [
        account.id,
        ...account.tags,
        ways.map(({ text, ends }) => withEnds(text, ends)).join(", "),
        ...settings.asksFor.map((asked) => `requires ${asked}`),
        `session ${settings.session}`,
      ].join(" · "),
    ),
  );
}

/** Why a person has no switch button for a role. `undefined`: there is one. */
function whyNoLink(place: Place, person: Person, index: number): string | undefined {
  const { user, signIn } = person;
  const over = person.over.get(index);
  if (isRefused(place, person))
    return "Granted, but the role or your own policies refuse you. Ask the owner of the access file.";
  if (over)
    return `No link: the console does not switch from role to role. Use the profile, which goes over ${over.text}.`;
  if (user?.console === false) return "No link: you have no password for the console. Use the profile.";
  if (signIn.kind === "principal" && signIn.permissionSet === undefined)
    return "No link: a machine has no console. Use the profile.";
  return place.link === "" ? `${sentence(place.reason)}. Use the profile.` : undefined;
}

function side(model: Model, person: Person, places: readonly number[]): HTMLElement[] {
  const { ownPolicies, groups } = person;
  const own = [
    ...(ownPolicies ? [{ whose: "your own", policies: ownPolicies }] : []),
    ...groups.flatMap(({ group: { name, ownPolicies: policies } }) =>
      policies ? [{ whose: `of group ${name}`, policies }] : [],
    ),
  ];
  const config = places.length > 0 ? cliConfig(model, person, places) : "";
  return [
    element(
      "section",
      {},
      element("h2", {}, "Sign in"),
      element("ol", { class: "steps" }, ...steps(model, person, places)),
    ),
    ...(own.length === 0
      ? []
      : [
          element(
            "section",
            {},
            element("h2", {}, "In the identity account"),
            element("p", { class: "note" }, "You have these policies without any role:"),
            element(
              "ul",
              { class: "own" },
              ...own.map(({ whose, policies: { level, levelText, policies } }) =>
                element("li", {}, levelChip(level, levelText), ` ${policies.join(", ")} (${whose})`),
              ),
            ),
          ),
        ]),
    ...(config === ""
      ? []
      : [
          element(
            "section",
            {},
            element("h2", {}, "Command line"),
            element("p", { class: "note" }, "One profile for each role. Add this to ~/.aws/config:"),
            element(
              "p",
              {},
              element(
                "button",
                { type: "button", class: "button", "data-copy": config },
                "Copy all profiles",
              ),
            ),
            element(
              "pre",
              { tabindex: "0", "aria-label": "AWS CLI configuration" },
              element("code", {}, config),
            ),
          ),
        ]),
    element(
      "details",
      { class: "help" },
      element("summary", {}, "If a switch fails"),
      element("ul", {}, ...help(person).map((text) => element("li", {}, text))),
    ),
  ];
}

/** How to sign in, and what then. */
function steps({ data, places }: Model, person: Person, indexes: readonly number[]): HTMLElement[] {
  const { user, signIn, name } = person;
  const { id, alias, signInUrl } = data.identityAccount;
  const item = (...content: readonly (Node | string)[]) => element("li", {}, ...content);
  if (!user || user.console === false) return [item(signInSteps(signIn).join(" "))];
  const link = element("a", { href: signInUrl, target: "_blank", rel: "noopener noreferrer" }, signInUrl);
  const needsMfa = indexes.some((index) => mayNeedMfa(places[index] as Place, index, person));
  const enrol = user.selfService
    ? "enrol a device once (your name at the top right, Security credentials)"
    : "ask your administrator to enrol a device";
  return [
    item("Open ", link, `: account ${alias ?? id}, user ${name}.`),
    ...(user.reset
      ? [item("The first time, choose a new password. The owner of the access file has the first one.")]
      : []),
    ...(needsMfa
      ? [
          item(
            `Sign in with MFA: ${enrol}. MFA counts from the sign-in on: after you enrol, sign out and sign in again.`,
          ),
        ]
      : []),
    item("Press Switch role, in the same browser. A button is a link: you can bookmark it."),
  ];
}

function help({ signIn }: Person): string[] {
  return [
    '"Invalid information in one or more fields": you signed in without MFA, or you are in another account. Sign out, sign in to the identity account with MFA, and press the button again.',
    "You must be signed in as the IAM user, not as the root user and not in a role.",
    ...(canLogIn(signIn)
      ? [
          '"AccessDenied ... sts:AssumeRole" on the command line: run the sign-in above again, it lasts up to 12 hours.',
        ]
      : [
          '"AccessDenied ... sts:AssumeRole" on the command line: if the role requires MFA, the profile needs mfa_serial with the ARN of your device.',
        ]),
    "The AWS CLI takes no passkeys and security keys as mfa_serial: enrol an authenticator app too, or use aws login.",
    "A grant may have ended, or may not be deployed yet. Ask the owner of the access file, and name the account and the role.",
  ];
}
