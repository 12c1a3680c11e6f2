/// <reference lib="dom" />
import type { element } from "./element";
import type { Model, Person, Place } from "./model";

/** What a card is made from. */
export interface CardContext {
  readonly model: Model;
  readonly element: typeof element;
}

/**
 * The card of an account with some of its roles.
 *
 * Runs in the browser: its text goes into the page, so it uses nothing from outside itself.
 *
 * @param people whom the page is filtered for
 */
export function card(
  { model, element }: CardContext,
  indexes: readonly [number, ...number[]],
  people: readonly Person[],
): HTMLElement {
  const { account } = model.places[indexes[0]] as Place;
  const names = (all: readonly string[], most: number): (Node | string)[] =>
    all.length <= most + 1
      ? [all.join(", ")]
      : [
          `${all.slice(0, most).join(", ")}, `,
          element(
            "details",
            {},
            element("summary", {}, `${all.length - most} more`),
            element("span", {}, all.slice(most).join(", ")),
          ),
        ];
  const copyButton = (what: string, value: string, of: string) =>
    element(
      "button",
      { type: "button", class: "copy", "data-copy": value, "aria-label": `Copy ${what} of ${of}` },
      what,
    );
  const who = (index: number, { role }: Place): HTMLElement => {
    const lines: HTMLElement[] = [];
    const line = (label: string, ...content: (Node | string)[]) =>
      lines.push(element("li", {}, ...(label === "" ? [] : [element("b", {}, label), " "]), ...content));
    if (people.length > 0) {
      for (const { name, own, groups, reaches } of people) {
        if (!reaches[index]) continue;
        const ways = [
          ...(own[index] ? ["granted directly"] : []),
          ...groups.filter((group) => group.reaches[index]).map((group) => `through group ${group.name}`),
        ];
        line(name, ways.join(", "));
      }
    } else {
      for (const group of model.groups)
        if (group.reaches[index])
          line(group.name, ...(group.members.length === 0 ? ["has no members"] : names(group.members, 4)));
      const direct = model.people.filter(({ own }) => own[index]);
      if (direct.length > 0)
        line(
          "",
          ...names(
            direct.map(({ name, kind }) => (kind === "user" ? name : `${name} (role)`)),
            6,
          ),
        );
      if (role.outside !== "") line("outside", role.outside);
      if (lines.length === 0) line("", "nobody");
    }
    return element("ul", { class: "who" }, ...lines);
  };
  const roleItem = (index: number): HTMLElement => {
    const place = model.places[index] as Place;
    const { role, settings } = place;
    const title = `${role.name} in ${account.name}`;
    return element(
      "li",
      { class: "role" },
      element(
        "div",
        { class: "role-head" },
        element("h3", {}, role.name),
        place.link === ""
          ? ""
          : element(
              "a",
              {
                class: "switch",
                href: place.link,
                target: "_blank",
                rel: "noopener noreferrer",
                "aria-label": `Switch role to ${title}`,
              },
              "Switch role",
            ),
      ),
      ...(place.link === ""
        ? [element("p", { class: "reason" }, place.reason.charAt(0).toUpperCase() + place.reason.slice(1))]
        : []),
      ...(role.description === "" ? [] : [element("p", { class: "description" }, role.description)]),
      element(
        "ul",
        { class: "chips", "aria-label": "What it asks for" },
        ...settings.asksFor.map((asked) => element("li", { class: "chip asks" }, asked)),
        element("li", { class: "chip" }, `session ${settings.session}`),
      ),
      element(
        "dl",
        { class: "facts" },
        element("dt", {}, "Permissions"),
        element(
          "dd",
          {},
          settings.permissions.join(", ") || "none",
          settings.boundary === ""
            ? ""
            : element("span", { class: "boundary" }, ` within ${settings.boundary}`),
        ),
        element("dt", {}, "For"),
        element("dd", {}, who(index, place)),
      ),
      element(
        "div",
        { class: "copies", role: "group", "aria-label": `Copy of ${title}` },
        copyButton("ARN", place.arn, title),
        ...(place.link === "" ? [] : [copyButton("link", place.link, title)]),
        // Who is trusted from outside has no profile of ours.
        ...(model.people.some(({ reaches }) => reaches[index])
          ? [copyButton("profile", place.profile, title)]
          : []),
      ),
    );
  };
  return element(
    "article",
    { class: `card color-${account.color}`, "aria-label": account.name },
    element(
      "header",
      {},
      element("h2", {}, account.name),
      element("code", {}, account.id),
      ...(account.tags.length === 0
        ? []
        : [
            element(
              "ul",
              { class: "chips", "aria-label": "Tags" },
              ...account.tags.map((tag) => element("li", { class: "chip tag" }, tag)),
            ),
          ]),
    ),
    element("ul", { class: "roles" }, ...indexes.map(roleItem)),
  );
}
