import { csvLine } from "../../csv-line";
import { holdersOf } from "./holders";
import type { Model, Place } from "./model";
import type { Found } from "./search";

/** What is found, as CSV: a line for each role in an account. */
export function csv(model: Model, { places, people, holders }: Found): string {
  const columns = [
    "account",
    "account id",
    "tags",
    "role",
    "arn",
    "level",
    "external",
    "for",
    "requires",
    "session",
    "permissions",
    "profile",
    "link",
  ];
  return [
    csvLine(columns),
    ...holders.map(({ kind, name, ownPolicies }) =>
      csvLine([
        "identity account",
        model.data.identityAccount.id,
        "",
        `(policies of ${kind} ${name})`,
        "",
        ownPolicies?.levelText ?? "",
        "",
        name,
        "",
        "",
        ownPolicies?.policies.join(", ") ?? "",
        "",
        "",
      ]),
    ),
    ...places.map((index) => {
      const { account, role, arn, settings, profile, link, reason } = model.places[index] as Place;
      const permissions = settings.permissions.join(", ");
      return csvLine([
        account.name,
        account.id,
        account.tags.join(", "),
        role.name,
        arn,
        settings.levelText,
        settings.external ? "yes" : "no",
        holdersOf(model, index, people)
          .map(({ name, content }) => (name === "" ? content.join(", ") : `${name}: ${content.join(", ")}`))
          .join("; "),
        settings.asksFor.join(", "),
        settings.session,
        settings.boundary === "" ? permissions : `${permissions} within ${settings.boundary}`,
        profile,
        link || reason,
      ]);
    }),
  ].join("");
}
