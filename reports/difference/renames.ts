/**
 * What bears another name now. Without this, a rename would read as everything taken and everything given.
 *
 * An account is the same by its id, a principal by its role. Roles, users and groups have nothing but their names: one
 * that is gone and one that is new are taken for a rename when all else about them is equal, and no other is.
 */
import type { Access, Grant } from "../../access";
import { byCodePoint } from "../../iam/policy-document";
import { settingsSignature } from "./holding";

/** Old name -> new name. */
export type Renamed = ReadonlyMap<string, string>;

export interface Renames {
  readonly accounts: Renamed;
  readonly roles: Renamed;
  readonly groups: Renamed;
  readonly users: Renamed;
  readonly principals: Renamed;
}

/** The new name of something, which is mostly the old one. */
export function newName(renamed: Renamed, name: string): string {
  return renamed.get(name) ?? name;
}

/** What is named otherwise in `after` than in `before`. */
export function renamesBetween(before: Access, after: Access): Renames {
  const roles = renamed(before.roles, after.roles, ({ path, trustedEntity, places }) => [
    path,
    trustedEntity,
    places
      .map(({ account, settings }) => [account.id, settingsSignature(settings)])
      .sort(([a = ""], [b = ""]) => byCodePoint(a, b)),
  ]);
  // By account id and the role's new name, so that renames of those do not hide one of who holds the grant.
  const grantsOf = (grants: readonly Grant[], names: Renamed = new Map()) =>
    grants
      .flatMap(({ role, places, organization }) =>
        places.map(({ account }) => `${account.id} ${organization} ${newName(names, role.name)}`),
      )
      .sort();
  const membersOf = (access: Access, other: Access, group: string) => {
    const lasting = new Set(other.users.map(({ name }) => name));
    return access.users
      .filter(({ name, groups }) => lasting.has(name) && groups.some((each) => each.name === group))
      .map(({ name }) => name);
  };
  const groups = renamed(
    before.groups,
    after.groups,
    ({ name, path, grants }) => [path, grantsOf(grants, roles), membersOf(before, after, name)],
    ({ name, path, grants }) => [path, grantsOf(grants), membersOf(after, before, name)],
  );
  const users = renamed(
    before.users,
    after.users,
    (user) => [
      userRest(user),
      grantsOf(user.grants, roles),
      user.groups.map(({ name }) => newName(groups, name)).sort(),
    ],
    (user) => [userRest(user), grantsOf(user.grants), user.groups.map(({ name }) => name).sort()],
  );
  return {
    accounts: sameButName(before.targetAccounts, after.targetAccounts, ({ id }) => id),
    roles,
    groups,
    users,
    principals: sameButName(before.principals, after.principals, ({ path, roleName }) => path + roleName),
  };
}

function userRest(user: Access["users"][number]): unknown {
  const { path, existing, selfService, enrolMfaWithAccessKey, consoleAccess } = user;
  return [path, existing, selfService, enrolMfaWithAccessKey, consoleAccess !== undefined];
}

interface Named {
  readonly name: string;
}

/** Renames of what keeps something of its own, whatever its name. */
function sameButName<Thing extends Named>(
  before: readonly Thing[],
  after: readonly Thing[],
  identity: (thing: Thing) => string,
): Renamed {
  const names = new Map(after.map((thing) => [identity(thing), thing.name]));
  return new Map(
    before.flatMap((thing) => {
      const name = names.get(identity(thing));
      return name === undefined || name === thing.name ? [] : [[thing.name, name] as const];
    }),
  );
}

/** Renames of what has only its name: one gone, one new, and nothing else like them. */
function renamed<Thing extends Named>(
  before: readonly Thing[],
  after: readonly Thing[],
  restBefore: (thing: Thing) => unknown,
  restAfter = restBefore,
): Renamed {
  const bySignature = (
    things: readonly Thing[],
    others: readonly Thing[],
    rest: (thing: Thing) => unknown,
  ) => {
    const lasting = new Set(others.map(({ name }) => name));
    const found = new Map<string, string[]>();
    for (const thing of things)
      if (!lasting.has(thing.name)) {
        const signature = JSON.stringify(rest(thing));
        found.set(signature, [...(found.get(signature) ?? []), thing.name]);
      }
    return found;
  };
  const added = bySignature(after, before, restAfter);
  return new Map(
    [...bySignature(before, after, restBefore)].flatMap(([signature, [name, ...more]]) => {
      const [now, ...others] = added.get(signature) ?? [];
      const alone = more.length === 0 && others.length === 0;
      return alone && name !== undefined && now !== undefined ? [[name, now] as const] : [];
    }),
  );
}
