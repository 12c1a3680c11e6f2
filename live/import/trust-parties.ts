/**
 * A trust policy as the parties that it lets in, one principal each: the same for all documents that let the same principals in
 * with the same conditions.
 */
import { accountPrincipalArn, parseIamArn } from "../../iam/arn";
import { principalArn as principalArnForm } from "../../iam/limits";
import type { Partition } from "../../iam/partition";
import {
  byCodePoint,
  type Conditions,
  canonicalJson,
  type PolicyDocument,
  type Statement,
  toList,
} from "../../iam/policy-document";
import { hasWildcard } from "../../iam/trust-policy";

/** One principal that a statement of a trust policy lets in. */
export interface TrustedParty {
  /** In lower case, sorted. */
  readonly actions: readonly string[];
  readonly type: "AWS" | "Service" | "Federated";
  /** An account as the ARN of its root. */
  readonly name: string;
  /** The only user or role of the account that gets in; may hold wildcards. `undefined`: all of them. */
  readonly principalArn?: string;
  /** Operator -> key, in lower case but for the key of a tag -> values, sorted. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const arnOperators = ["ArnEquals", "ArnLike", "StringEquals", "StringLike"];
const principalKey = "aws:principalarn";

/**
 * The parties of a trust policy.
 *
 * A user or role that is named as the principal is the same party as its account with a condition on `aws:PrincipalArn`: both
 * let the same sessions in.
 *
 * @returns `undefined` when a statement does not just allow principals to assume the role
 */
export function trustedParties(
  partition: Partition,
  { Statement }: PolicyDocument,
): TrustedParty[] | undefined {
  const parties: TrustedParty[] = [];
  for (const statement of toList(Statement)) {
    const found = partiesOf(partition, statement);
    if (!found) return undefined;
    parties.push(...found);
  }
  return parties;
}

/** The parties as text, each once: equal for documents of the same meaning. */
export function partiesText(parties: readonly TrustedParty[]): string {
  return [...new Set(parties.map(canonicalJson))].sort(byCodePoint).join("\n");
}

function partiesOf(partition: Partition, statement: Statement): TrustedParty[] | undefined {
  const { Effect, Principal, NotPrincipal, Action, NotAction } = statement;
  if (Effect !== "Allow" || NotPrincipal || NotAction || Principal === undefined) return undefined;
  const read = readConditions(statement.Condition ?? {});
  if (!read) return undefined;
  const { conditions, principalArns } = read;
  const actions = [...new Set(toList(Action).map((action) => action.toLowerCase()))].sort(byCodePoint);
  const principals = Principal === "*" ? { AWS: "*" } : Principal;
  const parties: TrustedParty[] = [];
  for (const [type, names] of Object.entries(principals)) {
    if (type === "Service" || type === "Federated") {
      if (principalArns) return undefined;
      for (const name of toList(names)) parties.push({ actions, type, name, conditions });
    } else if (type === "AWS") {
      const found = awsParties(partition, toList(names), principalArns);
      if (!found) return undefined;
      for (const party of found) parties.push({ actions, type, ...party, conditions });
    } else return undefined;
  }
  return parties;
}

type AwsParty = Pick<TrustedParty, "name" | "principalArn">;

function awsParties(
  partition: Partition,
  names: readonly string[],
  principalArns: readonly string[] | undefined,
): AwsParty[] | undefined {
  const whole = new Set<string>();
  const single: string[] = [];
  for (const name of names) {
    const accountId = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
    const { resource } = parseIamArn(name) ?? {};
    if (accountId !== undefined) whole.add(accountPrincipalArn(partition, accountId));
    else if (name === "*") whole.add("*");
    else if (resource === "user" || resource === "role") single.push(name);
    else return undefined;
  }
  if (!principalArns)
    return [
      ...[...whole].map((name) => ({ name })),
      ...single.map((arn) => ({ name: rootOf(partition, arn), principalArn: arn })),
    ];
  // Named principals that must match a condition besides, and everybody's users, need the evaluator.
  if (single.length > 0 || whole.has("*")) return undefined;
  return principalArns
    .map((arn) => ({ name: rootOf(partition, arn), principalArn: arn }))
    .filter(({ name }) => whole.has(name));
}

function rootOf(partition: Partition, arn: string): string {
  return accountPrincipalArn(partition, arn.split(":")[4] ?? "");
}

interface ReadConditions extends Pick<TrustedParty, "conditions"> {
  readonly principalArns?: readonly string[];
}

/** The conditions without those on `aws:PrincipalArn`. `undefined`: these cannot be told from the account. */
function readConditions(written: Conditions): ReadConditions | undefined {
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  let principalArns: readonly string[] | undefined;
  for (const [operator, keys] of Object.entries(written))
    for (const [key, values] of Object.entries(keys)) {
      const texts = [...new Set(toList(values).map(String))].sort(byCodePoint);
      if (key.toLowerCase() === principalKey && arnOperators.includes(operator)) {
        if (principalArns || !texts.every((arn) => principalArnForm.test(arn))) return undefined;
        if (operator === "StringEquals" && texts.some(hasWildcard)) return undefined;
        principalArns = texts;
        continue;
      }
      // Without a wildcard, both operators mean the same.
      const plain = operator === "StringLike" && !texts.some(hasWildcard) ? "StringEquals" : operator;
      const known = conditions[plain] ?? {};
      conditions[plain] = known;
      const name = key.replace(/^[^/]+/, (part) => part.toLowerCase());
      if (known[name]) return undefined;
      known[name] = texts;
    }
  return { conditions, principalArns };
}
