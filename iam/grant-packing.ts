/**
 * Divides the role ARNs that a user, group or role may assume among its policies.
 *
 * All ARNs are in one inline policy while they fit. Beyond that they are in customer managed policies: a hash of its id puts
 * an account into one half of all accounts, one quarter, and so on, whichever other accounts there are. A part that outgrows
 * its policy splits into its two halves. The roles of an account stay together, unless they need more than a policy.
 *
 * So an account or role that comes or goes changes one policy, or two where a policy splits or two halves fit into one
 * again. Nothing is remembered: the same grants give the same policies, whatever their order.
 *
 * Simulated with one role `admin` in each account, 60 random sets grown account by account to ten full policies: an added
 * account changed 1.01 policies on average, never more than two. The halves take 1.0 to 1.6 times the fewest possible
 * policies (least just before a power of two), and more than ten policies from about 1,200 accounts on.
 */
import { assumeRoleStatement, type Ends } from "./assume-role-permission";
import { managedPolicyCharacters } from "./limits";
import { byCodePoint, canonicalJson, policyDocument, policyJson } from "./policy-document";

/** All roles in one account that may be assumed. */
export interface GrantedAccount {
  /** The account's 12 digits, or another text that never changes: another text moves the account to another policy. */
  readonly accountId: string;
  readonly arns: readonly string[];
}

export interface GrantPolicy {
  /** A number, the same as long as the policy stays: part of its name and of its Terraform address. */
  readonly key: string;
  /** Sorted. */
  readonly arns: readonly string[];
}

export type PackedGrants =
  /** There is nothing to grant. */
  | { readonly kind: "none" }
  /** All ARNs fit into one inline policy. */
  | { readonly kind: "inline"; readonly arns: readonly string[] }
  /**
   * Customer managed policies. `tight`: each is filled before the next begins, because the split into halves needs more
   * policies than can be attached. Then one more account may change all of them.
   */
  | { readonly kind: "managed"; readonly policies: readonly GrantPolicy[]; readonly tight: boolean }
  /** More than can be attached, even tight: `arns` ARNs take `fewest` policies or more. */
  | { readonly kind: "full"; readonly fewest: number; readonly arns: number };

interface RoleArn {
  readonly arn: string;
  readonly accountId: string;
  /** Characters that it takes in a policy, with its quotes and a comma. */
  readonly size: number;
  /** When its permission ends. Permissions with an end stand in a statement of their own. */
  readonly until?: string;
}

/** Characters of a policy without any ARN: `[]` in their place. */
const frame = policyJson(policyDocument(assumeRoleStatement([]))).length;
/** Characters of a managed policy for ARNs, each with its quotes and a comma; the last one has no comma. */
const capacity = managedPolicyCharacters - frame + 1;

/** Characters of a further statement without any ARN, with a comma and its share of the brackets of a list. */
function statementFrame(until: string): number {
  return canonicalJson(assumeRoleStatement([], until)).length + 3;
}

/**
 * Packs the ARNs into an inline policy, or else into customer managed ones.
 *
 * @param room `inlineCharacters`: what other inline policies leave of the limit; `attachments`: how many managed policies
 * can be attached for grants.
 */
export function packGrants(
  granted: readonly GrantedAccount[],
  room: { inlineCharacters: number; attachments: number },
  ends: Ends = new Map(),
): PackedGrants {
  const accountOf = new Map(granted.flatMap(({ accountId, arns }) => arns.map((arn) => [arn, accountId])));
  const arns = [...accountOf]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(
      ([arn, accountId]): RoleArn => ({
        arn,
        accountId,
        size: JSON.stringify(arn).length + 1,
        until: ends.get(arn),
      }),
    );
  if (arns.length === 0) return { kind: "none" };

  // A single ARN stands without the brackets of a list.
  const characters = frame + sizeOf(arns) - (arns.length === 1 ? 3 : 1);
  if (characters <= room.inlineCharacters) return { kind: "inline", arns: arns.map(({ arn }) => arn) };

  const fewest = Math.ceil(sizeOf(arns) / capacity);
  if (fewest > room.attachments) return { kind: "full", fewest, arns: arns.length };
  const halves = splitInHalves(arns);
  if (halves.length <= room.attachments) return { kind: "managed", policies: halves, tight: false };
  const filled = fillInOrder(arns);
  if (filled.length <= room.attachments) return { kind: "managed", policies: filled, tight: true };
  return { kind: "full", fewest: filled.length, arns: arns.length };
}

/** One policy, if all fit; else those of each half. The first half keeps the key, so a policy that splits stays. */
function splitInHalves(arns: readonly RoleArn[], level = 0, region = 0): GrantPolicy[] {
  if (arns.length === 0) return [];
  if (sizeOf(arns) <= capacity) return [toPolicy(region, arns)];
  const oneAccount = arns.every(({ accountId }) => accountId === arns[0]?.accountId);
  const halves: [RoleArn[], RoleArn[]] = [[], []];
  for (const role of arns) {
    // Within one account only the role tells the ARNs apart.
    const id = oneAccount ? role.arn.slice(role.arn.lastIndexOf(":")) : role.accountId;
    halves[bit(`${level}/${id}`)].push(role);
  }
  return [
    ...splitInHalves(halves[0], level + 1, region),
    ...splitInHalves(halves[1], level + 1, region + 2 ** level),
  ];
}

/** Each ARN into the first policy that has space for it. */
function fillInOrder(arns: readonly RoleArn[]): GrantPolicy[] {
  const policies: { readonly arns: RoleArn[]; readonly ends: Set<string>; size: number }[] = [];
  for (const role of arns) {
    const { size, until } = role;
    const grownBy = ({ ends }: { readonly ends: ReadonlySet<string> }) =>
      size + (until === undefined || ends.has(until) ? 0 : statementFrame(until));
    let open = policies.find((policy) => policy.size + grownBy(policy) <= capacity);
    if (!open) {
      open = { arns: [], ends: new Set(), size: 0 };
      policies.push(open);
    }
    open.size += grownBy(open);
    open.arns.push(role);
    if (until !== undefined) open.ends.add(until);
  }
  return policies.map((policy, index) => toPolicy(index, policy.arns));
}

function toPolicy(index: number, arns: readonly RoleArn[]): GrantPolicy {
  return { key: `${index + 1}`, arns: arns.map(({ arn }) => arn) };
}

function sizeOf(arns: readonly RoleArn[]): number {
  const ends = new Set(arns.flatMap(({ until }) => until ?? []));
  const frames = [...ends].reduce((sum, until) => sum + statementFrame(until), 0);
  return arns.reduce((sum, { size }) => sum + size, frames);
}

/** A bit of the text's hash, as likely 0 as 1: FNV-1a, mixed as in MurmurHash3. The same on every machine. */
function bit(text: string): 0 | 1 {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) & 1) as 0 | 1;
}
