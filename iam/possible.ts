/**
 * Whether a call of a kind can be such that a question about it is answered with yes.
 *
 * The search tries, for each condition key, one value for everything that the policies tell apart. So "yes" comes with a
 * call that proves it, and "no" means that there is no such call.
 */
import type { Call, KeyDomain } from "./call";
import type { Context } from "./context";
import { type Choice, type Criteria, distinctValues } from "./distinct-values";
import { variablesIn } from "./policy-variable";
import type { Truth } from "./truth";

/** The search gives up after this many calls; the answer is then unknown. */
const mostCalls = 20_000;

/**
 * Whether there is a call for which the answer to `question` is true.
 *
 * Unknown when the search found none, but may not have tried all that counts.
 */
export function possible(call: Call, criteria: Criteria, question: (context: Context) => Truth): Truth {
  const values = new Map(call.known);
  const keys = openKeys(call, criteria);
  const context = contextOf(values, keys.includes("aws:principalarn"));
  let calls = 0;
  const search = (index: number): Truth => {
    const answer = question(context);
    const key = keys[index];
    if (answer !== "unknown" || key === undefined || ++calls > mostCalls) return answer;
    const { values: tried, complete } = choicesOf(key, call, criteria, context);
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

/** The choices for a key; kept where they depend only on what the key can be. */
function choicesOf(key: string, call: Call, criteria: Criteria, context: Context): Choice {
  if (dependsOnOthers(key, criteria)) return distinctValues(key, call, criteria, context);
  const read = choices.get(criteria) ?? new Map();
  choices.set(criteria, read);
  const domain = call.open.get(key);
  const known = read.get(key);
  if (known !== undefined && known.domain === domain) return known.choice;
  const choice = distinctValues(key, call, criteria, context);
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

/** The condition keys to choose values for; a key whose value is a variable's comes before the keys that use it. */
export function openKeys({ known }: Call, { conditions, texts }: Criteria): string[] {
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

/** The keys of a call as far as their values are chosen. */
function contextOf(values: ReadonlyMap<string, readonly string[]>, namedByArn: boolean): Context {
  return {
    get(key) {
      const chosen = values.get(key);
      if (key === "aws:username" && chosen === undefined && namedByArn) {
        const arn = values.get("aws:principalarn")?.[0];
        return arn === undefined ? undefined : [arn.slice(arn.lastIndexOf("/") + 1)];
      }
      if (key !== "aws:tagkeys") return chosen;
      // A call with a session tag has the tag's key.
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
