/**
 * Which of the roles that a user, group or role may assume stand in which of its policies.
 *
 * What is wanted: few policies, and an account that comes or goes touches at most two of them, although nothing is
 * remembered: the same grants always give the same policies.
 *
 * The idea: the bits of a hash of its id put an account into a half, a quarter, ... of all accounts, whoever else is there.
 * While all fit, they stand in one policy; then each half has its own, then each quarter. A quarter that outgrows its policy
 * keeps its smallest accounts there (those whose ARNs take the fewest characters) and gives the others to a policy of rest:
 * so an account that comes to a full policy pushes out one other, never several, and that goes to one place. While the other
 * quarter of the half still has space, it lodges what it can of that rest, so that two policies hold what fits into two.
 *
 * Always: each ARN stands in one policy, no policy is over the limit, there are at most 1.6 times the fewest possible
 * policies, and neither the order of the input nor history matters.
 *
 * Nearly always: an account that comes or goes changes at most two policies (a policy that is changed, added or removed
 * counts as one; so does the inline one). It can be three to six where an account is pushed out into a policy that overflows
 * just then, which takes halves that differ much. Simulated: sets grown by one random account after the other, again and
 * again, each until 10 policies no longer hold it loosely; how many of a million additions changed more than two policies:
 * - accounts with 1 or 2 roles with names of 5 to 24 characters: none; with 1 role `admin`: none of 600,000;
 * - with 1 role with a name of 5 to 64 characters: 3;
 * - with 1 to 3 roles with names of 5 to 32: 9;
 * - with 1 to 5 roles with names of 5 to 64 (about 30 accounts a policy): 64;
 * - the same with paths of up to 512 (about 6 accounts a policy): 258 of 20,000.
 *
 * Not covered by that:
 * - From about 9 full policies on, which takes a raised quota of attachments, each quarter parts once in two (five changes).
 * - From loose to tight and back, anything may change.
 * - A role's inline policy may hold 10240 characters, more than a managed one: beyond that come two or three managed ones.
 * - A role that comes to an account that is there already can change three policies (in 1 of 100 cases).
 */
import { assumeRolePolicy } from "./assume-role-policy";
import { managedPolicyCharacters } from "./limits";
import { byCodePoint, policyJson } from "./policy-document";

/** All roles in one account that may be assumed. */
export interface GrantedAccount {
  /** The account's 12 digits, or any other text that stays the account's: what moves it to another policy when it changes. */
  readonly accountId: string;
  readonly arns: readonly string[];
}

export interface GrantPolicy {
  /** Short, and the same as long as the policy stays: part of its name and of its Terraform address. */
  readonly key: string;
  /** Sorted. */
  readonly arns: readonly string[];
}

export type PackedGrants =
  /** There is nothing to grant. */
  | { readonly kind: "none" }
  /** All fits into one inline policy. */
  | { readonly kind: "inline"; readonly arns: readonly string[] }
  /**
   * Customer managed policies. `tight`: without the slack that keeps changes small, since with it there would be more
   * policies than may be attached (or, where accounts nearly fill a policy each, more than 1.6 times the fewest).
   */
  | { readonly kind: "managed"; readonly policies: readonly GrantPolicy[]; readonly tight: boolean }
  /** More than may be attached, even tight: `arns` ARNs take `fewest` policies or more. */
  | { readonly kind: "full"; readonly fewest: number; readonly arns: number };

/** What stays together: an account, or a part of one that is too large for a policy. */
interface Item {
  readonly id: string;
  readonly arns: readonly string[];
  readonly size: number;
  readonly hash: number;
}

interface Policy {
  readonly key: string;
  readonly items: readonly Item[];
}

/** Characters of a policy without any ARN: `[]` in their place. */
const frame = policyJson(assumeRolePolicy([])).length;
/** What a managed policy holds of ARNs, each with its quotes and a comma; the last one has no comma. */
const capacity = managedPolicyCharacters - frame + 1;

/**
 * Packs the ARNs into an inline policy, or else into customer managed ones.
 *
 * @param room `inlineCharacters`: what other inline policies leave of the limit; `attachments`: how many managed policies
 * may be attached for this.
 */
export function packGrants(
  granted: readonly GrantedAccount[],
  room: { inlineCharacters: number; attachments: number },
): PackedGrants {
  const accounts = new Map<string, Set<string>>();
  for (const { accountId, arns } of granted) {
    const known = accounts.get(accountId) ?? new Set();
    for (const arn of arns) known.add(arn);
    accounts.set(accountId, known);
  }
  const items = [...accounts]
    .sort(([a], [b]) => byCodePoint(a, b))
    .flatMap(([id, arns]) => toItems(id, arns));
  const arns = items.flatMap((item) => item.arns);
  if (arns.length === 0) return { kind: "none" };

  // A single ARN stands without the brackets of a list.
  const characters = frame + sizeOf(items) - (arns.length === 1 ? 3 : 1);
  if (characters <= room.inlineCharacters) return { kind: "inline", arns: arns.sort(byCodePoint) };

  const fewest = Math.ceil(sizeOf(items) / capacity);
  if (fewest > room.attachments) return { kind: "full", fewest, arns: arns.length };
  const loose = joinSmallest(spread(items.sort(bySize)), Math.floor(fewest * 1.6));
  if (loose.length <= Math.min(room.attachments, fewest * 1.6))
    return { kind: "managed", policies: toPolicies(loose), tight: false };
  const tight = fill(arns);
  if (tight.length > room.attachments) return { kind: "full", fewest: tight.length, arns: arns.length };
  return { kind: "managed", policies: toPolicies(tight), tight: true };
}

/** Spreads accounts, sorted by size, over the policies of a region: all accounts, a half, a quarter, ... */
function spread(items: readonly Item[], level = 0, region = 0): Policy[] {
  const policy = (items: readonly Item[], which: number, suffix = "") =>
    items.length === 0 ? [] : [{ key: `${which + 1}${suffix}`, items }];
  if (sizeOf(items) <= capacity) return policy(items, region);

  const left = items.filter(({ hash }) => !(hash & (1 << level)));
  const right = items.filter(({ hash }) => hash & (1 << level));
  const other = region + 2 ** level;
  const apart = () => [...spread(left, level + 1, region), ...spread(right, level + 1, other)];
  if (level === 0) return apart();

  if (level > 1) {
    const [home, rest] = shortest(items);
    const [tail, middle] = longest(rest, capacity);
    if (sizeOf(middle) > capacity) return apart();
    return [...policy(home, region), ...policy(tail, region, "b"), ...policy(middle, region, "c")];
  }

  const full = [left, right].filter((half) => sizeOf(half) > capacity);
  if (full.length !== 1) return apart();
  const [host, hostRegion, guest, guestRegion] =
    full[0] === left ? [right, other, left, region] : [left, region, right, other];
  const [home, rest] = shortest(guest);
  const space = capacity - sizeOf(host);
  // Not into the last space: the host's next account is not to push out guests and begin a rest of its own at once.
  const [lodged, staying] = longest(rest, space < Math.max(...guest.map((g) => g.size)) ? 0 : space);
  if (sizeOf(staying) > capacity) return apart();
  return [
    ...policy(home, guestRegion),
    ...policy(staying, guestRegion, "b"),
    ...policy([...host, ...lodged], hostRegion),
  ];
}

/** The shortest items that fit into a policy, and the rest. */
function shortest(items: readonly Item[]): [Item[], Item[]] {
  let end = 0;
  for (let space = capacity; end < items.length; end++) {
    space -= items[end]?.size ?? 0;
    if (space < 0) break;
  }
  return [items.slice(0, end), items.slice(end)];
}

/** The longest items that fit, each that does not left out, and the rest. */
function longest(items: readonly Item[], space: number): [Item[], Item[]] {
  const taken = new Set<Item>();
  for (const item of [...items].reverse())
    if (item.size <= space) {
      taken.add(item);
      space -= item.size;
    }
  return [items.filter((item) => taken.has(item)), items.filter((item) => !taken.has(item))];
}

/** Joins the emptiest policies until there are no more than wanted, or none of the others has room for the emptiest. */
function joinSmallest(policies: readonly Policy[], most: number): readonly Policy[] {
  if (policies.length <= most) return policies;
  const [emptiest, ...others] = [...policies].sort((a, b) => sizeOf(a.items) - sizeOf(b.items));
  const into = others[0];
  if (!emptiest || !into || sizeOf(emptiest.items) + sizeOf(into.items) > capacity) return policies;
  const joined = { key: into.key, items: [...into.items, ...emptiest.items] };
  return joinSmallest([joined, ...others.slice(1)], most);
}

/** One ARN after the other into the first policy that has room for it. */
function fill(arns: readonly string[]): Policy[] {
  const policies: { key: string; items: Item[]; space: number }[] = [];
  for (const arn of arns) {
    const item = { id: arn, arns: [arn], size: characters(arn), hash: 0 };
    let policy = policies.find(({ space }) => item.size <= space);
    if (!policy) {
      policy = { key: `${policies.length + 1}`, items: [], space: capacity };
      policies.push(policy);
    }
    policy.items.push(item);
    policy.space -= item.size;
  }
  return policies;
}

function toPolicies(policies: readonly Policy[]): GrantPolicy[] {
  return policies
    .map(({ key, items }) => ({ key, arns: items.flatMap((item) => item.arns).sort(byCodePoint) }))
    .sort((a, b) => byCodePoint(a.key, b.key));
}

/** An account as one item; as several, where its ARNs do not fit into one policy. */
function toItems(id: string, arns: Iterable<string>): Item[] {
  const sorted = [...arns].sort(byCodePoint);
  const size = sorted.reduce((sum, arn) => sum + characters(arn), 0);
  if (size <= capacity) return [toItem(id, sorted, size)];
  return fill(sorted).map(({ key, items }) =>
    toItem(
      `${id}/${key}`,
      items.flatMap((item) => item.arns),
      sizeOf(items),
    ),
  );
}

/** Characters of an ARN in a policy: with its quotes and a comma. */
function characters(arn: string): number {
  return JSON.stringify(arn).length + 1;
}

function sizeOf(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + item.size, 0);
}

function bySize(a: Item, b: Item): number {
  return a.size - b.size || byCodePoint(a.id, b.id);
}

/** The hash is FNV-1a, mixed as in MurmurHash3: the same on every machine, and each of its bits as likely 0 as 1. */
function toItem(id: string, arns: readonly string[], size: number): Item {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return { id, arns, size, hash: hash ^ (hash >>> 16) };
}
