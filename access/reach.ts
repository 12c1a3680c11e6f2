/**
 * Reach: the roles that a subject gets to, also from role to role (role chaining).
 *
 * A session of a role never has MFA, and a session that it starts lasts one hour at most.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 *
 * Hops count only sts:AssumeRole in the policies of roles of this file. An administrator of an account can do more there,
 * such as change the trust policy of another role: the level of the role says so.
 */
import { assumeRolePermission } from "../iam/assume-role-permission";
import { allowanceFor, type EffectivePermissions } from "../iam/effective-permissions";
import { byCodePoint, toList } from "../iam/policy-document";
import { awsPrincipals } from "../iam/principal";
import { contentOf, type PolicyContent, type RolePolicy } from "../iam/role-policy";
import { accountOf } from "../iam/stranger";
import type { WayIn } from "../iam/ways-in";
import { type Access, type Principal, placesOf, type RolePlace, type RoleSettings } from "./access";
import { type Entrance, type WaysOf, waysByTrust } from "./entrances";
import { inlineGrantPolicyName } from "./own-policy-names";
import { namesAccounts, policiesOf } from "./role-level";
import { namesCaller, trustsOf } from "./role-place";
import type { Subject } from "./subject";

/** The longest session that a session of a role can start, in seconds. */
export const chainedSessionDuration = 3600;

/** A role that a session of another role may assume. */
export interface Hop {
  readonly place: RolePlace;
  /** The statements of its trust policy that let the session in. At least one. */
  readonly ways: readonly WayIn[];
  /** Whether the policies of the role before allow it: "unknown" where a condition, or a policy not known, decides. */
  readonly permission: "allowed" | "unknown";
  /** Whether the role before is granted this one by `canAssume`. */
  readonly isGranted: boolean;
}

/** A way of a subject to a role. */
export interface Route {
  readonly entrance: Entrance;
  /** The roles after the first. None: the subject assumes the role itself. */
  readonly chain: readonly Hop[];
}

/** The role at the end of a route. */
export function destinationOf({ entrance, chain }: Route): RolePlace {
  return chain.at(-1)?.place ?? entrance.place;
}

/** The longest session at the end of a route, in seconds. `undefined`: the role is made elsewhere. */
export function sessionDurationOf(route: Route): number | undefined {
  const { role, settings } = destinationOf(route);
  const { maxSessionDuration } = settings;
  if (role.existing) return route.chain.length === 0 ? undefined : chainedSessionDuration;
  return route.chain.length === 0 ? maxSessionDuration : Math.min(maxSessionDuration, chainedSessionDuration);
}

/**
 * The routes that begin with the given entrances, by subject, account and role: every entrance that is not refused, and
 * the shortest chain to each further role. Where MFA is required on that way and another chain does without it, both.
 *
 * @param hops "granted": only over roles that are granted roles by `canAssume`
 */
export function routesOf(
  access: Access,
  entrances: readonly Entrance[],
  hops: "all" | "granted" = "all",
): Route[] {
  const allHops = hopsOf(access);
  const hopsFrom: HopsFrom =
    hops === "all" ? allHops : (place) => allHops(place).filter(({ isGranted }) => isGranted);
  const bySubject = new Map<Subject | string, Entrance[]>();
  for (const entrance of entrances) {
    if (entrance.ways.length === 0) continue;
    const { kind, name } = entrance.subject;
    const key = `${kind} ${name}`;
    const known = bySubject.get(key);
    if (known) known.push(entrance);
    else bySubject.set(key, [entrance]);
  }
  return [...bySubject.values()].flatMap((own) => routesOfSubject(own, hopsFrom));
}

type HopsFrom = (place: RolePlace) => readonly Hop[];

function routesOfSubject(entrances: readonly Entrance[], hopsFrom: HopsFrom): Route[] {
  const direct = entrances.map((entrance): Route => ({ entrance, chain: [] }));
  if (entrances.every(({ place }) => hopsFrom(place).length === 0)) return direct;
  const shortest = shortestRoutes(direct, hopsFrom);
  const withoutMfa = shortestRoutes(
    direct.filter(({ entrance }) => entrance.mfa !== "required"),
    hopsFrom,
  );
  const spared = [...withoutMfa].filter(
    ([place, { chain }]) => chain.length > 0 && shortest.get(place)?.entrance.mfa === "required",
  );
  const chained = [...shortest.values()].filter(({ chain }) => chain.length > 0);
  return [...direct, ...chained, ...spared.map(([, route]) => route)].sort(
    (a, b) => byPlace(destinationOf(a), destinationOf(b)) || a.chain.length - b.chain.length,
  );
}

function byPlace(a: RolePlace, b: RolePlace): number {
  return byCodePoint(a.account.name, b.account.name) || byCodePoint(a.role.name, b.role.name);
}

/** The shortest route to each place that the given routes lead to. */
function shortestRoutes(starts: readonly Route[], hopsFrom: HopsFrom): Map<RolePlace, Route> {
  const found = new Map(starts.map((route) => [route.entrance.place, route]));
  // A map is iterated in the order of insertion, and goes on with what is added: the search is by the number of hops.
  for (const [place, { entrance, chain }] of found)
    for (const hop of hopsFrom(place))
      if (!found.has(hop.place)) found.set(hop.place, { entrance, chain: [...chain, hop] });
  return found;
}

/** The hops from each place, each found out once. */
function hopsOf(access: Access): HopsFrom {
  const trusting = trustingPlaces(access);
  const waysOf = waysByTrust();
  const mayAssume = assumePermissions(access);
  const known = new Map<RolePlace, readonly Hop[]>();
  return (place) => {
    const hops = known.get(place) ?? hopsFromPlace(place, trusting(place), { waysOf, mayAssume });
    known.set(place, hops);
    return hops;
  };
}

/** Whether the policies of a role allow sts:AssumeRole on another, and whether this file grants it. */
type MayAssume = (from: RolePlace, to: RolePlace) => Pick<Hop, "permission" | "isGranted"> | undefined;

function hopsFromPlace(
  from: RolePlace,
  candidates: readonly RolePlace[],
  { waysOf, mayAssume }: { readonly waysOf: WaysOf; readonly mayAssume: MayAssume },
): Hop[] {
  return candidates.flatMap((place): Hop[] => {
    if (place === from) return [];
    const ways = waysOf(place, { kind: "role", arn: from.arn });
    // The ways are those of the account as a whole, which the trust may limit to the grantees.
    if (place.trustedArns && !trustsOf(place).some((trust) => namesCaller(trust, from.arn))) return [];
    if (ways.length === 0) return [];
    const permitted = mayAssume(from, place);
    if (isPermittedByTrust(from, place, ways))
      return [{ place, ways, permission: "allowed", isGranted: permitted?.isGranted ?? false }];
    return permitted ? [{ place, ways, ...permitted }] : [];
  });
}

/**
 * In its own account, a role that a trust policy names needs no permission.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
function isPermittedByTrust(from: RolePlace, { account }: RolePlace, ways: readonly WayIn[]): boolean {
  return (
    from.account.id === account.id &&
    from.settings.permissionsBoundary === undefined &&
    ways.some(({ statement: { statement } }) => {
      const named = awsPrincipals(statement.Principal);
      return named.includes("*") || named.includes(from.arn);
    })
  );
}

/** The places whose trust policy may let a role in, by the account of the role. Most trust no account with roles. */
function trustingPlaces(access: Access): (from: RolePlace) => readonly RolePlace[] {
  const byAccount = new Map<string, Set<RolePlace>>();
  const anywhere = new Set<RolePlace>();
  const add = (place: RolePlace, accountId: string | undefined) => {
    if (accountId === undefined) anywhere.add(place);
    else byAccount.set(accountId, (byAccount.get(accountId) ?? new Set()).add(place));
  };
  for (const place of placesOf(access)) {
    for (const { entity } of [...place.settings.trust, ...place.trustedRoles]) {
      if (entity.kind === "account") add(place, entity.accountId);
      if (entity.kind === "organizationalUnits") add(place, undefined);
      if (entity.kind !== "custom") continue;
      const allows = toList(entity.document.Statement).filter(({ Effect }) => Effect === "Allow");
      const accounts = allows.flatMap(({ Principal, NotPrincipal }) =>
        NotPrincipal === undefined ? awsPrincipals(Principal).map(accountOf) : [undefined],
      );
      for (const accountId of new Set(accounts)) add(place, accountId);
    }
  }
  return ({ account }) => [...new Set([...(byAccount.get(account.id) ?? []), ...anywhere])];
}

function assumePermissions(access: Access): MayAssume {
  const known = new Map<RoleSettings, Map<string, Permissions>>();
  const grantsOf = grantsOfPlaces(access);
  return (place, to) => {
    const resource = to.arn;
    const grants = grantsOf.get(place);
    const isGranted = grants?.arns.has(resource) ?? false;
    if (place.role.existing && isGranted) return { permission: "allowed", isGranted };
    // Of two roles made elsewhere, only the grants of this file are known.
    if (place.role.existing && to.role.existing) return undefined;
    const ofSettings = known.get(place.settings) ?? new Map<string, Permissions>();
    known.set(place.settings, ofSettings);
    const key = namesAccounts(place.settings) ? place.account.id : "";
    const read = ofSettings.get(key) ?? readPolicies(place, grants?.policies ?? []);
    ofSettings.set(key, read);
    const request = { action: "sts:AssumeRole", resource, context: {} };
    if (read.policiesKnown && read.boundaryKnown && allowanceFor(read.atLeast, request))
      return { permission: "allowed", isGranted };
    const isPossible = !read.policiesKnown || allowanceFor(read.atMost, request);
    return isPossible ? { permission: "unknown", isGranted } : undefined;
  };
}

/** The permissions of a role. */
interface Permissions {
  /** With every condition decided for it. */
  readonly atMost: EffectivePermissions;
  /** With every condition decided against it. */
  readonly atLeast: EffectivePermissions;
  /** Whether the content of all policies is known. */
  readonly policiesKnown: boolean;
  readonly boundaryKnown: boolean;
}

/** What a role of this file is granted. */
interface GrantsOfPlace {
  /** The ARNs of the roles. */
  readonly arns: ReadonlySet<string>;
  /** The policies that allow it. Without conditions: reports tell when a grant ends. */
  readonly policies: readonly RolePolicy[];
}

/** What the roles of this file are granted. A role is granted the same in all its accounts. */
function grantsOfPlaces({ principals }: Access): ReadonlyMap<RolePlace, GrantsOfPlace> {
  const known = new Map<Principal["grants"], GrantsOfPlace>();
  return new Map(
    principals.flatMap(({ place, grants }) => {
      if (!place) return [];
      const found = known.get(grants) ?? grantsOfPlace(grants);
      known.set(grants, found);
      return [[place, found] as const];
    }),
  );
}

function grantsOfPlace(grants: Principal["grants"]): GrantsOfPlace {
  const arns = new Set(grants.flatMap(({ places }) => places.map(({ arn }) => arn)));
  const document = assumeRolePermission([...arns]);
  return { arns, policies: [{ kind: "document", name: inlineGrantPolicyName, document }] };
}

function readPolicies(place: RolePlace, grants: readonly RolePolicy[]): Permissions {
  const { policies, boundary } = policiesOf(place);
  const contents = [...policies, ...grants].map(contentOf);
  const limit = boundary && contentOf(boundary);
  const known = contents.filter((content) => content !== undefined);
  return {
    atMost: { policies: known, boundary: limit },
    atLeast: { policies: known.map(atWorst), boundary: limit && atWorst(limit) },
    policiesKnown: known.length === contents.length,
    boundaryKnown: boundary === undefined || limit !== undefined,
  };
}

function atWorst(content: PolicyContent): PolicyContent {
  const rules = content.rules.flatMap((rule) => {
    if (rule.conditions.length === 0) return [rule];
    return rule.allows ? [] : [{ ...rule, conditions: [] }];
  });
  return { ...content, rules };
}
