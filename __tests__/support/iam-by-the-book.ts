/**
 * IAM's evaluation once more, written only to be compared with `iam/`: two-valued, step by step as AWS's flow chart goes,
 * with regular expressions, dates and address lists of the platform.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { BlockList, isIP, isIPv6 } from "node:net";

type Values = Record<string, string[]>;
type List = string | readonly string[] | undefined;

export interface BookStatement {
  Effect: "Allow" | "Deny";
  Principal?: "*" | Record<string, List>;
  NotPrincipal?: "*" | Record<string, List>;
  Action?: List;
  NotAction?: List;
  Resource?: List;
  NotResource?: List;
  Condition?: Record<string, Record<string, List>>;
}

export interface BookDocument {
  Version: string;
  Statement: BookStatement[];
}

export interface BookCase {
  trust: BookDocument;
  identity: BookDocument[];
  boundary?: BookDocument;
  serviceControl?: BookDocument[][];
  kind: "user" | "role" | "service" | "federated";
  /** Service principal or identity provider. */
  name?: string;
  action: string;
  roleArn: string;
  /** Condition keys in lower case; a key that is not there is absent. */
  keys: Values;
}

/** "either": the documentation leaves it open. */
export function byTheBook(one: BookCase): "allow" | "deny" | "either" {
  const atBest = isAllowed(one, true);
  return atBest === isAllowed(one, false) ? (atBest ? "allow" : "deny") : "either";
}

/** `kind`: everything that is left open is decided for the caller. */
function isAllowed(one: BookCase, kind: boolean): boolean {
  const needed = [one.action];
  if (one.keys["aws:tagkeys"]?.length) needed.push("sts:TagSession");
  if (one.keys["sts:sourceidentity"]?.length) needed.push("sts:SetSourceIdentity");
  return needed.every((action) => isActionAllowed({ ...one, action }, kind));
}

function isActionAllowed(one: BookCase, kind: boolean): boolean {
  const { trust, identity, boundary, serviceControl = [], kind: caller } = one;
  const signed = caller === "user" || caller === "role";
  const hits = (document: BookDocument, effect: string, how: Naming[] = ["any"]) =>
    document.Statement.filter((statement) => statement.Effect === effect).some((statement) =>
      matches(statement, document, one, how, effect === "Allow" ? kind : !kind),
    );

  // 1. Deny evaluation.
  if (hits(trust, "Deny")) return false;
  const own = [...identity, ...(boundary ? [boundary] : []), ...serviceControl.flat()];
  if (own.some((document) => hits(document, "Deny"))) return false;

  // 2. Organizations SCPs.
  if (signed && serviceControl.some((level) => !level.some((document) => hits(document, "Allow"))))
    return false;

  // 3. Resource-based policies: a trust policy must allow the principal.
  if (!hits(trust, "Allow")) return false;
  if (!signed) return true;
  const boundaryAllows = boundary === undefined || hits(boundary, "Allow");
  if (one.keys["aws:principalaccount"]?.[0] === one.roleArn.split(":")[4]) {
    if (hits(trust, "Allow", ["itself", "everybody"])) return true;
    if (hits(trust, "Allow", ["role"]) && boundaryAllows) return true;
  }

  // 4. Identity-based policies. 5. Permissions boundaries.
  return identity.some((document) => hits(document, "Allow")) && boundaryAllows;
}

type Naming = "any" | "itself" | "everybody" | "role" | "account";

function matches(
  statement: BookStatement,
  { Version }: BookDocument,
  one: BookCase,
  how: Naming[],
  open: boolean,
): boolean {
  const listed = (list: List) => (list === undefined ? [] : typeof list === "string" ? [list] : [...list]);
  const action = (list: List) => listed(list).some((text) => glob(text, "i").test(one.action));
  if (statement.NotAction === undefined ? !action(statement.Action) : action(statement.NotAction))
    return false;

  const names = statement.Principal ?? statement.NotPrincipal;
  if (names !== undefined) {
    const found = namings(names, one, listed);
    const named = how.includes("any") ? found.length > 0 : found.some((naming) => how.includes(naming));
    if (
      statement.NotPrincipal === undefined
        ? !named
        : found.length > 0 || !(how.includes("any") || how.includes("everybody"))
    )
      return false;
  } else {
    const resource = (list: List) =>
      listed(list).some((text) => {
        if (text === "*") return true;
        const parts = (Version === "2012-10-17" ? resolve(text, one.keys) : text)?.split(":");
        while (parts && parts.length < 6) parts.push("*");
        return parts !== undefined && arn(parts.join(":"), one.roleArn);
      });
    if (statement.NotResource === undefined ? !resource(statement.Resource) : resource(statement.NotResource))
      return false;
  }

  for (const [operator, keys] of Object.entries(statement.Condition ?? {}))
    for (const [key, list] of Object.entries(keys)) {
      const ask = (answer: boolean) =>
        condition(
          operator,
          one.keys[key.toLowerCase()] ?? [],
          listed(list),
          Version === "2012-10-17" ? one.keys : undefined,
          answer,
        );
      const [yes, no] = [ask(true), ask(false)];
      if (!(yes === no ? yes : open)) return false;
    }
  return true;
}

function namings(
  names: "*" | Record<string, List>,
  { kind, name, keys }: BookCase,
  listed: (list: List) => string[],
): Naming[] {
  if (names === "*") return ["everybody"];
  const account = keys["aws:principalaccount"]?.[0];
  const self = keys["aws:principalarn"]?.[0] ?? "";
  const found: Naming[] = [];
  for (const text of listed(names.AWS)) {
    if (text === "*") found.push("everybody");
    if (kind !== "user" && kind !== "role") continue;
    if (text === account || text === `arn:aws:iam::${account}:root`) found.push("account");
    if (text === self) found.push(kind === "user" ? "itself" : "role");
    if (kind === "role" && text === sessionArn(self, keys["aws:userid"]?.[0] ?? "")) found.push("itself");
  }
  if (kind === "service" && listed(names.Service).includes(name ?? "")) found.push("itself");
  if (kind === "federated" && listed(names.Federated).includes(name ?? "")) found.push("itself");
  return found;
}

function sessionArn(roleArn: string, userId: string): string {
  const [, , , , account] = roleArn.split(":");
  return `arn:aws:sts::${account}:assumed-role/${roleArn.split("/").at(-1)}/${userId.split(":")[1]}`;
}

/** `answer` stands in for what the documentation leaves open. Without `keys`, variables are text. */
function condition(
  operator: string,
  actual: string[],
  wanted: string[],
  keys: Values | undefined,
  answer: boolean,
): boolean {
  if (operator === "Null") return wanted.includes(actual.length === 0 ? "true" : "false");
  const set = operator.match(/^For(Any|All)/)?.[1];
  const ifExists = operator.endsWith("IfExists");
  const base = operator.replace(/^.*:/, "").replace("IfExists", "");
  const negated = base.includes("Not");
  const one = (value: string) => {
    const hit = wanted.some((text) =>
      compare(base.replace("Not", ""), value, text, keys, answer !== negated),
    );
    return hit !== negated;
  };
  const values = set === undefined ? actual : actual.filter((value) => value.length > 0);
  if (set === "All") return values.every(one);
  if (set === "Any") {
    if (values.length > 0) return values.some(one);
    return ifExists ? answer : false;
  }
  if (values.length === 0) return negated || ifExists;
  const results = new Set(values.map(one));
  return results.size === 1 ? results.has(true) : answer;
}

function compare(
  base: string,
  value: string,
  text: string,
  keys: Values | undefined,
  answer: boolean,
): boolean {
  if (/^(String|Arn)/.test(base)) {
    const like = base === "StringLike" || base.startsWith("Arn");
    const wanted = keys === undefined ? text : resolve(text, keys);
    if (wanted === undefined) return false;
    if (base.startsWith("Arn")) return wanted.split(":").length < 6 ? answer : arn(wanted, value);
    const plain = like ? glob(wanted, "") : exact(wanted, base.endsWith("IgnoreCase") ? "i" : "");
    return plain.test(value);
  }
  if (base === "IpAddress") {
    const [network = "", prefix] = text.split("/");
    const family = isIPv6(network) ? "ipv6" : "ipv4";
    const list = new BlockList();
    list.addSubnet(network, prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix), family);
    return isIP(value) === isIP(network) && list.check(value, family);
  }
  if (base.startsWith("Numeric") || base.startsWith("Date")) {
    const read = (written: string) =>
      base.startsWith("Numeric")
        ? Number.parseFloat(written)
        : new Date(/^\d+$/.test(written) ? Number(written) * 1000 : written).valueOf();
    const difference = Math.sign(read(value) - read(text));
    const signs = {
      Equals: [0],
      LessThan: [-1],
      LessThanEquals: [-1, 0],
      GreaterThan: [1],
      GreaterThanEquals: [0, 1],
    };
    return signs[base.replace(/^(Numeric|Date)/, "") as keyof typeof signs].includes(difference);
  }
  return value === text;
}

// Wildcards of variables' values are set apart while the rest is read.
const star = "\u0001";
const mark = "\u0002";
const dollar = "\u0003";

function resolve(text: string, keys: Values): string | undefined {
  let missing = false;
  const done = text
    .replaceAll("${*}", star)
    .replaceAll("${?}", mark)
    .replaceAll("${$}", dollar)
    .replace(/\$\{([^}]+)\}/g, (_whole, inside: string) => {
      const [name = "", otherwise] = inside.split(/, ?(?=')/);
      const value = keys[name.toLowerCase()]?.[0] ?? otherwise?.slice(1, -1);
      if (value === undefined) missing = true;
      return (value ?? "").replaceAll("*", star).replaceAll("?", mark);
    });
  return missing ? undefined : done;
}

function unmark(text: string): string {
  return text.replaceAll(star, "*").replaceAll(mark, "?").replaceAll(dollar, "$");
}

export function glob(text: string, flags: string): RegExp {
  const source = [...text]
    .map((char) => (char === "*" ? "[^]*" : char === "?" ? "[^]" : escaped(unmark(char))))
    .join("");
  return new RegExp(`^${source}$`, `u${flags}`);
}

function exact(text: string, flags: string): RegExp {
  return new RegExp(`^${[...unmark(text)].map(escaped).join("")}$`, `u${flags}`);
}

function escaped(char: string): string {
  return /[a-z0-9]/i.test(char) ? char : `\\u{${char.codePointAt(0)?.toString(16)}}`;
}

function arn(pattern: string, value: string): boolean {
  const cut = (text: string) => {
    const parts = text.split(":");
    return [...parts.slice(0, 5), parts.slice(5).join(":")];
  };
  const [wanted, actual] = [cut(pattern), cut(value)];
  return (
    value.split(":").length >= 6 && wanted.every((part, index) => glob(part, "").test(actual[index] ?? ""))
  );
}
