/** The data of the page's script: the access in a compact form, as large as the access file and not as the matrix. */

import {
  type Access,
  type Caller,
  type End,
  type Grant,
  type Granted,
  type Group,
  grantedBy,
  type Role,
  type RolePlace,
  type TargetAccount,
  type User,
} from "../../access";
import type { Entrance } from "../../access/entrances";
import { groupBy } from "../../access/group-by";
import { endTexts } from "../../access/matrix";
import { destinationOf, type Route } from "../../access/reach";
import type { RoleLevel } from "../../access/role-level";
import { levelOf, ownLevelOf } from "../../access/role-level";
import { roleNameParts } from "../../access/role-name";
import { externalIdFor } from "../../access/role-place";
import { type Subject, subjectText } from "../../access/subject";
import { byCodePoint } from "../../iam/policy-document";
import { consoleSignInUrl } from "../../iam/switch-role-link";
import { accountColor } from "../account-color";
import { mfaDevice } from "../clients/aws-config";
import { levelText, sessionText } from "../level-text";
import { overText, placesBefore } from "../matrix-rows";
import { permissionNames } from "../permissions";
import type { Report } from "../report";
import { isExternal } from "../report-filter";
import { refusedText, waysRequired } from "../requirements";
import type {
  PageData,
  PageEnd,
  PageGrant,
  PageHolder,
  PageMembership,
  PageOwnPolicies,
  PagePlace,
  PageRole,
  PageSettings,
} from "./page-data-format";

/** The page's data. Retired accounts and accounts without a role are not on the page. */
export function pageData(report: Report): PageData {
  const { access, places } = report;
  const used = new Set(places.map(({ account }) => account));
  const accounts = access.targetAccounts.filter((account) => used.has(account));
  const accountIndex = indexOf(accounts);
  const roleIndex = indexOf(access.roles);
  const groupIndex = indexOf(access.groups.map(({ name }) => name));
  const holder = ({
    name,
    grants,
  }: {
    readonly name: string;
    readonly grants: readonly Grant[];
  }): PageHolder => ({
    name,
    grants: grants.map((grant) => pageGrant(grant, roleIndex, accountIndex)),
  });
  const { id, alias } = access.identityAccount;
  const byPolicies = rolesByPolicies(report);
  const chained = groupBy(
    report.routes.filter(({ chain }) => chain.length > 0),
    ({ entrance: { subject } }) => subject,
  );
  const caller = (subject: Caller): PageHolder => {
    const { name, grants } = holder(subject);
    const over = (chained.get(subject) ?? []).map((route): PageGrant => {
      const { role, account } = destinationOf(route);
      const before = placesBefore(route).at(-1) as RolePlace;
      return [
        roleIndex.get(role) as number,
        [accountIndex.get(account) as number],
        pageEnd(route.entrance.granted?.end ?? {}),
        [overText(route), roleIndex.get(before.role) as number, accountIndex.get(before.account) as number],
      ];
    });
    const own = (byPolicies.get(subject) ?? []).map(
      ([role, places, text]): PageGrant => [
        roleIndex.get(role) as number,
        places.map((account) => accountIndex.get(account) as number),
        [text],
      ],
    );
    return { name, grants: [...grants, ...own, ...over] };
  };
  return {
    identityAccount: { id, alias, signInUrl: consoleSignInUrl(access.partition, alias ?? id) },
    region: access.region,
    mfaArnStart: mfaDevice(access, ""),
    accounts: accounts.map((account) => ({
      name: account.name,
      id: account.id,
      color: accountColor(account).name,
      tags: Object.entries(account.tags)
        .map(([key, value]) => `${key}: ${value}`)
        .sort(byCodePoint),
    })),
    roles: pageRoles(report, accountIndex),
    groups: access.groups.map((group) => ({
      ...holder(group),
      others: subjectText({ kind: "members", name: group.name, group }, id),
      own: ownPolicies(access, group),
    })),
    users: access.users.map((user) => ({
      ...caller(user),
      groups: user.groups.map((group): PageMembership => {
        const index = groupIndex.get(group.name) as number;
        const ending = user.endingMemberships.find((membership) => membership.group === group);
        return ending ? [index, pageEnd(ending.end)] : [index];
      }),
      arn: user.arn,
      console: user.consoleAccess ? true : user.existing ? "unknown" : false,
      ...(user.consoleAccess?.passwordResetRequired && { reset: true }),
      selfService: user.selfService,
      own: ownPolicies(access, user),
    })),
    principals: access.principals.map((principal) => ({
      ...caller(principal),
      roleName: principal.roleName,
      permissionSet: principal.permissionSet,
      ...(principal.place && { isPlace: true }),
    })),
  };
}

function pageEnd(end: End): PageEnd {
  const text = endTexts(end).join(", ");
  return end.until === undefined ? [text] : [text, end.until];
}

/** What declared policies give a user or group in the identity account. */
function ownPolicies(access: Access, grantee: User | Group): PageOwnPolicies | undefined {
  const { existing, managedPolicies, inlinePolicies } = grantee;
  if (existing || managedPolicies.length + inlinePolicies.length === 0) return undefined;
  const level = ownLevelOf(access, grantee);
  return {
    level: level.level,
    levelText: levelSentence(level),
    policies: [
      ...managedPolicies.map(({ name }) => name),
      ...inlinePolicies.map(({ name }) => `${name} (inline)`),
    ],
  };
}

type RoleByPolicies = readonly [role: Role, accounts: readonly TargetAccount[], by: string];

/** User -> the roles that only declared policies let it assume, and which policies do. */
function rolesByPolicies({ entrances }: Report): ReadonlyMap<Subject, readonly RoleByPolicies[]> {
  const byPolicies = entrances.filter(
    ({ granted }) => granted?.policies && !granted.directly && granted.groups.length === 0,
  );
  return new Map(
    [...groupBy(byPolicies, ({ subject }) => subject)].map(([subject, own]) => [
      subject,
      [
        ...groupBy(
          own,
          ({ place, granted }) => `${place.role.name} ${granted && grantedBy(granted)}`,
        ).values(),
      ].map((alike): RoleByPolicies => {
        const [{ place, granted }] = alike as [Entrance & { granted: Granted }];
        return [place.role, alike.map((each) => each.place.account), `by ${grantedBy(granted)}`];
      }),
    ]),
  );
}

function indexOf<Thing>(things: readonly Thing[]): ReadonlyMap<Thing, number> {
  return new Map(things.map((thing, index) => [thing, index]));
}

function pageGrant(
  { role, places, end }: Grant,
  roleIndex: ReadonlyMap<Role, number>,
  accountIndex: ReadonlyMap<TargetAccount, number>,
): PageGrant {
  const index = roleIndex.get(role) as number;
  const accounts =
    places.length === role.places.length
      ? null
      : places.map(({ account }) => accountIndex.get(account) as number);
  const ends = pageEnd(end);
  return ends[0] !== "" ? [index, accounts, ends] : accounts ? [index, accounts] : [index];
}

function pageRoles(report: Report, accountIndex: ReadonlyMap<TargetAccount, number>): PageRole[] {
  const routes = groupBy(report.routes, destinationOf);
  const callerIndex = indexOf<Subject>([...report.access.users, ...report.access.principals]);
  const placesOf = new Map<Role, RolePlace[]>(report.access.roles.map((role) => [role, []]));
  for (const place of report.places) placesOf.get(place.role)?.push(place);
  return [...placesOf].map(([role, places]) => {
    const links = places.flatMap(({ link }) => link.urlWithDisplayName ?? []);
    const start = commonStart(links);
    const reasons = distinct<string>();
    const linkOf = (place: RolePlace) => {
      const { link } = place;
      if (link.url === undefined) return reasons.indexOf(link.reason);
      // A link that nobody can use would send people to an error.
      return isForPeople(routes.get(place) ?? [])
        ? link.urlWithDisplayName.slice(start.length)
        : reasons.indexOf("no link: nobody with console access may assume the role");
    };
    const settings = distinct<PageSettings>();
    const [first] = places;
    const roleName = roleNameParts(role.roleName);
    return {
      name: role.name,
      description: first?.settings.description ?? "",
      arn: first ? [...arnStart(first), ...roleName] : [],
      roleName: role.roleName === role.name ? [] : roleName,
      link: start,
      in: places.map((each): PagePlace => {
        const { account } = each;
        const profile = report.profileName(each);
        const place = [
          accountIndex.get(account) as number,
          settings.indexOf(
            pageSettings(report, { place: each, routes: routes.get(each) ?? [], callerIndex }),
          ),
          linkOf(each),
        ] as const;
        return profile === `${account.name}.${role.name}` ? place : [...place, profile];
      }),
      settings: settings.all,
      reasons: reasons.all,
    };
  });
}

/** Whether somebody with a console may be among those who assume a role, as opposed to machines. Nobody at all is no machine. */
function isForPeople(routes: readonly Route[]): boolean {
  return (
    routes.length === 0 ||
    routes.some(({ entrance: { subject }, chain }) => {
      if (chain.length > 0) return false;
      if (subject.kind === "user") return subject.consoleAccess !== undefined || subject.existing;
      if (subject.kind === "principal")
        return (
          subject.permissionSet !== undefined ||
          (subject.place?.settings.trust.some(({ entity }) => entity.kind === "saml") ?? false)
        );
      return subject.kind !== "service" && subject.kind !== "webIdentity";
    })
  );
}

/** The parts of an ARN before the role's name. */
function arnStart({ arn, account: { id }, roleName }: RolePlace): PageRole["arn"] {
  const start = arn.slice(0, arn.length - roleName.length);
  const at = start.indexOf(id);
  return [start.slice(0, at), { account: "id" }, start.slice(at + id.length)];
}

function pageSettings({ access }: Report, { place, routes, callerIndex }: PlaceToShow): PageSettings {
  const { settings, role } = place;
  const entrances = routes.filter(({ chain }) => chain.length === 0).map(({ entrance }) => entrance);
  const level = levelOf(place);
  const ofUsers = entrances.filter(({ subject }) => subject.kind === "user");
  const withMfa = ofUsers.filter(({ mfa }) => mfa !== "not asked");
  const indexes = (some: readonly Entrance[]) =>
    some.flatMap(({ subject }) => callerIndex.get(subject) ?? []);
  return {
    level: level.level,
    levelText: levelSentence(level),
    ...(!role.existing && { seconds: settings.maxSessionDuration }),
    mfa: withMfa.length === ofUsers.length ? withMfa.length > 0 : withMfa.length > 0 && indexes(withMfa),
    ...(routes.some((route) => sendsExternalId(place, route)) && { externalId: true as const }),
    withoutMfa: entrances.some(({ ways, mfa }) => ways.length > 0 && mfa !== "required"),
    external: routes.some(({ entrance: { subject } }) => isExternal(access, subject)),
    refused: indexes(entrances.filter(({ ways }) => ways.length === 0)),
    permissions: permissionNames(place),
    boundary: settings.permissionsBoundary?.name ?? "",
    session: sessionText(place.role.existing ? undefined : settings.maxSessionDuration),
    asksFor: commonRequirements(entrances),
    others: routes
      .filter(
        ({ entrance: { subject, granted } }) =>
          !granted || (subject.kind !== "user" && subject.kind !== "principal"),
      )
      .map((route) => {
        const text = subjectText(route.entrance.subject, access.identityAccount.id);
        return route.chain.length === 0 ? text : `${text} over ${overText(route)}`;
      }),
  };
}

function sendsExternalId(place: RolePlace, route: Route): boolean {
  const { subject } = route.entrance;
  if (subject.kind !== "user" && subject.kind !== "principal") return false;
  return externalIdFor(place, placesBefore(route).at(-1) ?? subject) !== undefined;
}

function levelSentence(level: RoleLevel): string {
  return level.path ? `${levelText(level)}: ${level.path.how}` : levelText(level);
}

interface PlaceToShow {
  readonly place: RolePlace;
  /** The routes that end there. */
  readonly routes: readonly Route[];
  /** Users, then principals. */
  readonly callerIndex: ReadonlyMap<Subject, number>;
}

/** The requirements of all entrances; those that only some entrances or ways have are marked. */
function commonRequirements(entrances: readonly Entrance[]): string[] {
  const ways = new Set(entrances.flatMap(waysRequired));
  const phrases = new Set([...ways].flat());
  const common = [...phrases].filter((phrase) => [...ways].every((way) => way.includes(phrase)));
  const others = [...phrases].filter((phrase) => !common.includes(phrase));
  const refusals = entrances.filter(({ ways }) => ways.length === 0).map(refusedText);
  return [
    ...common,
    ...others.map((phrase) => `${phrase} for some`),
    ...[...new Set(refusals)].sort(byCodePoint).map((text) => `some ${text}`),
  ];
}

/** Collects what is different, in the order it comes. */
function distinct<Value>(): { readonly all: readonly Value[]; readonly indexOf: (value: Value) => number } {
  const all: Value[] = [];
  const indexes = new Map<string, number>();
  return {
    all,
    indexOf: (value) => {
      const key = JSON.stringify(value);
      const index = indexes.get(key) ?? all.push(value) - 1;
      indexes.set(key, index);
      return index;
    },
  };
}

function commonStart(texts: readonly string[]): string {
  let start = texts[0] ?? "";
  for (const text of texts) while (!text.startsWith(start)) start = start.slice(0, -1);
  return start;
}
