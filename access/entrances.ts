/**
 * The entrances: every subject that may assume a role in an account, and what the way in requires.
 *
 * The documents decide, read by the evaluator of iam/: no entrance is left out because this file does not name the subject.
 */
import { conditionsOf } from "../iam/condition";
import { byCodePoint, toList } from "../iam/policy-document";
import { readAwsPrincipal } from "../iam/principal";
import type { Principal as IamPrincipal } from "../iam/request-kind";
import { accountOf } from "../iam/stranger";
import { type TrustedEntity, webIdentityKeys } from "../iam/trust-policy";
import { type WayIn, waysIn } from "../iam/ways-in";
import { type Access, type Caller, type Group, placesOf, type RolePlace } from "./access";
import { type Granted, grantedPlaces, isDeniedWithoutMfa, type MatrixEntry } from "./matrix";
import { type OwnPermissions, type OwnPermissionsOn, ownPermissions, withGrant } from "./own-permissions";
import { namesCaller, placeTrustPolicy, trustsOf } from "./role-place";
import type { GroupMembers, Subject, TrustedSubject } from "./subject";
import { customTrustOf } from "./trusted-entity";

/** One subject that may assume one role in one account. */
export interface Entrance {
  readonly subject: Subject;
  readonly place: RolePlace;
  /** How this file gives it: grants and declared policies. `undefined`: the trust policy alone lets the subject in. */
  readonly granted?: Granted;
  /** "required": no request without MFA gets in, for certain. */
  readonly mfa: WayIn["mfa"];
  /** The statements of the trust policy that let the subject in, and what each requires. */
  readonly ways: readonly WayIn[];
  /** Set if the trust policy lets the subject in, and its own policies or its permissions boundary do not. */
  readonly deniedByOwnPolicies?: true;
}

const entrancesFound = new WeakMap<Access, readonly Entrance[]>();

/**
 * All entrances: users, principals, members of groups, then the subjects that trust policies let in. Found once for an access,
 * because a report asks for them several times.
 */
export function entrancesOf(access: Access): readonly Entrance[] {
  const entrances = entrancesFound.get(access) ?? findEntrances(access);
  entrancesFound.set(access, entrances);
  return entrances;
}

function findEntrances(access: Access): Entrance[] {
  const ways = waysByTrust();
  const own = ownPermissionsOf(access);
  const granted = grantedPlaces(access).map((entry) => entranceByGrant(access, entry, { ways, own }));
  const members = access.groups.flatMap((group) => membersEntrances(access, group, ways));
  const reached = new Set(
    [...granted, ...members].flatMap(({ subject, place }) =>
      isOfIdentityAccount(access, subject) ? [place] : [],
    ),
  );
  const trusted = placesOf(access).flatMap((place) =>
    trustedSubjects(access, place, reached).flatMap((subject): Entrance[] => {
      const found = ways(place, principalOf(subject, access));
      return found.length === 0 ? [] : [{ subject, place, mfa: mfaOf(found), ways: found }];
    }),
  );
  const others = entrancesWithoutGrant(access, { ways, own }, granted);
  const ofCallers = others.filter(({ subject }) => subject.kind !== "members");
  return [
    ...(ofCallers.length === 0 ? granted : inOrder(access, [...granted, ...ofCallers])),
    ...members,
    ...others.filter(({ subject }) => subject.kind === "members"),
    ...trusted,
  ];
}

/** The entrances that declared policies of users and groups open, and no grant. */
export function entrancesByPolicy(access: Access): Entrance[] {
  const own = ownPermissionsOf(access);
  if (own.size === 0) return [];
  const ways = waysByTrust();
  const granted = grantedPlaces(access).map(({ caller, place }) => ({ subject: caller, place }));
  return entrancesWithoutGrant(access, { ways, own }, granted).filter(({ granted: by }) => by?.policies);
}

/** The declared policies of users and groups that are about assuming roles. */
function ownPermissionsOf(access: Access): ReadonlyMap<Subject | Group, OwnPermissionsOn> {
  return new Map(
    [...access.users, ...access.groups].flatMap((holder) => {
      const permissions = ownPermissions(access, holder);
      return permissions ? [[holder, permissions] as const] : [];
    }),
  );
}

interface Deciding {
  readonly ways: WaysOf;
  readonly own: ReadonlyMap<Subject | Group, OwnPermissionsOn>;
}

function entranceByGrant(
  access: Access,
  { caller, place, granted }: Omit<MatrixEntry, "requireMfa">,
  { ways, own }: Deciding,
): Entrance {
  const permissions = own.get(caller)?.(place);
  const principal = principalOf(caller, access);
  const byTrust = ways(place, principal);
  const found = permissions?.isLimited ? ways(place, principal, withGrant(permissions)) : byTrust;
  const policies = permissions?.allowing.filter(({ contentUnknown }) => !contentUnknown) ?? [];
  return {
    subject: caller,
    place,
    granted: policies.length === 0 ? granted : { ...granted, policies },
    mfa: isDeniedWithoutMfa(caller) ? "required" : mfaOf(found),
    ways: found,
    ...(found.length === 0 && byTrust.length > 0 && { deniedByOwnPolicies: true }),
  };
}

/**
 * The entrances without a grant: of users and members by their declared policies, and of users and principals that the trust
 * policy of a role in their own account names.
 */
function entrancesWithoutGrant(
  access: Access,
  { ways, own }: Deciding,
  granted: readonly Pick<Entrance, "subject" | "place">[],
): Entrance[] {
  const places = placesOf(access);
  const ownAccount = places.filter(
    ({ account, role, settings }) =>
      account.id === access.identityAccount.id && !role.existing && customTrustOf(settings.trust),
  );
  if (own.size === 0 && ownAccount.length === 0) return [];
  const known = new Map<Subject, Set<RolePlace>>();
  for (const { subject, place } of granted) known.set(subject, (known.get(subject) ?? new Set()).add(place));
  const ofCallers = [...access.users, ...access.principals].flatMap((caller) => {
    const permissions = own.get(caller);
    if (!isOfIdentityAccount(access, caller)) return [];
    return (permissions ? places : ownAccount).flatMap((place): Entrance[] => {
      if (known.get(caller)?.has(place) || isOutOfTrust(place, caller)) return [];
      const here = permissions?.(place) ?? noPermissions;
      if (here.allowing.length === 0 && !ownAccount.includes(place)) return [];
      const found = ways(place, principalOf(caller, access), here);
      if (found.length === 0) return [];
      const mfa = isDeniedWithoutMfa(caller) ? "required" : mfaOf(found);
      return [{ subject: caller, place, granted: byPolicies(here), mfa, ways: found }];
    });
  });
  const ofMembers = access.groups.flatMap((group) => {
    const permissions = own.get(group);
    if (!permissions || hasListedMembers(access, group)) return [];
    const isGranted = new Set(group.grants.flatMap((grant) => grant.places));
    return places.flatMap((place): Entrance[] => {
      const here = permissions(place);
      if (here.allowing.length === 0 || isGranted.has(place) || place.trustedArns) return [];
      const found = ways(place, identityAccountOf(access), here);
      const subject: GroupMembers = { kind: "members", name: group.name, group };
      return found.length === 0
        ? []
        : [{ subject, place, granted: byPolicies(here), mfa: mfaOf(found), ways: found }];
    });
  });
  return [...ofCallers, ...ofMembers];
}

const noPermissions: OwnPermissions = { key: "none", identity: [], allowing: [], isLimited: false };

/** Whether the trust policy is limited to its grantees, and a caller is none of them. */
function isOutOfTrust(place: RolePlace, { arn }: Caller): boolean {
  return place.trustedArns !== undefined && !trustsOf(place).some((trust) => namesCaller(trust, arn));
}

function byPolicies({ allowing }: OwnPermissions): Granted | undefined {
  return allowing.length === 0
    ? undefined
    : { directly: false, groups: [], organization: false, end: {}, policies: allowing };
}

/** Entrances of users and principals: by caller, account and role. */
function inOrder({ users, principals }: Access, entrances: readonly Entrance[]): Entrance[] {
  const order = new Map<Subject, number>([...users, ...principals].map((caller, index) => [caller, index]));
  return [...entrances].sort(
    (a, b) =>
      (order.get(a.subject) ?? 0) - (order.get(b.subject) ?? 0) ||
      byCodePoint(a.place.account.name, b.place.account.name) ||
      byCodePoint(a.place.role.name, b.place.role.name),
  );
}

/** Whether a grantee is in the identity account, so that its grants decide who of that account gets in. */
function isOfIdentityAccount({ identityAccount }: Access, subject: Subject): boolean {
  return subject.kind !== "principal" || subject.arn.split(":")[4] === identityAccount.id;
}

/** @param permissions what the principal's policies say; without them, it is taken to have the permission */
export type WaysOf = (
  place: RolePlace,
  principal: IamPrincipal,
  permissions?: Pick<OwnPermissions, "key" | "identity" | "boundary">,
) => readonly WayIn[];

/**
 * The ways in, found out once for all accounts and callers that share them: a generated trust policy differs between the
 * accounts of a role in ids and named ARNs only, and tells one user of an account from another only where it names ARNs.
 */
export function waysByTrust(): WaysOf {
  const known = new Map<object, Map<string, readonly WayIn[]>>();
  return (place, principal, permissions) => {
    const { trust } = place.settings;
    const namesArns =
      place.trustedRoles.length > 0 ||
      trust.some(
        ({ entity }) => entity.kind === "custom" || (entity.kind === "account" && entity.principalArns),
      );
    const ofPrincipal =
      namesArns || !("arn" in principal)
        ? JSON.stringify([principal, place.trustedRoles])
        : `${principal.kind} ${principal.arn.split(":")[4]}`;
    // In its own account, a role may name a caller that has no permission.
    const key = permissions
      ? JSON.stringify([ofPrincipal, permissions.key, accountIdOf(principal) === place.account.id])
      : ofPrincipal;
    const ofTrust = known.get(trust) ?? new Map<string, readonly WayIn[]>();
    known.set(trust, ofTrust);
    const document = () => placeTrustPolicy({ ...place, trustedArns: undefined });
    const found =
      ofTrust.get(key) ??
      (permissions
        ? waysIn({ trust: document(), ...permissions }, principal, place.arn)
        : waysIn({ trust: document() }, principal));
    ofTrust.set(key, found);
    return found;
  };
}

function accountIdOf(principal: IamPrincipal): string | undefined {
  if (principal.kind === "account") return principal.accountId;
  return "arn" in principal ? accountOf(principal.arn) : undefined;
}

/** MFA is required if every way in requires it. */
function mfaOf(ways: readonly WayIn[]): WayIn["mfa"] {
  if (ways.some(({ mfa }) => mfa === "not asked")) return "not asked";
  return ways.length > 0 && ways.every(({ mfa }) => mfa === "required") ? "required" : "unknown";
}

/** Members that this file does not list: it owns neither the members of an existing group nor those that others add. */
function membersEntrances(access: Access, group: Group, ways: WaysOf): Entrance[] {
  if (hasListedMembers(access, group)) return [];
  const subject: GroupMembers = { kind: "members", name: group.name, group };
  return group.grants.flatMap(({ places, organization, end }) =>
    places.flatMap((place): Entrance[] => {
      // A trust policy that names its grantees names no members that this file does not know.
      if (place.trustedArns) return [];
      const found = ways(place, identityAccountOf(access));
      const granted = { directly: false, groups: [group.name], organization, end };
      return found.length === 0 ? [] : [{ subject, place, granted, mfa: mfaOf(found), ways: found }];
    }),
  );
}

/** Whether this file owns the members of a group. */
function hasListedMembers({ users }: Access, group: Group): boolean {
  return !group.existing && users.some(({ groups }) => groups.includes(group));
}

function identityAccountOf({ identityAccount: { id, partition } }: Access): IamPrincipal {
  return { kind: "account", accountId: id, partition };
}

/** The subjects that the trust policy of a place names, except the grantees of this file. */
function trustedSubjects(
  access: Access,
  place: RolePlace,
  reached: ReadonlySet<RolePlace>,
): TrustedSubject[] {
  if (place.role.existing) return [{ kind: "unknown", name: "*" }];
  const identityId = access.identityAccount.id;
  const callers = new Set([...access.users, ...access.principals].map(({ arn }) => arn));
  const account = (id: string): TrustedSubject[] =>
    // Grants of this file decide for the identity account; a role without any is open to whatever else grants it.
    id === identityId && (reached.has(place) || place.trustedArns) ? [] : [{ kind: "account", name: id }];
  const userOrRole = (name: string): TrustedSubject[] =>
    callers.has(name) ? [] : [{ kind: "user or role", name }];
  const subjectsOfEntity = (entity: TrustedEntity): TrustedSubject[] => {
    switch (entity.kind) {
      case "account":
        return entity.principalArns ? entity.principalArns.flatMap(userOrRole) : account(entity.accountId);
      case "organizationalUnits":
        return entity.paths.map((name) => ({ kind: "organizational unit", name }));
      case "service":
        return entity.services.map((name) => ({ kind: "service", name }));
      case "webIdentity":
        return webIdentities(entity.provider, entity.subjects);
      case "saml":
        return [{ kind: "saml", name: entity.provider }];
      case "custom":
        return toList(entity.document.Statement)
          .filter(({ Effect }) => Effect === "Allow")
          .flatMap(({ Principal, NotPrincipal, Condition, ...statement }): TrustedSubject[] => {
            if (Principal === "*" || NotPrincipal !== undefined) return [{ kind: "anybody", name: "*" }];
            return [
              ...toList(Principal?.AWS).flatMap((name): TrustedSubject[] => {
                if (name === "*") return [{ kind: "anybody", name }];
                const accountId = accountOf(name);
                return accountId !== undefined && readAwsPrincipal(name).kind === "account"
                  ? account(accountId)
                  : userOrRole(name);
              }),
              ...toList(Principal?.Service).map((name): TrustedSubject => ({ kind: "service", name })),
              ...toList(Principal?.Federated).flatMap((name): TrustedSubject[] =>
                name.includes(":saml-provider/")
                  ? [{ kind: "saml", name }]
                  : webIdentities(name, subjectsOf(name, { ...statement, Condition })),
              ),
            ];
          });
    }
  };
  return unique(place.settings.trust.flatMap(({ entity }) => subjectsOfEntity(entity)));
}

function webIdentities(provider: string, subjects: readonly string[]): TrustedSubject[] {
  return (subjects.length === 0 ? ["*"] : subjects).map((subject) => ({
    kind: "webIdentity",
    name: `${provider} ${subject}`,
    provider,
    subject,
  }));
}

/** The subjects that a statement lists for an OpenID Connect provider. */
function subjectsOf(provider: string, statement: Parameters<typeof conditionsOf>[0]): string[] {
  const host = provider.replace(/^arn:.*:oidc-provider\//, "").toLowerCase();
  const key = `${host}:${webIdentityKeys(host).sub}`;
  return conditionsOf(statement)
    .filter((condition) => condition.key === key && /^String(Equals|Like)/.test(condition.operator))
    .flatMap(({ values }) => values);
}

function unique(subjects: readonly TrustedSubject[]): TrustedSubject[] {
  return [...new Map(subjects.map((subject) => [`${subject.kind} ${subject.name}`, subject])).values()].sort(
    (a, b) => byCodePoint(a.kind, b.kind) || byCodePoint(a.name, b.name),
  );
}

/** A subject in IAM's words. */
function principalOf(subject: Caller | TrustedSubject, { partition, defaultTags }: Access): IamPrincipal {
  switch (subject.kind) {
    case "user":
      return {
        kind: "user",
        arn: subject.arn,
        tags: subject.existing ? undefined : { ...defaultTags, ...subject.tags },
      };
    case "principal":
      return { kind: "role", arn: subject.arn };
    case "user or role":
      return { kind: /:(role|assumed-role)\//.test(subject.name) ? "role" : "user", arn: subject.name };
    case "account":
      return { kind: "account", accountId: subject.name, partition };
    case "anybody":
    case "organizational unit":
    case "unknown":
      return { kind: "anybody" };
    case "service":
      return { kind: "service", service: subject.name };
    case "webIdentity":
      return { kind: "webIdentity", provider: subject.provider, subject: subject.subject };
    case "saml":
      return { kind: "saml", provider: subject.name };
  }
}
