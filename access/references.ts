/**
 * What the names and selectors of a declaration refer to. No other code looks up names or evaluates selectors; so it is here
 * that names which do not exist are reported, selectors that select nothing, and what is named or granted twice.
 */
import { byCodePoint } from "../iam/policy-document";
import { listed } from "./listed";
import { noSuch } from "./nearest";
import { error, type Path, type Problem } from "./problem";
import { entriesOf, isList, itemsOf, type Readable, type Unreadable } from "./readable";
import type {
  AccessFile,
  AccountSelector,
  CanAssume,
  GroupMembers,
  MemberOf,
  PolicyDeclaration,
  RoleDeclaration,
  SelectedAccounts,
} from "./schema";

/** Some target accounts. */
export interface Selection {
  /** By name, sorted. */
  readonly accounts: ReadonlyMap<string, SelectableAccount>;
  /** Whether these are all: everything that decides it can be read, and exists. */
  readonly isComplete: boolean;
}

interface SelectableAccount {
  readonly name: string;
  readonly id?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role that is granted to somebody, in some of its accounts. */
export interface GrantedRole {
  readonly roleName: string;
  readonly accounts: Selection["accounts"];
  /** Whether the grant holds in every account of the organization. */
  readonly organization: boolean;
  readonly end: WrittenEnd;
}

/** What an entry says of its end. */
export interface WrittenEnd {
  readonly until?: string;
  readonly reason?: string;
}

/** A group that a user is a member of. */
export interface MemberOfGroup {
  readonly group: string;
  readonly end: WrittenEnd;
}

/** The maps whose entries are granted roles. */
export type GrantedMap = "groups" | "users" | "principals" | "roles";

type WrittenGrants = readonly (Readable<CanAssume> | undefined)[] | undefined;

/** What to say of a name that does not exist; `undefined`: that it may exist, or that it is reported elsewhere. */
type Missing = Pick<Problem, "code" | "message" | "data"> | undefined;

const unknownSelection: Selection = { accounts: new Map(), isComplete: false };

/** The role of an entry of `canAssume`, and the selector of its accounts. */
export function grantParts(entry: Readable<CanAssume>): Exclude<Readable<CanAssume>, string> {
  return typeof entry === "string" ? { role: entry } : entry;
}

/** An entry that may exist already in some accounts. */
type Adoptable = Pick<PolicyDeclaration, "adopt">;

/** The group of an entry of `groups`, and its end. */
export function membershipParts(entry: Readable<MemberOf>): Exclude<Readable<MemberOf>, string> {
  return typeof entry === "string" ? { group: entry } : entry;
}

export class References {
  readonly problems: Problem[] = [];
  private readonly targetAccounts: Selection;
  private readonly ofRoles = new Map<string, Selection>();
  private readonly leftOut = new Map<string, string>();
  private readonly adopted = new Map<string, Selection["accounts"]>();
  private readonly grants = new Map<string, GrantedRole[]>();
  private readonly memberships = new Map<string, MemberOfGroup[]>();

  /** @param unreadable takes the references that do not exist as well: nobody knows what they should say */
  constructor(
    private readonly declaration: Readable<AccessFile>,
    private readonly unreadable: Unreadable,
  ) {
    const accounts = Object.entries(declaration.targetAccounts ?? {})
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([name, account]) => ({
        name,
        id: account?.id,
        tags: Object.fromEntries(entriesOf(account?.tags)),
      }));
    this.targetAccounts = {
      accounts: new Map(accounts.map((account) => [account.name, account])),
      isComplete: this.hasAllNames("targetAccounts"),
    };
    for (const [name, role] of entriesOf(declaration.roles)) this.resolveRole(name, role);
    for (const map of ["policies", "identityProviders"] as const)
      for (const [name, entry] of entriesOf<Readable<Adoptable>>(declaration[map]))
        this.resolveAdoption([map, name], entry);
    for (const map of ["groups", "users", "principals", "roles"] as const)
      for (const [name, { canAssume }] of entriesOf<{ canAssume?: WrittenGrants }>(declaration[map]))
        this.grants.set(`${map}.${name}`, this.resolveGrants([map, name, "canAssume"], canAssume));
    for (const [name, { account }] of entriesOf(declaration.principals))
      if (account !== undefined && !this.targetAccounts.accounts.has(account))
        this.reportMissing(["principals", name, "account"], this.noSuchAccount(account));
    for (const [name, { groups }] of entriesOf(declaration.users))
      this.memberships.set(name, this.resolveGroups(["users", name, "groups"], groups));
    for (const [name, { members }] of entriesOf(declaration.groups))
      for (const user of this.resolveMembers(["groups", name, "members"], members)) {
        const groups = this.groupsOf(user);
        if (!groups.some(({ group }) => group === name))
          this.memberships.set(
            user,
            [...groups, { group: name, end: {} }].sort((a, b) => byCodePoint(a.group, b.group)),
          );
      }
  }

  /** The accounts of a role. */
  accountsOf(roleName: string): Selection {
    return this.ofRoles.get(roleName) ?? unknownSelection;
  }

  /** The account that a role selects and that its stack set never reaches, see `StackSet.leftOut`. */
  leftOutOf(roleName: string): string | undefined {
    return this.leftOut.get(roleName);
  }

  /** The accounts in which a role exists already, and is imported. */
  adoptedOf(roleName: string): Selection["accounts"] {
    return this.adopted.get(roleName) ?? new Map();
  }

  /** The roles that a user, group, principal or role is granted itself, each once for each end. */
  grantsOf(map: GrantedMap, name: string): readonly GrantedRole[] {
    return this.grants.get(`${map}.${name}`) ?? [];
  }

  /** The groups of a user that exist, each once, sorted. */
  groupsOf(user: string): readonly MemberOfGroup[] {
    return this.memberships.get(user) ?? [];
  }

  private resolveGrants(path: Path, canAssume: WrittenGrants): GrantedRole[] {
    const granted = new Map<string, GrantedRole>();
    const accountsOfRoles = new Map<string, Selection["accounts"]>();
    for (const [index, entry] of itemsOf(canAssume)) {
      const { role: roleName, accounts: selector, until, reason } = grantParts(entry);
      const at = [...path, index];
      if (roleName === undefined) continue;
      if (!this.exists("roles", "role", roleName, typeof entry === "string" ? at : [...at, "role"])) continue;
      const accounts = this.grantedAccounts([...at, "accounts"], roleName, selector);
      const before = accountsOfRoles.get(roleName) ?? new Map();
      const twice = [...accounts.keys()].filter((name) => before.has(name));
      accountsOfRoles.set(roleName, new Map([...before, ...accounts]));
      if (twice.length > 0) {
        const where = twice.length < accounts.size ? ` in ${listed(twice.map((name) => `"${name}"`))}` : "";
        const message = `grants "${roleName}" a second time${where}; remove one of the two entries`;
        this.report("granted-twice", at, message, { role: roleName, accounts: twice });
      }
      const key = JSON.stringify([roleName, until, reason]);
      const earlier = granted.get(key);
      granted.set(key, {
        roleName,
        accounts: earlier ? new Map([...earlier.accounts, ...accounts]) : accounts,
        organization: selector === "organization" || earlier?.organization === true,
        end: { until, reason },
      });
    }
    return [...granted.values()];
  }

  private resolveGroups(
    path: Path,
    entries: readonly (Readable<MemberOf> | undefined)[] | undefined,
  ): MemberOfGroup[] {
    const found = new Map<string, MemberOfGroup>();
    for (const [index, entry] of itemsOf(entries)) {
      const { group, until, reason } = membershipParts(entry);
      const at = [...path, index];
      if (group === undefined) continue;
      if (found.has(group)) this.reportTwice(at, group);
      else if (this.exists("groups", "group", group, typeof entry === "string" ? at : [...at, "group"]))
        found.set(group, { group, end: { until, reason } });
    }
    return [...found.values()].sort((a, b) => byCodePoint(a.group, b.group));
  }

  private resolveMembers(path: Path, members: Readable<GroupMembers> | undefined): string[] {
    if (members === undefined) return [];
    if (isList(members)) return this.users(path, members);
    const except = new Set(members === "*" ? [] : this.users([...path, "except"], members.except ?? []));
    return entriesOf(this.declaration.users).flatMap(([name]) => (except.has(name) ? [] : [name]));
  }

  /** The users that a list names, each once. */
  private users(path: Path, names: readonly (string | undefined)[]): string[] {
    const found = new Set<string>();
    for (const [index, name] of itemsOf(names))
      if (found.has(name)) this.reportTwice([...path, index], name);
      else if (this.exists("users", "user", name, [...path, index])) found.add(name);
    return [...found];
  }

  private resolveRole(roleName: string, role: Readable<RoleDeclaration>): void {
    const path = ["roles", roleName];
    const selected = this.select([...path, "targetAccounts"], role.targetAccounts, this.targetAccounts, {
      what: "target account",
      missing: (account) => this.noSuchAccount(account),
    });
    const selection = role.rollout === "stackSet" ? this.reachedByStackSet(roleName, selected) : selected;
    this.ofRoles.set(roleName, selection);
    this.adopted.set(roleName, this.resolveAdopted(path, role, selection));
    for (const account of Object.keys(role.overrides ?? {}))
      if (!selection.accounts.has(account))
        this.reportMissing([...path, "overrides", account], this.notInRole(roleName, account), true);
  }

  /** Those of some accounts that a stack set reaches: all but the management account, as far as it is known. */
  private reachedByStackSet(roleName: string, selected: Selection): Selection {
    const { accountId, callAs } = this.declaration.organization ?? {};
    const isManagement =
      callAs !== "delegatedAdmin" && this.unreadable.isReadable(["organization", "callAs"]);
    const leftOut = [...selected.accounts.values()].find(
      ({ id }) => isManagement && id !== undefined && id === accountId,
    );
    if (!leftOut) return selected;
    this.leftOut.set(roleName, leftOut.name);
    if (selected.accounts.size === 1)
      this.report(
        "selects-nothing",
        ["roles", roleName, "targetAccounts"],
        `selects only "${leftOut.name}", the management account, and CloudFormation deploys no stack set there; use rollout: provider`,
      );
    return {
      ...selected,
      accounts: new Map([...selected.accounts].filter(([name]) => name !== leftOut.name)),
    };
  }

  private resolveAdopted(
    path: Path,
    { adopt }: Readable<RoleDeclaration>,
    selection: Selection,
  ): Selection["accounts"] {
    if (adopt === undefined || adopt === false) return new Map();
    if (adopt === true) return selection.accounts;
    const [, roleName] = path;
    return this.select([...path, "adopt"], adopt, selection, {
      what: `target account of "${roleName}"`,
      missing: (account) => this.notInRole(String(roleName), account),
    }).accounts;
  }

  /** The accounts where a policy or an identity provider is adopted. */
  private resolveAdoption(path: Path, { adopt }: Readable<Adoptable>): void {
    for (const [index, account] of adopt !== undefined && isList(adopt) ? itemsOf(adopt) : [])
      if (!this.targetAccounts.accounts.has(account))
        this.reportMissing([...path, "adopt", index], this.noSuchAccount(account));
  }

  private grantedAccounts(
    path: Path,
    roleName: string,
    selector: Exclude<Readable<CanAssume>, string>["accounts"],
  ): Selection["accounts"] {
    const all = this.accountsOf(roleName);
    if (selector === "organization" || (selector === undefined && this.unreadable.isReadable(path)))
      return all.accounts;
    const { accounts } = this.select(path, selector, all, {
      what: `target account of "${roleName}"`,
      missing: (account) => this.notInRole(roleName, account),
    });
    return accounts;
  }

  /** Those of some accounts that a selector selects. */
  private select(
    path: Path,
    selector: Readable<AccountSelector> | undefined,
    among: Selection,
    { what, missing }: { readonly what: string; readonly missing: (account: string) => Missing },
  ): Selection {
    if (selector === undefined) return unknownSelection;
    if (isList(selector)) {
      if (selector.length === 0)
        this.report("selects-nothing", path, `names no ${what}; write its name, "*" or { tags: { ... } }`);
      return this.named(path, selector, among, missing);
    }
    const { tags, except } = selector === "*" ? {} : selector;
    const tagged = tags ? withTags(among, tags) : among;
    const excepted = except && this.excepted([...path, "except"], except);
    const selection: Selection = {
      accounts: new Map([...tagged.accounts].filter(([name]) => !excepted?.accounts.has(name))),
      isComplete:
        among.isComplete &&
        excepted?.isComplete !== false &&
        (selector === "*" || this.unreadable.isReadable(path)) &&
        ((tags ?? except) === undefined || this.unreadable.isReadable(["targetAccounts", "*", "tags"])),
    };
    if (selection.accounts.size > 0 || !selection.isComplete) return selection;
    const none = tags ? `no ${what} has ${tagsText(tags)}` : `there is no ${what}`;
    const nothing = tagged.accounts.size === 0 ? none : `except leaves out each ${what}`;
    this.report("selects-nothing", path, `selects nothing: ${nothing}`);
    return selection;
  }

  /** The accounts that a list names, each once. */
  private named(
    path: Path,
    names: readonly (string | undefined)[],
    among: Selection,
    missing: (account: string) => Missing,
  ): Selection {
    const named = new Set<string>();
    for (const [index, name] of itemsOf(names))
      if (named.has(name)) this.reportTwice([...path, index], name);
      else if (among.accounts.has(name)) named.add(name);
      else this.reportMissing([...path, index], missing(name));
    return {
      accounts: new Map([...among.accounts].filter(([name]) => named.has(name))),
      isComplete: names.every((name) => name !== undefined && among.accounts.has(name)),
    };
  }

  /** The accounts to leave out. One that would not be selected anyway is no mistake. */
  private excepted(path: Path, except: NonNullable<Readable<SelectedAccounts>["except"]>): Selection {
    return isList(except)
      ? this.named(path, except, this.targetAccounts, (name) => this.noSuchAccount(name))
      : withTags(this.targetAccounts, except.tags ?? {});
  }

  /** Why an account is not one of a role's. */
  private notInRole(roleName: string, account: string): Missing {
    const { accounts, isComplete } = this.accountsOf(roleName);
    const own = this.declaration.roles?.[roleName]?.targetAccounts ?? "*";
    if (!this.targetAccounts.accounts.has(account))
      // The role's own list may have the same wrong name: that one is reported.
      return isList(own) && own.includes(account) ? undefined : this.noSuchAccount(account);
    if (!isComplete) return undefined;
    return {
      code: "role-not-in-account",
      message: `role "${roleName}" is not in "${account}"; it is in ${listed([...accounts.keys()])}`,
      data: { role: roleName, account, accounts: [...accounts.keys()] },
    };
  }

  private noSuchAccount(name: string): Missing {
    const { accounts, isComplete } = this.targetAccounts;
    if (!isComplete) return undefined;
    return { code: "no-such-target-account", ...noSuch("target account", name, [...accounts.keys()]) };
  }

  private exists(map: "roles" | "groups" | "users", what: string, name: string, path: Path): boolean {
    const names = this.declaration[map] ?? {};
    if (Object.hasOwn(names, name)) return true;
    const missing = { code: `no-such-${what}`, ...noSuch(what, name, Object.keys(names)) };
    this.reportMissing(path, this.hasAllNames(map) ? missing : undefined);
    return false;
  }

  /** Whether nothing else can be the name of an entry in a map. */
  private hasAllNames(map: "targetAccounts" | "roles" | "groups" | "users"): boolean {
    return this.declaration[map] !== undefined || this.unreadable.isReadable([map]);
  }

  private reportTwice(path: Path, name: string): void {
    this.report("named-twice", path, `names "${name}" a second time`, { name });
  }

  private reportMissing(path: Path, missing: Missing, aboutKey?: true): void {
    if (missing)
      this.problems.push(error(missing.code, path, missing.message, { aboutKey, data: missing.data }));
    this.unreadable.add(path);
  }

  private report(code: string, path: Path, message: string, data?: Problem["data"]): void {
    this.problems.push(error(code, path, message, { data }));
  }
}

type WantedTags = NonNullable<Readable<SelectedAccounts>["tags"]>;

/** The accounts that have all of some tags. */
function withTags({ accounts, isComplete }: Selection, wanted: WantedTags): Selection {
  const tags = entriesOf(wanted);
  const found = [...accounts].filter(([, account]) =>
    tags.every(([key, value]) => {
      const own = Object.hasOwn(account.tags, key) ? account.tags[key] : undefined;
      return own !== undefined && valuesOf(value).includes(own);
    }),
  );
  return { accounts: new Map(found), isComplete };
}

function valuesOf(value: Readable<string | readonly string[]>): string[] {
  return typeof value === "string" ? [value] : itemsOf(value).map(([, text]) => text);
}

function tagsText(tags: WantedTags): string {
  const entries = entriesOf(tags).map(([key, value]) => `${key}: ${valuesOf(value).join(" or ")}`);
  return entries.length === 0 ? "any tag" : `the tags ${entries.join(", ")}`;
}
