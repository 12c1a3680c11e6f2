/** Rules about `renamedFrom`. */

import { each } from "../each";
import { valueAt } from "../problem";
import { errorRule } from "./rule";

const entries = ["targetAccounts.*", "roles.*", "groups.*", "users.*", "principals.*"] as const;

/**
 * Terraform moves nothing away from an address that is still in the configuration.
 *
 * Source: https://developer.hashicorp.com/terraform/language/block/moved
 */
export const renamedFromLastingEntry = errorRule("renamed-from-lasting-entry", function* ({ declaration }) {
  for (const { path, value } of each(declaration, ...entries)) {
    const [map = "", name] = path;
    const { renamedFrom } = value;
    if (renamedFrom === undefined || valueAt(declaration, [map, renamedFrom]) === undefined) continue;
    const message =
      renamedFrom === name
        ? "is the name of the entry itself; write its previous name, or remove this key"
        : `"${renamedFrom}" is still in ${map}, and Terraform moves nothing away from an entry that stays; remove that entry, apply, and add it again afterwards`;
    yield { path: [...path, "renamedFrom"], message, data: { renamedFrom } };
  }
});

export const renamedFromTwice = errorRule("renamed-from-twice", function* ({ declaration }) {
  const seen = new Map<string, string>();
  for (const { path, value } of each(declaration, ...entries)) {
    const [map, name] = path;
    if (value.renamedFrom === undefined) continue;
    const key = `${map} ${value.renamedFrom}`;
    const other = seen.get(key);
    seen.set(key, String(name));
    const message = `is the previous name of "${other}" already; only one entry can be "${value.renamedFrom}" under a new name`;
    if (other !== undefined) yield { path: [...path, "renamedFrom"], message, data: { other } };
  }
});
