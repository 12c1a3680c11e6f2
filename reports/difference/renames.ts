/**
 * Renames between two accesses. Without them, a rename would read as everything taken and everything given.
 *
 * An account is the same by its id, a principal by its role. Roles, users and groups have only their names: a removed one and
 * an added one count as a rename if everything else about them is equal, and no other is like them.
 */
import type { Access, Grant, Role, User } from "../../access";
import { byCodePoint, canonicalJson } from "../../iam/policy-document";
import { groupBy } from "../group-by";
import { comparable } from "./entry";

/** Old name -> new name. */
export type NewNames = ReadonlyMap<string, string>;

export interface Renames {
  readonly accounts: NewNames;
  readonly roles: NewNames;
  readonly groups: NewNames;
  readonly users: NewNames;
  readonly principals: NewNames;
}

/** The new name of something: the old one, unless it was renamed. */
export function newName(names: NewNames, name: string): string {
  return names.get(name) ?? name;
}

/** The renames from `before` to `after`. */
export function renamesBetween(before: Access, after: Access): Renames {
  const roles = renamesOfAlike(before.roles, after.roles, roleWithoutName);
  // By account id and the role's new name, so that a rename of those does not hide one of the grantee.
  const grantsText = (grants: readonly Grant[], names: NewNames) =>
    grants
      .flatMap(({ role, places, organization }) =>
        places.map(({ account }) => `${account.id} ${organization} ${newName(names, role.name)}`),
      )
      .sort();
  const membersOf = (access: Access, other: Access, group: string) => {
    const lasting = namesOf(other.users);
    return access.users
      .filter(({ name, groups }) => lasting.has(name) && groups.some((each) => each.name === group))
      .map(({ name }) => name);
  };
  const groups = renamesOfAlike(before.groups, after.groups, ({ name, path, grants }, isBefore) => [
    path,
    grantsText(grants, isBefore ? roles : noNames),
    isBefore ? membersOf(before, after, name) : membersOf(after, before, name),
  ]);
  const users = renamesOfAlike(before.users, after.users, (user, isBefore) => [
    userWithoutNames(user),
    grantsText(user.grants, isBefore ? roles : noNames),
    user.groups.map(({ name }) => newName(isBefore ? groups : noNames, name)).sort(),
  ]);
  return {
    accounts: renamesOfSame(before.targetAccounts, after.targetAccounts, ({ id }) => id),
    roles,
    groups,
    users,
    principals: renamesOfSame(before.principals, after.principals, ({ path, roleName }) => path + roleName),
  };
}

const noNames: NewNames = new Map();

function roleWithoutName({ path, trustedEntity, places }: Role): unknown {
  const byAccount = places.map(({ account, settings }) => [account.id, comparable(settings)] as const);
  return [path, trustedEntity, byAccount.sort(([a], [b]) => byCodePoint(a, b))];
}

function userWithoutNames({ name, arn, groups, grants, ...rest }: User): unknown {
  return rest;
}

interface Named {
  readonly name: string;
}

function namesOf(things: readonly Named[]): Set<string> {
  return new Set(things.map(({ name }) => name));
}

/** Renames of things that stay the same by an identity of their own. */
function renamesOfSame<Thing extends Named>(
  before: readonly Thing[],
  after: readonly Thing[],
  identity: (thing: Thing) => string,
): NewNames {
  const names = new Map(after.map((thing) => [identity(thing), thing.name]));
  return new Map(
    before.flatMap((thing) => {
      const name = names.get(identity(thing));
      return name === undefined || name === thing.name ? [] : [[thing.name, name] as const];
    }),
  );
}

/** Renames of things that have only their names: one removed, one added, and no other like them. */
function renamesOfAlike<Thing extends Named>(
  before: readonly Thing[],
  after: readonly Thing[],
  /** Everything but the name; what is `before` under the new names that are known. */
  rest: (thing: Thing, isBefore: boolean) => unknown,
): NewNames {
  const alike = (things: readonly Thing[], others: readonly Thing[]) => {
    const lasting = namesOf(others);
    return groupBy(
      things.filter(({ name }) => !lasting.has(name)),
      (thing) => canonicalJson(rest(thing, things === before)),
    );
  };
  const added = alike(after, before);
  return new Map(
    [...alike(before, after)].flatMap(([key, removed]) => {
      const [from, to] = [removed, added.get(key) ?? []];
      return from.length === 1 && to[0] && to.length === 1 ? [[from[0].name, to[0].name] as const] : [];
    }),
  );
}
