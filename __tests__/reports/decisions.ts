/**
 * Decisions of an access: which requests get into which role, and what the role may do then.
 *
 * It reads the documents that are deployed with an evaluator of its own, so that it can disagree with the project's.
 */
import { type Access, grantPolicies, placesOf, placeTrustPolicy, type RolePlace } from "../../access";

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A caller that tries to get into roles. */
export interface Trier {
  /** ARN, or words. Two triers of two accesses are one if it is equal. */
  readonly id: string;
  readonly kind: "user" | "principal" | "members" | "outsider" | "stranger" | "machine";
  readonly name: string;
  readonly account?: string;
  readonly arn?: string;
  /** How a trust policy names it: kind and name of `Principal`. */
  readonly principal: readonly [kind: string, isNamed: (name: string) => boolean];
  readonly action: string;
  readonly keys: Readonly<Record<string, string>>;
  /** Its own policies. `undefined`: it has every permission. */
  readonly policies?: readonly Statement[];
  /** Its permissions boundary. `undefined`: nothing limits it. */
  readonly boundary?: readonly Statement[];
  readonly deniedWithoutMfa: boolean;
}

type Context = Readonly<Record<string, string>>;

const mfas: readonly Context[] = [
  {},
  { "aws:multifactorauthpresent": "false" },
  { "aws:multifactorauthpresent": "true", "aws:multifactorauthage": "60" },
  { "aws:multifactorauthpresent": "true", "aws:multifactorauthage": "1800" },
  { "aws:multifactorauthpresent": "true", "aws:multifactorauthage": "86400" },
];
const externalIds = [undefined, "acme-1", "acme:audit/2025", "someone-else"];
const addresses = ["198.51.100.7", "2001:db8::1", "8.8.8.8"];
const organizations = ["o-a1b2c3d4e5", "o-zzzzzzzzzz"];

/** Every request that is tried by each trier; `true`: the session has the trier's name. */
const requests: readonly (readonly [Context, boolean])[] = mfas.flatMap((mfa) =>
  externalIds.flatMap((externalId) =>
    addresses.flatMap((address) =>
      organizations.flatMap((organization) =>
        [true, false].map((named): [Context, boolean] => [
          {
            ...mfa,
            ...(externalId !== undefined && { "sts:externalid": externalId }),
            "aws:sourceip": address,
            "aws:principalorgid": organization,
          },
          named,
        ]),
      ),
    ),
  ),
);

/** Some of the requests: a bit for each. */
type Requests = bigint;
const allRequests: Requests = (1n << BigInt(requests.length)) - 1n;

/** Actions that a role may do or not, each on one resource. */
const attempts: readonly (readonly [action: string, resource: string])[] = [
  ["s3:GetObject", "arn:aws:s3:::data/one"],
  ["s3:GetObject", "arn:aws:s3:::logs/one"],
  ["s3:DeleteBucket", "arn:aws:s3:::data"],
  ["iam:PassRole", "arn:aws:iam::222222222222:role/any"],
];

/** The content of the managed policies that the generated files name, as far as the attempts go. */
const managed: Readonly<Record<string, readonly Statement[]>> = {
  AdministratorAccess: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  ReadOnlyAccess: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }],
  PowerUserAccess: [{ Effect: "Allow", Action: ["s3:*", "sts:*"], Resource: "*" }],
  AWSDenyAll: [{ Effect: "Deny", Action: "*", Resource: "*" }],
};

/** The requests that a trier gets in with; for an action that the role may do: all, and no trier. */
export interface Decision {
  readonly requests: Requests;
  readonly trier?: Trier;
}

/** Role ARN -> decisions, each by the trier or the action. */
export function decisionsOf(access: Access): Map<string, Map<string, Decision>> {
  const triers = triersOf(access);
  return new Map(
    placesOf(access).map((place) => {
      const decisions = new Map<string, Decision>();
      for (const trier of triers) {
        const some = requestsOf(place, trier);
        if (some !== 0n) decisions.set(trier.id, { requests: some, trier });
      }
      for (const [action, resource] of attempts)
        if (roleMay(place, action, resource))
          decisions.set(`${action} on ${resource}`, { requests: allRequests });
      return [place.arn, decisions];
    }),
  );
}

function triersOf(access: Access): Trier[] {
  const { partition, identityAccount } = access;
  const arn = (account: string, resource: string) => `arn:${partition}:iam::${account}:${resource}`;
  const caller = (
    kind: Trier["kind"],
    name: string,
    callerArn: string,
    rest: Pick<Trier, "policies" | "boundary" | "deniedWithoutMfa">,
  ): Trier => {
    const account = callerArn.split(":")[4] as string;
    return {
      id: callerArn,
      kind,
      name,
      account,
      arn: callerArn,
      principal: ["AWS", (named) => [callerArn, account, arn(account, "root"), "*"].includes(named)],
      action: "sts:AssumeRole",
      keys: {
        "aws:principalarn": callerArn,
        ...(callerArn.includes(":user/") && { "aws:username": name }),
      },
      ...rest,
    };
  };
  const policies = (...grantees: Parameters<typeof grantPolicies>[1][]) =>
    grantees.flatMap((grantee) => {
      const { inline, managed: more } = grantPolicies(access, grantee);
      const grants = [...(inline ? [inline] : []), ...more.map(({ document }) => document)];
      const own = grantee.kind === "principal" || grantee.existing ? undefined : grantee;
      return [
        ...[...grants, ...(own?.inlinePolicies.map(({ document }) => document) ?? [])].flatMap(
          ({ Statement }) => listOf(Statement as Statement | readonly Statement[]),
        ),
        ...(own?.managedPolicies.flatMap(({ name: policy }) => managed[policy] ?? []) ?? []),
      ];
    });
  const machine = (
    id: string,
    kind: string,
    named: (name: string) => boolean,
    rest: Partial<Trier>,
  ): Trier => ({
    id,
    kind: "machine",
    name: id,
    principal: [kind, named],
    action: "sts:AssumeRole",
    keys: {},
    deniedWithoutMfa: false,
    ...rest,
  });
  const identity = identityAccount.id;
  return [
    ...access.users.map((user) =>
      caller("user", user.name, user.arn, {
        policies: policies(user, ...user.groups),
        boundary: user.permissionsBoundary && (managed[user.permissionsBoundary.name] ?? []),
        deniedWithoutMfa: identityAccount.denyWithoutMfa && !user.existing,
      }),
    ),
    ...access.principals.map((principal) =>
      caller("principal", principal.name, principal.arn, {
        policies: policies(principal),
        deniedWithoutMfa: false,
      }),
    ),
    ...access.groups.map((group) =>
      caller("members", group.name, arn(identity, `user/member-of/${group.name}`), {
        policies: policies(group),
        deniedWithoutMfa: false,
      }),
    ),
    caller("outsider", "outsider", arn(identity, "user/outsider"), { deniedWithoutMfa: false }),
    ...["999999999999", "888888888888"].map((account) =>
      caller("stranger", "stranger", arn(account, "role/stranger"), { deniedWithoutMfa: false }),
    ),
    ...["ec2.amazonaws.com", "lambda.amazonaws.com"].map((service) =>
      machine(service, "Service", (named) => named === service, {}),
    ),
    ...["a:x", "b", "c"].map((subject) =>
      machine(`token ${subject}`, "Federated", (named) => named.endsWith("oidc-provider/token.example.com"), {
        action: "sts:AssumeRoleWithWebIdentity",
        keys: { "token.example.com:sub": subject, "token.example.com:aud": "aws" },
      }),
    ),
    machine("saml", "Federated", (named) => named.endsWith("saml-provider/Okta"), {
      action: "sts:AssumeRoleWithSAML",
      keys: { "saml:aud": "https://signin.aws.amazon.com/saml" },
    }),
  ];
}

/** By what a statement names a trier: itself, or its account. */
function how(
  { Principal }: Statement,
  { principal: [kind, isNamed], arn }: Trier,
): "itself" | "account" | undefined {
  if (Principal === "*") return "itself";
  const names = listOf((Principal as Readonly<Record<string, string | readonly string[]>>)?.[kind]);
  if (names.some((name) => name === "*" || (isNamed(name) && (arn === undefined || name === arn))))
    return "itself";
  return names.some(isNamed) ? "account" : undefined;
}

/** The requests that a trier gets into a role with. */
export function requestsOf(place: RolePlace, trier: Trier): Requests {
  const trust = listOf(placeTrustPolicy(place).Statement as Statement | readonly Statement[]);
  const speaking = trust.filter((one) => covers(one.Action, trier.action) && how(one, trier) !== undefined);
  const has = (policies: readonly Statement[] | undefined, effect: string) =>
    policies?.some(
      (one) => one.Effect === effect && covers(one.Action, "sts:AssumeRole") && isOn(one.Resource, place.arn),
    );
  if (has(trier.policies, "Deny")) return 0n;
  const permitted = has(trier.policies, "Allow") !== false && has(trier.boundary, "Allow") !== false;
  // In its own account, a statement that names the trier itself lets it in without a permission.
  const letsIn = (one: Statement) =>
    permitted || (trier.account === place.account.id && how(one, trier) === "itself");
  const met = (effect: string, counts: (one: Statement) => boolean) =>
    speaking
      .filter((one) => one.Effect === effect && counts(one))
      .map(({ Condition = {} }) =>
        Object.entries(Condition).reduce(
          (some, [operator, keys]) =>
            Object.entries(keys).reduce(
              (rest, [key, values]) =>
                rest & meeting(trier, operator, key, listOf(values as string | readonly string[])),
              some,
            ),
          allRequests,
        ),
      )
      .reduce((some, others) => some | others, 0n);
  const withMfa = trier.deniedWithoutMfa
    ? meeting(trier, "Bool", "aws:MultiFactorAuthPresent", ["true"])
    : allRequests;
  return met("Allow", letsIn) & ~met("Deny", () => true) & withMfa;
}

const met = new Map<string, Requests>();

/** The requests of a trier that meet a condition. */
function meeting({ name, keys }: Trier, operator: string, key: string, values: readonly string[]): Requests {
  const text = JSON.stringify([name, keys, operator, key, values]);
  const known = met.get(text);
  if (known !== undefined) return known;
  let some = 0n;
  requests.forEach(([request, isNamed], index) => {
    const context = { ...request, ...keys, "sts:rolesessionname": isNamed ? name : "anything" };
    if (holds(operator, (context as Context)[key.toLowerCase()], values, context))
      some |= 1n << BigInt(index);
  });
  met.set(text, some);
  return some;
}

function holds(
  operator: string,
  value: string | undefined,
  values: readonly string[],
  context: Context,
): boolean {
  const wanted = values.map((one) => one.replace(/\$\{aws:username\}/g, context["aws:username"] ?? "\u0000"));
  const any = (test: (one: string, given: string) => boolean) =>
    value !== undefined && wanted.some((one) => test(one, value));
  switch (operator) {
    case "BoolIfExists":
      return value === undefined || wanted.includes(value);
    case "Bool":
    case "StringEquals":
      return any((one, given) => one === given);
    case "StringLike":
      return any(matches);
    case "ArnEquals":
    case "ArnLike":
      return any(arnMatches);
    case "ArnNotEquals":
    case "ArnNotLike":
      return !any(arnMatches);
    case "NumericLessThan":
      return any((one, given) => Number(given) < Number(one));
    case "IpAddress":
      return any(inRange);
    default:
      throw new Error(`no case for ${operator}`);
  }
}

function roleMay({ settings }: RolePlace, action: string, resource: string): boolean {
  const content = (name: string) => managed[name] ?? [];
  const statements = [
    ...settings.managedPolicies.flatMap(({ name }) => content(name)),
    ...settings.inlinePolicies.flatMap(({ document }) =>
      listOf(document.Statement as Statement | readonly Statement[]),
    ),
  ];
  const speaks = (one: Statement) => covers(one.Action, action) && isOn(one.Resource, resource);
  const within = settings.permissionsBoundary ? content(settings.permissionsBoundary.name) : undefined;
  const allows = (some: readonly Statement[]) => some.some((one) => one.Effect === "Allow" && speaks(one));
  return (
    allows(statements) &&
    (within === undefined || allows(within)) &&
    ![...statements, ...(within ?? [])].some((one) => one.Effect === "Deny" && speaks(one))
  );
}

function listOf<Value>(value: Value | readonly Value[] | undefined): readonly Value[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value as Value];
}

function covers(patterns: string | readonly string[] | undefined, text: string): boolean {
  return listOf(patterns).some((pattern) => matches(pattern.toLowerCase(), text.toLowerCase()));
}

/** Upper and lower case differ in ARNs. */
function isOn(patterns: string | readonly string[] | undefined, arn: string): boolean {
  return listOf(patterns).some((pattern) => matches(pattern, arn));
}

const expressions = new Map<string, RegExp>();

/** `*` is any text, `?` one character. */
function matches(pattern: string, text: string): boolean {
  const known = expressions.get(pattern);
  const expression =
    known ??
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".")}$`,
      "s",
    );
  expressions.set(pattern, expression);
  return expression.test(text);
}

function arnMatches(pattern: string, arn: string): boolean {
  const parts = (text: string) => [...text.split(":").slice(0, 5), text.split(":").slice(5).join(":")];
  const given = parts(arn);
  return parts(pattern).every((part, index) => matches(part, given[index] ?? ""));
}

function inRange(range: string, address: string): boolean {
  const [network = "", length = "0"] = range.split("/");
  if (network.includes(":") !== address.includes(":")) return false;
  if (length === "0") return true;
  if (address.includes(":")) return address.startsWith(network.replace(/::$/, ":"));
  const bits = (text: string) =>
    text
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  return bits(network).slice(0, Number(length)) === bits(address).slice(0, Number(length));
}
