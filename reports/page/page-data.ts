/** The data of the page's script: the access in a compact form, as large as the access file and not as the matrix. */

import { durationText, type Grant, type Role, type RolePlace, type TargetAccount } from "../../access";
import type { Entrance } from "../../access/entrances";
import type { RoleLevel } from "../../access/role-level";
import { levelOf } from "../../access/role-level";
import { subjectText } from "../../access/subject";
import { byCodePoint } from "../../iam/policy-document";
import { consoleSignInUrl } from "../../iam/switch-role-link";
import { accountColor } from "../account-color";
import { groupBy } from "../group-by";
import { levelText } from "../level-text";
import { permissionNames } from "../permissions";
import type { Report } from "../report";
import { refusedText, waysRequired } from "../requirements";
import type { PageData, PageGrant, PageHolder, PagePlace, PageRole, PageSettings } from "./page-data-format";

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
  return {
    identityAccount: { id, alias, signInUrl: consoleSignInUrl(access.partition, alias ?? id) },
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
    })),
    users: access.users.map((user) => ({
      ...holder(user),
      groups: user.groups.map(({ name }) => groupIndex.get(name) as number),
    })),
    principals: access.principals.map(holder),
  };
}

function indexOf<Thing>(things: readonly Thing[]): ReadonlyMap<Thing, number> {
  return new Map(things.map((thing, index) => [thing, index]));
}

function pageGrant(
  { role, places }: Grant,
  roleIndex: ReadonlyMap<Role, number>,
  accountIndex: ReadonlyMap<TargetAccount, number>,
): PageGrant {
  const index = roleIndex.get(role) as number;
  return places.length === role.places.length
    ? [index]
    : [index, places.map(({ account }) => accountIndex.get(account) as number)];
}

function pageRoles(report: Report, accountIndex: ReadonlyMap<TargetAccount, number>): PageRole[] {
  const entrances = groupBy(report.entrances, ({ place }) => place);
  const placesOf = new Map<Role, RolePlace[]>(report.access.roles.map((role) => [role, []]));
  for (const place of report.places) placesOf.get(place.role)?.push(place);
  return [...placesOf].map(([role, places]) => {
    const links = places.flatMap(({ link }) => link.urlWithDisplayName ?? []);
    const start = commonStart(links);
    const reasons = distinct<string>();
    const settings = distinct<PageSettings>();
    const [first] = places;
    const [before = "", after = ""] = first?.arn.split(first.account.id) ?? [];
    return {
      name: role.name,
      description: role.description ?? "",
      arn: [before, after],
      link: start,
      in: places.map((each): PagePlace => {
        const { account, link } = each;
        const profile = report.profileName(each);
        const place = [
          accountIndex.get(account) as number,
          settings.indexOf(pageSettings(report, each, entrances.get(each) ?? [])),
          link.url === undefined ? reasons.indexOf(link.reason) : link.urlWithDisplayName.slice(start.length),
        ] as const;
        return profile === `${account.name}.${role.name}` ? place : [...place, profile];
      }),
      settings: settings.all,
      reasons: reasons.all,
    };
  });
}

function pageSettings({ access }: Report, place: RolePlace, entrances: readonly Entrance[]): PageSettings {
  const { settings } = place;
  const level = levelOf(place);
  return {
    level: level.level,
    levelText: levelSentence(level),
    permissions: permissionNames(settings),
    boundary: settings.permissionsBoundary?.name ?? "",
    session: durationText(settings.maxSessionDuration),
    asksFor: commonRequirements(entrances),
    others: entrances
      .filter(({ subject: { kind } }) => kind !== "user" && kind !== "principal")
      .map(({ subject }) => subjectText(subject, access.identityAccount.id)),
  };
}

function levelSentence(level: RoleLevel): string {
  return level.path ? `${levelText(level)}: ${level.path.how}` : levelText(level);
}

/** The requirements of all entrances; those that only some entrances or ways have are marked. */
function commonRequirements(entrances: readonly Entrance[]): string[] {
  const ways = new Set(entrances.flatMap(waysRequired));
  const phrases = new Set([...ways].flat());
  const common = [...phrases].filter((phrase) => [...ways].every((way) => way.includes(phrase)));
  const others = [...phrases].filter((phrase) => !common.includes(phrase));
  const isRefused = entrances.some((entrance) => entrance.ways.length === 0);
  return [
    ...common,
    ...others.map((phrase) => `${phrase} for some`),
    ...(isRefused ? [`some ${refusedText}`] : []),
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
