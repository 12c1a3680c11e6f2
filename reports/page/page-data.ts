/** What the page's script works from: the access in a compact form, its size that of the access file, not of the matrix. */
import {
  durationText,
  type Grant,
  type Role,
  type RolePlace,
  type RoleSettings,
  type TargetAccount,
} from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import { consoleSignInUrl } from "../../iam/switch-role-link";
import { accountColor } from "../account-color";
import { permissionNames } from "../permissions";
import type { Report } from "../report";
import { requirements } from "../requirements";
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
    groups: access.groups.map(holder),
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
  const mfa = mfaAsked(report);
  const outside = new Map(report.external.map(({ place, trusted }) => [place.role, trusted]));
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
      outside: outside.get(role) ?? "",
      in: places.map((each): PagePlace => {
        const { account, link } = each;
        const profile = report.profileName(each);
        const place = [
          accountIndex.get(account) as number,
          settings.indexOf(pageSettings(each.settings, mfa.get(each) ?? each.settings.conditions.requireMfa)),
          link.url === undefined ? reasons.indexOf(link.reason) : link.urlWithDisplayName.slice(start.length),
        ] as const;
        return profile === `${account.name}.${role.name}` ? place : [...place, profile];
      }),
      settings: settings.all,
      reasons: reasons.all,
    };
  });
}

/** Whether MFA is needed by everybody who may assume a role in an account, or by some of them. */
function mfaAsked({ matrix }: Report): ReadonlyMap<RolePlace, boolean | "some"> {
  const asked = new Map<RolePlace, boolean | "some">();
  for (const { place, requireMfa } of matrix) {
    const others = asked.get(place);
    asked.set(place, others === undefined || others === requireMfa ? requireMfa : "some");
  }
  return asked;
}

function pageSettings(settings: RoleSettings, requireMfa: boolean | "some"): PageSettings {
  return {
    permissions: permissionNames(settings),
    boundary: settings.permissionsBoundary?.name ?? "",
    session: durationText(settings.maxSessionDuration),
    asksFor:
      requireMfa === "some"
        ? ["MFA of some", ...requirements(settings, false)]
        : requirements(settings, requireMfa),
  };
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
