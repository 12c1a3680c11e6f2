/** The matrix as JSON, for other programs. Its form is in `matrix-schema.ts`. */

import type { Access, Group, RolePlace, User } from "../access";
import type { Entrance } from "../access/entrances";
import { destinationOf, type Route, sessionDurationOf } from "../access/reach";
import { levelOf, ownLevelOf } from "../access/role-level";
import type { Subject } from "../access/subject";
import { consoleSignInUrl } from "../iam/switch-role-link";
import { json } from "./json";
import { type MatrixJson, matrixVersion } from "./matrix-schema";
import { listedMembers, type Report } from "./report";
import { waysRequired } from "./requirements";

/**
 * The matrix, in pieces: for many users in many accounts it is longer than a string can be. Each entry of a list is a line,
 * so that a diff of two files is one of entries.
 */
export function* matrixJson(report: Report): Generator<string> {
  const { access } = report;
  const { id, alias } = access.identityAccount;
  const head: Omit<MatrixJson, "accounts" | "roles" | "users" | "groups" | "entries"> = {
    version: matrixVersion,
    partition: access.partition,
    identityAccount: { id, alias, signInUrl: consoleSignInUrl(access.partition, alias ?? id) },
  };
  const accounts = new Set(report.places.map(({ account }) => account));
  yield json(head, 2).replace(/\n\}$/, "");
  yield* lines(
    "accounts",
    access.targetAccounts.filter((account) => accounts.has(account)),
    ({ name, id, tags }) => ({ name, id, tags }),
  );
  yield* lines("roles", report.places, (place) => placeJson(report, place));
  yield* lines("users", report.users, (user) => userJson(report, user));
  yield* lines("groups", report.groups, (group) => groupJson(report, group));
  yield* lines("entries", report.routes, entryJson);
  yield "\n}\n";
}

function* lines<Item>(
  key: string,
  items: readonly Item[],
  content: (item: Item) => unknown,
): Generator<string> {
  yield `,\n  ${json(key)}: [`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? "" : ","}\n    ${json(content(item))}`;
  yield items.length === 0 ? "]" : "\n  ]";
}

function placeJson({ profileName }: Report, place: RolePlace): MatrixJson["roles"][number] {
  const { role, account, roleName, settings, arn, link } = place;
  const { level, atLeast, path, grade, boundaryUnknown, unknownPolicies } = levelOf(place);
  return {
    account: account.name,
    role: role.name,
    roleName,
    arn,
    description: settings.description,
    existing: role.existing,
    level,
    ...(atLeast && { levelAtLeast: atLeast }),
    ...(path && { levelPath: { id: path.id, how: path.how } }),
    levelGrade: grade,
    managedPolicies: role.existing ? [] : settings.managedPolicies.map(({ name }) => name),
    inlinePolicies: role.existing ? [] : settings.inlinePolicies.map(({ name }) => name),
    unknownPolicies: [...unknownPolicies],
    permissionsBoundary: settings.permissionsBoundary?.name,
    permissionsBoundaryUnknown: boundaryUnknown,
    ...(!role.existing && { maxSessionDuration: settings.maxSessionDuration }),
    profile: profileName(place),
    ...(link.url === undefined
      ? { link: null, noLink: link.reason }
      : { link: link.url, linkWithDisplayName: link.urlWithDisplayName }),
  };
}

function userJson({ access }: Report, user: User): MatrixJson["users"][number] {
  const { name, existing, consoleAccess, groups } = user;
  return {
    name,
    existing,
    // This file does not say whether a user that it does not make has a password.
    consoleAccess: consoleAccess ? true : existing ? "unknown" : false,
    groups: groups.map((group) => group.name),
    ...ownPoliciesJson(access, user),
  };
}

function groupJson({ access }: Report, group: Group): MatrixJson["groups"][number] {
  const members = listedMembers(access, group).map(({ name }) => name);
  return {
    name: group.name,
    members,
    membersComplete: !group.existing && members.length > 0,
    ...ownPoliciesJson(access, group),
  };
}

function ownPoliciesJson(
  access: Access,
  grantee: User | Group,
): Pick<MatrixJson["users"][number], "ownPolicies"> {
  const { existing, managedPolicies, inlinePolicies } = grantee;
  if (existing || managedPolicies.length + inlinePolicies.length === 0) return {};
  const { level, atLeast } = ownLevelOf(access, grantee);
  return {
    ownPolicies: {
      level,
      ...(atLeast && { levelAtLeast: atLeast }),
      managedPolicies: managedPolicies.map(({ name }) => name),
      inlinePolicies: inlinePolicies.map(({ name }) => name),
    },
  };
}

function entryJson(route: Route): MatrixJson["entries"][number] {
  const { entrance, chain } = route;
  const { subject, granted, mfa, ways } = entrance;
  const { account, role } = destinationOf(route);
  return {
    subject: subjectJson(subject),
    account: account.name,
    role: role.name,
    granted: granted
      ? {
          directly: granted.directly,
          groups: [...granted.groups],
          ...(granted.organization && { organization: true }),
          ...granted.end,
          ...(granted.policies && { policies: [...granted.policies] }),
        }
      : null,
    admitted: admitted(route),
    ...(ways.length > 0 && { mfa }),
    ways: waysJson(entrance),
    ...(chain.length > 0 && {
      hops: [
        { account: entrance.place.account.name, role: entrance.place.role.name, ways: waysJson(entrance) },
        ...chain.map(({ place, ways: hopWays }) => ({
          account: place.account.name,
          role: place.role.name,
          ways: waysJson({ ways: hopWays, mfa: "not asked" }),
        })),
      ],
      maxSessionDuration: sessionDurationOf(route),
    }),
  };
}

function waysJson(entrance: Pick<Entrance, "ways" | "mfa">): string[][] {
  return waysRequired(entrance).map((way) => [...way]);
}

function admitted({ entrance: { ways }, chain }: Route): "yes" | "no" | "unknown" {
  if (ways.length === 0) return "no";
  const isCertain = [ways, ...chain.map((hop) => hop.ways)].every((all) =>
    all.some(({ certain }) => certain),
  );
  return isCertain && chain.every(({ permission }) => permission === "allowed") ? "yes" : "unknown";
}

/** A subject by its kind and name. */
export function subjectJson(subject: Subject): MatrixJson["entries"][number]["subject"] {
  const { kind, name } = subject;
  if (kind === "webIdentity") return { kind, name, provider: subject.provider, subject: subject.subject };
  if (kind === "user or role") return { kind: "userOrRole", name };
  if (kind === "organizational unit") return { kind: "organizationalUnit", name };
  return { kind, name };
}
