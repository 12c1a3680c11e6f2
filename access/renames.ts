/**
 * Renames between two lists of deployed things: for `diff` between what two access files deploy, for `synth` between what is
 * deployed and what the file deploys.
 *
 * Roles, users and groups have only their names. A removed one and an added one count as a rename if the entry declares it, if
 * the name in IAM is the same but for upper and lower case, or if everything else about them is equal and no other is like them.
 */
import { canonicalJson } from "../iam/policy-document";
import type { Deployed, DeployedThing } from "./deployed";
import { groupBy } from "./group-by";

/** Old name -> new name. */
export type NewNames = ReadonlyMap<string, string>;

/** The new names of what has only its name. */
export interface Renames {
  readonly roles: NewNames;
  readonly groups: NewNames;
  readonly users: NewNames;
  readonly policies: NewNames;
}

/** The new name of something: the old one, unless it was renamed. */
export function newName(names: NewNames, name: string): string {
  return names.get(name) ?? name;
}

/** The renames of roles, groups, users and declared policies from `before` to `after`. */
export function renamesBetween(before: Deployed, after: Deployed): Renames {
  const [old, now] = [before.things, after.things].map((things) => groupBy(things, ({ kind }) => kind));
  const ofKind = (kind: DeployedThing["kind"]) => [old?.get(kind) ?? [], now?.get(kind) ?? []] as const;
  const roles = new Map([
    ...renamesOfAlike(...ofKind("role"), (places) =>
      places
        .map(({ accountId, iamName, path, made, settings }) =>
          canonicalJson([accountId, iamName, path, made, settings()]),
        )
        .sort(),
    ),
    ...renamesOfAlike(...ofKind("stackSet"), (sets) => sets.map(({ settings }) => settings())),
  ]);
  // By account id and the role's new name, so that a rename of the role does not hide one of the grantee.
  const grantsOf = ({ grants }: DeployedThing, names: NewNames) =>
    grants
      .map((grant) => grant.split(" "))
      .map(([account, role = ""]) => `${account} ${newName(names, role)}`)
      .sort();
  const [oldUsers, users] = ofKind("user");
  const membersOf = (some: readonly DeployedThing[], others: readonly DeployedThing[], group: string) => {
    const lasting = new Set(others.map(({ name }) => name));
    return some
      .filter(({ name, groups }) => lasting.has(name) && groups.includes(group))
      .map(({ name }) => name)
      .sort();
  };
  const groups = renamesOfAlike(...ofKind("group"), ([group], isBefore) => [
    group.path,
    group.made,
    grantsOf(group, isBefore ? roles : noNames),
    isBefore ? membersOf(oldUsers, users, group.name) : membersOf(users, oldUsers, group.name),
  ]);
  return {
    roles,
    groups,
    policies: renamesOfAlike(...ofKind("policy"), (places) =>
      places.map(({ accountId, path, settings }) => canonicalJson([accountId, path, settings()])).sort(),
    ),
    users: renamesOfAlike(oldUsers, users, ([user], isBefore) => [
      user.path,
      user.made,
      user.settings(),
      grantsOf(user, isBefore ? roles : noNames),
      user.groups.map((name) => newName(isBefore ? groups : noNames, name)).sort(),
    ]),
  };
}

const noNames: NewNames = new Map();

/** What IAM knows a thing by: it takes names that differ in upper and lower case only for the same. */
function iamKey({ accountId, iamName, name }: DeployedThing): string {
  return `${accountId} ${iamName ?? name}`.toLowerCase();
}

type Alike = [DeployedThing, ...DeployedThing[]];

/** Renames of things of one kind; those with the same name, such as a role in several accounts, are one. */
function renamesOfAlike(
  before: readonly DeployedThing[],
  after: readonly DeployedThing[],
  /** Everything but the name; what is `before` under the new names that are known. */
  rest: (things: Alike, isBefore: boolean) => unknown,
): NewNames {
  const [old, now] = [before, after].map((things) => groupBy(things, ({ name }) => name));
  const removed = new Map([...(old ?? [])].filter(([name]) => !now?.has(name)));
  const added = new Map([...(now ?? [])].filter(([name]) => !old?.has(name)));
  const renames = new Map<string, string>();
  const rename = (from: string | undefined, to: string) => {
    if (from === undefined || !removed.delete(from)) return;
    added.delete(to);
    renames.set(from, to);
  };
  for (const [name, [{ renamedFrom }]] of [...added]) rename(renamedFrom, name);
  const inIam = new Map(
    [...removed].flatMap(([name, some]) => some.map((thing) => [iamKey(thing), name] as const)),
  );
  for (const [name, some] of [...added])
    rename(
      some.map((thing) => inIam.get(iamKey(thing))).find((from) => from !== undefined),
      name,
    );
  if (removed.size === 0 || added.size === 0) return renames;
  const alike = (things: ReadonlyMap<string, Alike>, isBefore: boolean) =>
    groupBy(things.keys(), (name) => canonicalJson(rest(things.get(name) as Alike, isBefore)));
  const addedAlike = alike(added, false);
  for (const [key, [from, ...others]] of alike(removed, true)) {
    const [to, ...more] = addedAlike.get(key) ?? [];
    if (to !== undefined && others.length + more.length === 0) rename(from, to);
  }
  return renames;
}

/** Renames of things that stay the same by an identity of their own. */
export function renamesOfSame<Thing extends { readonly name: string }>(
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
