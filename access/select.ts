/** Which target accounts a selector means. */
import { byCodePoint } from "../iam/policy-document";
import type { AccountSelector } from "./schema";

interface Selectable {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The accounts that a selector means, sorted by name; names that do not exist select nothing. */
export function selectAccounts<Account extends Selectable>(
  selector: AccountSelector,
  accounts: ReadonlyMap<string, Account>,
): Account[] {
  if (selector !== "*" && !("tags" in selector)) {
    const named = [...new Set(selector)].flatMap((name) => accounts.get(name) ?? []);
    return named.sort((a, b) => byCodePoint(a.name, b.name));
  }
  const all = [...accounts.values()].sort((a, b) => byCodePoint(a.name, b.name));
  if (selector === "*") return all;
  const wanted = Object.entries(selector.tags);
  return all.filter(({ tags }) =>
    wanted.every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value),
  );
}
