import { element } from "./element";
import type { Model, Person, Place } from "./model";

/**
 * The card of an account, with some of its roles.
 *
 * @param places the indexes of these roles in the model's places: at least one, all in the same account
 * @param people the users and principals that the filter names; empty if it names none
 */
export function card(model: Model, places: readonly number[], people: readonly Person[]): HTMLElement {
  const { account } = model.places[places[0] as number] as Place;
  return element(
    "article",
    { class: `card color-${account.color}`, "aria-label": account.name },
    element(
      "header",
      {},
      element("h2", {}, account.name),
      element("code", {}, account.id),
      account.tags.length > 0 &&
        element(
          "ul",
          { class: "chips", "aria-label": "Tags" },
          ...account.tags.map((tag) => element("li", { class: "chip tag" }, tag)),
        ),
    ),
    element("ul", { class: "roles" }, ...places.map((index) => roleItem(model, index, people))),
  );
}

function roleItem(model: Model, index: number, people: readonly Person[]): HTMLElement {
  const place = model.places[index] as Place;
  const { account, role, settings, link, reason } = place;
  const title = `${role.name} in ${account.name}`;
  const hasLink = link !== "";
  return element(
    "li",
    { class: "role" },
    element(
      "div",
      { class: "role-head" },
      element("h3", {}, role.name),
      element(
        "span",
        { class: `chip level level-${settings.level}`, title: settings.levelText },
        settings.level,
      ),
      element("span", { class: "spring" }),
      hasLink && switchLink(link, title),
    ),
    !hasLink && element("p", { class: "reason" }, reason.charAt(0).toUpperCase() + reason.slice(1)),
    role.description !== "" && element("p", { class: "description" }, role.description),
    element(
      "ul",
      { class: "chips", "aria-label": "Requirements" },
      ...settings.asksFor.map((asked) => element("li", { class: "chip asks" }, asked)),
      element("li", { class: "chip" }, `session ${settings.session}`),
    ),
    element(
      "dl",
      { class: "facts" },
      element("dt", {}, "Level"),
      element("dd", {}, settings.levelText),
      element("dt", {}, "Permissions"),
      element(
        "dd",
        {},
        settings.permissions.join(", ") || "none",
        settings.boundary !== "" && element("span", { class: "boundary" }, ` within ${settings.boundary}`),
      ),
      element("dt", {}, "For"),
      element("dd", {}, element("ul", { class: "who" }, ...holderLines(model, index, people))),
    ),
    element(
      "div",
      { class: "copies", role: "group", "aria-label": `Copy of ${title}` },
      copyButton("ARN", place.arn, title),
      hasLink && copyButton("link", link, title),
      // An external principal has no profile in our configuration of the AWS CLI.
      model.people.some(({ reaches }) => reaches[index]) && copyButton("profile", place.profile, title),
    ),
  );
}

function switchLink(href: string, title: string): HTMLElement {
  return element(
    "a",
    {
      class: "switch",
      href,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": `Switch role to ${title}`,
    },
    "Switch role",
  );
}

function copyButton(what: string, value: string, title: string): HTMLElement {
  return element(
    "button",
    { type: "button", class: "copy", "data-copy": value, "aria-label": `Copy ${what} of ${title}` },
    what,
  );
}

/** The users, groups, principals and others that reach a place; with a filter, how the filtered people reach it. */
function holderLines(model: Model, index: number, people: readonly Person[]): HTMLElement[] {
  if (people.length > 0)
    return people
      .filter(({ reaches }) => reaches[index])
      .map((person) => {
        const { own, groups } = person;
        const ways = [
          ...(own[index] ? ["granted directly"] : []),
          ...groups.filter((group) => group.reaches[index]).map((group) => `through group ${group.name}`),
        ];
        return line(personText(person), ways.join(", "));
      });
  const direct = model.people.filter(({ own }) => own[index]).map(personText);
  const { others } = (model.places[index] as Place).settings;
  const lines = [
    ...model.groups
      // The line of the other members tells about a group without listed members.
      .filter(
        (group) => group.reaches[index] && !(group.members.length === 0 && others.includes(group.others)),
      )
      .map(({ name, members }) =>
        line(name, ...(members.length === 0 ? ["no members that the role admits"] : names(members, 4))),
      ),
    ...(direct.length === 0 ? [] : [line("", ...names(direct, 6))]),
    ...others.map((other) => line("", other)),
  ];
  return lines.length === 0 ? [line("", "nobody")] : lines;
}

/** A user and a principal may have one name. */
function personText({ name, kind }: Person): string {
  return kind === "user" ? name : `${name} (role)`;
}

function line(label: string, ...content: readonly (Node | string)[]): HTMLElement {
  return element("li", {}, ...(label === "" ? [] : [element("b", {}, label), " "]), ...content);
}

/** Names in one line; if there are many more than fit, the others open on a click. */
function names(all: readonly string[], most: number): (Node | string)[] {
  if (all.length <= most + 1) return [all.join(", ")];
  const others = element(
    "details",
    {},
    element("summary", {}, `${all.length - most} more`),
    element("span", {}, all.slice(most).join(", ")),
  );
  return [`${all.slice(0, most).join(", ")}, `, others];
}
