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
import { webIdentityKeys } from "../iam/trust-policy";
import { type WayIn, waysIn } from "../iam/ways-in";
import { type Access, type Caller, type Group, placesOf, type RolePlace, type RoleSettings } from "./access";
import { type Granted, grantedPlaces, isDeniedWithoutMfa } from "./matrix";
import { placeTrustPolicy } from "./role-place";
import type { GroupMembers, Subject, TrustedSubject } from "./subject";

/** One subject that may assume one role in one account. */
export interface Entrance {
  readonly subject: Subject;
  readonly place: RolePlace;
  /** How this file grants it. `undefined`: the trust policy alone lets the subject in. */
  readonly granted?: Granted;
  /** "required": no request without MFA gets in, for certain. */
  readonly mfa: WayIn["mfa"];
  /** The statements of the trust policy that let the subject in, and what each requires. */
  readonly ways: readonly WayIn[];
}

/** All entrances: users, principals, members of groups, then the subjects that trust policies let in. */
export function entrancesOf(access: Access): Entrance[] {
  const ways = waysByTrust();
  const granted = grantedPlaces(access).map(({ caller, place, granted }): Entrance => {
    const found = ways(place, principalOf(caller, access.partition));
    return {
      subject: caller,
      place,
      granted,
      mfa: isDeniedWithoutMfa(access, caller) ? "required" : mfaOf(found),
      ways: found,
    };
  });
  const members = access.groups.flatMap((group) => membersEntrances(access, group, ways));
  const reached = new Set([...granted, ...members].map(({ place }) => place));
  const trusted = placesOf(access).flatMap((place) =>
    trustedSubjects(access, place, reached).flatMap((subject): Entrance[] => {
      const found = ways(place, principalOf(subject, access.partition));
      return found.length === 0 ? [] : [{ subject, place, mfa: mfaOf(found), ways: found }];
    }),
  );
  return [...granted, ...members, ...trusted];
}

export type WaysOf = (place: RolePlace, principal: IamPrincipal) => readonly WayIn[];

/**
 * The ways in, found out once for all accounts and callers that share them: a generated trust policy differs between the
 * accounts of a role in ids and named grantees only, and does not tell one user of the identity account from another.
 */
export function waysByTrust(): WaysOf {
  const known = new Map<RoleSettings | object, Map<string, readonly WayIn[]>>();
  return (place, principal) => {
    const { trustedEntity } = place.role;
    const isCustom = trustedEntity.kind === "custom";
    const trust = isCustom ? trustedEntity : place.settings;
    const key = isCustom || !("arn" in principal) ? JSON.stringify(principal) : principal.kind;
    const ofTrust = known.get(trust) ?? new Map<string, readonly WayIn[]>();
    known.set(trust, ofTrust);
    const document = () => placeTrustPolicy({ ...place, trustedArns: undefined });
    const found = ofTrust.get(key) ?? waysIn({ trust: document() }, principal);
    ofTrust.set(key, found);
    return found;
  };
}

/** MFA is required if every way in requires it. */
function mfaOf(ways: readonly WayIn[]): WayIn["mfa"] {
  if (ways.some(({ mfa }) => mfa === "not asked")) return "not asked";
  return ways.length > 0 && ways.every(({ mfa }) => mfa === "required") ? "required" : "unknown";
}

/** Members that this file does not list: it owns neither the members of an existing group nor those that others add. */
function membersEntrances(access: Access, group: Group, ways: WaysOf): Entrance[] {
  const isListed = access.users.some(({ groups }) => groups.includes(group));
  if (isListed && !group.existing) return [];
  const subject: GroupMembers = { kind: "members", name: group.name, group };
  return group.grants.flatMap(({ places, organization }) =>
    places.flatMap((place): Entrance[] => {
      // A trust policy that names its grantees names no members that this file does not know.
      if (place.trustedArns) return [];
      const found = ways(place, identityAccountOf(access));
      const granted = { directly: false, groups: [group.name], organization };
      return found.length === 0 ? [] : [{ subject, place, granted, mfa: mfaOf(found), ways: found }];
    }),
  );
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
  const { trustedEntity } = place.role;
  const identityId = access.identityAccount.id;
  const account = (id: string): TrustedSubject[] =>
    // Grants of this file decide for the identity account; a role without any is open to whatever else grants it.
    id === identityId && (reached.has(place) || place.trustedArns) ? [] : [{ kind: "account", name: id }];
  switch (trustedEntity.kind) {
    case "account":
      return account(trustedEntity.accountId);
    case "service":
      return trustedEntity.services.map((name) => ({ kind: "service", name }));
    case "webIdentity":
      return webIdentities(trustedEntity.provider, trustedEntity.subjects);
    case "saml":
      return [{ kind: "saml", name: trustedEntity.provider }];
    case "custom":
      return unique(
        toList(trustedEntity.document.Statement)
          .filter(({ Effect }) => Effect === "Allow")
          .flatMap(({ Principal, NotPrincipal, Condition, ...statement }): TrustedSubject[] => {
            if (Principal === "*" || NotPrincipal !== undefined) return [{ kind: "anybody", name: "*" }];
            const callers = new Set([...access.users, ...access.principals].map(({ arn }) => arn));
            return [
              ...toList(Principal?.AWS).flatMap((name): TrustedSubject[] => {
                if (name === "*") return [{ kind: "anybody", name }];
                const accountId = accountOf(name);
                if (accountId !== undefined && readAwsPrincipal(name).kind === "account")
                  return account(accountId);
                return callers.has(name) ? [] : [{ kind: "user or role", name }];
              }),
              ...toList(Principal?.Service).map((name): TrustedSubject => ({ kind: "service", name })),
              ...toList(Principal?.Federated).flatMap((name): TrustedSubject[] =>
                name.includes(":saml-provider/")
                  ? [{ kind: "saml", name }]
                  : webIdentities(name, subjectsOf(name, { ...statement, Condition })),
              ),
            ];
          }),
      );
  }
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
function principalOf(subject: Caller | TrustedSubject, partition: Access["partition"]): IamPrincipal {
  switch (subject.kind) {
    case "user":
      return { kind: "user", arn: subject.arn, tags: subject.existing ? undefined : subject.tags };
    case "principal":
      return { kind: "role", arn: subject.arn };
    case "user or role":
      return { kind: /:(role|assumed-role)\//.test(subject.name) ? "role" : "user", arn: subject.name };
    case "account":
      return { kind: "account", accountId: subject.name, partition };
    case "anybody":
      return { kind: "anybody" };
    case "service":
      return { kind: "service", service: subject.name };
    case "webIdentity":
      return { kind: "webIdentity", provider: subject.provider, subject: subject.subject };
    case "saml":
      return { kind: "saml", provider: subject.name };
  }
}
