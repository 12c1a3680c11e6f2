/**
 * Whether some request of a kind satisfies the policies.
 *
 * The search tries, for each condition key, one value of every class of values that the policies distinguish. So "true" is
 * proven by a request, and "false" means that no such request exists.
 */

import type { Context } from "./context";
import { type Choice, type Criteria, distinctValues } from "./distinct-values";
import { variablesIn } from "./policy-variable";
import type { KeyDomain, RequestKind } from "./request-kind";
import type { Truth } from "./truth";

/** The search stops after this many requests; the answer is then unknown. */
const mostRequests = 5_000;

/**
 * Whether `question` is true of some request of a kind.
 *
 * Unknown when the search finds no such request but cannot try all classes of values.
 */
export function possible(
  kind: RequestKind,
  criteria: Criteria,
  question: (context: Context) => Truth,
): Truth {
  const values = new Map(kind.known);
  const keys = openKeys(kind, criteria);
  const context = contextOf(values, keys.includes("aws:principalarn"));
  let requests = 0;
  const search = (index: number): Truth => {
    const answer = question(context);
    const key = keys[index];
    if (answer !== "unknown" || key === undefined || ++requests > mostRequests) return answer;
    const { values: tried, complete } = choicesOf(key, kind, criteria, context);
    let found: Truth = complete ? false : "unknown";
    for (const value of tried) {
      values.set(key, value);
      const one = search(index + 1);
      if (one !== false) found = one;
      if (one === true) break;
    }
    values.delete(key);
    return found;
  };
  return search(0);
}

const choices = new WeakMap<
  Criteria,
  Map<string, { readonly domain?: KeyDomain; readonly choice: Choice }>
>();

/** The values to try for a key. Cached, unless they depend on the values of other keys. */
function choicesOf(key: string, kind: RequestKind, criteria: Criteria, context: Context): Choice {
  if (dependsOnOthers(key, criteria)) return distinctValues(key, kind, criteria, context);
  const read = choices.get(criteria) ?? new Map();
  choices.set(criteria, read);
  const domain = kind.open.get(key);
  const known = read.get(key);
  if (known !== undefined && known.domain === domain) return known.choice;
  const choice = distinctValues(key, kind, criteria, context);
  read.set(key, { domain, choice });
  return choice;
}

function dependsOnOthers(key: string, { conditions }: Criteria): boolean {
  return (
    key === "aws:principalarn" ||
    conditions.some(({ key: other, values }) => {
      const used = values.flatMap(variablesIn);
      return used.length > 0 && (other === key || used.includes(key));
    })
  );
}

/** The condition keys to try values for. A key comes before the keys that have it as a variable. */
export function openKeys({ known }: RequestKind, { conditions, texts }: Criteria): string[] {
  const uses = new Map<string, string[]>();
  for (const key of texts.flatMap(variablesIn)) uses.set(key, []);
  for (const { key, values } of conditions)
    uses.set(key, [...(uses.get(key) ?? []), ...values.flatMap(variablesIn)]);
  const tags = [...uses.keys()].filter(isSessionTag);
  if (uses.has("aws:tagkeys")) uses.set("aws:tagkeys", [...(uses.get("aws:tagkeys") ?? []), ...tags]);
  // A user's name is the last part of its ARN.
  const namedByArn = uses.has("aws:principalarn") && !known.has("aws:principalarn");
  if (namedByArn) uses.set("aws:username", ["aws:principalarn"]);
  const ordered = new Set<string>();
  const add = (key: string, before: readonly string[] = []) => {
    if (ordered.has(key) || before.includes(key)) return;
    for (const used of uses.get(key) ?? []) add(used, [...before, key]);
    ordered.add(key);
  };
  for (const key of uses.keys()) add(key);
  return [...ordered].filter((key) => !known.has(key) && !(namedByArn && key === "aws:username"));
}

/** The request with the values tried so far. */
function contextOf(values: ReadonlyMap<string, readonly string[]>, namedByArn: boolean): Context {
  return {
    get(key) {
      const chosen = values.get(key);
      if (key === "aws:username" && chosen === undefined && namedByArn) {
        const arn = values.get("aws:principalarn")?.[0];
        return arn === undefined ? undefined : [arn.slice(arn.lastIndexOf("/") + 1)];
      }
      if (key !== "aws:tagkeys") return chosen;
      // A request with a session tag has the tag's key in aws:TagKeys.
      const tags = [...values].flatMap(([name, { length }]) =>
        isSessionTag(name) && length > 0 ? [name.slice(name.indexOf("/") + 1)] : [],
      );
      return tags.length > 0 ? [...new Set([...(chosen ?? []), ...tags])] : chosen;
    },
  };
}

function isSessionTag(key: string): boolean {
  return key.startsWith("aws:requesttag/");
}
