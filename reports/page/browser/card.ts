import { element } from "./element";
import { holdersOf } from "./holders";
import type { ListedGroup, Model, Person, Place } from "./model";
import { copyButton, levelChip, sentence, switchLink } from "./parts";

/** By what the roles are grouped. */
export type GroupBy = "account" | "role";

/** The card of an account, or of a role in all its accounts. `roleItem` fills its list. */
export function card(
  { account, role }: Place,
  by: GroupBy,
): { readonly card: HTMLElement; readonly list: HTMLElement } {
  const list = element("ul", { class: "roles" });
  const head =
    by === "account"
      ? [element("h2", {}, account.name), element("code", {}, account.id), tagList(account.tags)]
      : [element("h2", {}, role.name)];
  const title = by === "account" ? account.name : role.name;
  const color = by === "account" ? ` color-${account.color}` : "";
  return {
    card: element(
      "article",
      { class: `card by-${by}${color}`, "aria-label": title },
      element("header", {}, ...head),
      list,
    ),
    list,
  };
}

function tagList(tags: readonly string[]): HTMLElement | false {
  return (
    tags.length > 0 &&
    element(
      "ul",
      { class: "chips", "aria-label": "Tags" },
      ...tags.map((tag) => element("li", { class: "chip tag" }, tag)),
    )
  );
}

/** The card of the policies that users and groups have of their own. */
export function ownPoliciesCard(
  identityAccount: string,
  holders: readonly (Person | ListedGroup)[],
): HTMLElement {
  return element(
    "article",
    { class: "card own-policies", "aria-label": "Policies in the identity account" },
    element(
      "header",
      {},
      element("h2", {}, "Policies in the identity account"),
      element("code", {}, identityAccount),
    ),
    element("p", { class: "note" }, "Users and groups that have policies of their own, apart from roles."),
    element(
      "ul",
      { class: "roles" },
      ...holders.map(({ kind, name, ownPolicies }) =>
        element(
          "li",
          { class: "role" },
          element(
            "div",
            { class: "role-head" },
            element("h3", {}, `${kind} ${name}`),
            levelChip(ownPolicies?.level ?? "", ownPolicies?.levelText ?? ""),
          ),
          element("p", { class: "description" }, ownPolicies?.policies.join(", ") ?? ""),
        ),
      ),
    ),
  );
}

/**
 * A role in an account, in the list of its card.
 *
 * @param people the users and principals that the filter names; empty if it names none
 */
export function roleItem(
  model: Model,
  index: number,
  { people, by }: { readonly people: readonly Person[]; readonly by: GroupBy },
): HTMLElement {
  const place = model.places[index] as Place;
  const { account, role, settings, link, reason } = place;
  const title = `${role.name} in ${account.name}`;
  const hasLink = link !== "";
  return element(
    "li",
    { class: `role color-${account.color}` },
    element(
      "div",
      { class: "role-head" },
      element(
        "div",
        { class: "role-title" },
        element("h3", {}, by === "account" ? role.name : account.name),
        by === "role" && element("code", {}, account.id),
        levelChip(settings.level, settings.levelText),
        settings.external && element("span", { class: "chip external" }, "external"),
      ),
      hasLink && switchLink(link, title, place.profile),
    ),
    !hasLink && element("p", { class: "reason" }, sentence(reason)),
    by === "role" && tagList(account.tags),
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
      ...(place.roleName === "" ? [] : [element("dt", {}, "Name in IAM"), element("dd", {}, place.roleName)]),
      ...(settings.levelText === settings.level
        ? []
        : [element("dt", {}, "Level"), element("dd", {}, settings.levelText)]),
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
      model.people.some(({ reaches }) => reaches[index]) &&
        copyButton("profile", place.profile, title, place.profile),
    ),
  );
}

/** The users, groups, principals and others that reach a place; with a filter, how the filtered people reach it. */
function holderLines(model: Model, index: number, people: readonly Person[]): HTMLElement[] {
  return holdersOf(model, index, people).map(({ name, content, most }) =>
    element("li", {}, ...(name === "" ? [] : [element("b", {}, name), " "]), ...names(content, most)),
  );
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
