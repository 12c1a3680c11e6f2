/**
 * What the names and selectors of a declaration refer to. No other code looks up names or evaluates selectors; so it is here
 * that names which do not exist are reported, selectors that select nothing, and what is named or granted twice.
 */
import { byCodePoint } from "../iam/policy-document";
import { listed, noSuch } from "./nearest";
import { error, type Path, type Problem } from "./problem";
import { entriesOf, isList, itemsOf, type Readable, type Unreadable } from "./readable";
import type { AccessFile, AccountSelector, CanAssume, RoleDeclaration } from "./schema";

/** Some target accounts. */
export interface Selection {
  /** By name, sorted. */
  readonly accounts: ReadonlyMap<string, SelectableAccount>;
  /** Whether these are all: everything that decides it can be read, and exists. */
  readonly isComplete: boolean;
}

interface SelectableAccount {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role that is granted to somebody, in some of its accounts. */
export interface GrantedRole {
  readonly roleName: string;
  readonly accounts: Selection["accounts"];
  /** Whether the grant holds in every account of the organization. */
  readonly organization: boolean;
}

type WrittenGrants = readonly (Readable<CanAssume> | undefined)[] | undefined;

/** What to say of a name that does not exist; `undefined`: that it may exist, or that it is reported elsewhere. */
type Missing = Pick<Problem, "code" | "message" | "data"> | undefined;

const unknownSelection: Selection = { accounts: new Map(), isComplete: false };

/** The role of an entry of `canAssume`, and the selector of its accounts. */
export function grantParts(entry: Readable<CanAssume>): Exclude<Readable<CanAssume>, string> {
  return typeof entry === "string" ? { role: entry } : entry;
}

export class References {
  readonly problems: Problem[] = [];
  private readonly targetAccounts: Selection;
  private readonly ofRoles = new Map<string, Selection>();
  private readonly grants = new Map<string, GrantedRole[]>();
  private readonly memberships = new Map<string, string[]>();

  /** @param unreadable takes the references that do not exist as well: nobody knows what they should say */
  constructor(
    private readonly declaration: Readable<AccessFile>,
    private readonly unreadable: Unreadable,
  ) {
    const accounts = Object.entries(declaration.targetAccounts ?? {})
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([name, account]) => ({ name, tags: Object.fromEntries(entriesOf(account?.tags)) }));
    this.targetAccounts = {
      accounts: new Map(accounts.map((account) => [account.name, account])),
      isComplete: this.hasAllNames("targetAccounts"),
    };
    for (const [name, role] of entriesOf(declaration.roles)) this.resolveRole(name, role);
    for (const map of ["groups", "users", "principals"] as const)
      for (const [name, { canAssume }] of entriesOf<{ canAssume?: WrittenGrants }>(declaration[map]))
        this.grants.set(`${map}.${name}`, this.resolveGrants([map, name, "canAssume"], canAssume));
    for (const [name, { groups }] of entriesOf(declaration.users))
      this.memberships.set(name, this.resolveGroups(["users", name, "groups"], groups));
  }

  /** The accounts of a role. */
  accountsOf(roleName: string): Selection {
    return this.ofRoles.get(roleName) ?? unknownSelection;
  }

  /** The roles that a user, group or principal is granted itself, each once. */
  grantsOf(map: "groups" | "users" | "principals", name: string): readonly GrantedRole[] {
    return this.grants.get(`${map}.${name}`) ?? [];
  }

  /** The groups of a user that exist, each once, sorted. */
  groupsOf(user: string): readonly string[] {
    return this.memberships.get(user) ?? [];
  }

  private resolveGrants(path: Path, canAssume: WrittenGrants): GrantedRole[] {
    const granted = new Map<string, GrantedRole>();
    for (const [index, entry] of itemsOf(canAssume)) {
      const { role: roleName, accounts: selector } = grantParts(entry);
      const at = [...path, index];
      if (roleName === undefined) continue;
      if (!this.exists("roles", "role", roleName, typeof entry === "string" ? at : [...at, "role"])) continue;
      const accounts = this.grantedAccounts([...at, "accounts"], roleName, selector);
      const earlier = granted.get(roleName);
      const twice = earlier ? [...accounts.keys()].filter((name) => earlier.accounts.has(name)) : [];
      if (twice.length > 0) {
        const where = twice.length < accounts.size ? ` in ${listed(twice.map((name) => `"${name}"`))}` : "";
        const message = `grants "${roleName}" a second time${where}; remove one of the two entries`;
        this.report("granted-twice", at, message, { role: roleName, accounts: twice });
      }
      granted.set(roleName, {
        roleName,
        accounts: earlier ? new Map([...earlier.accounts, ...accounts]) : accounts,
        organization: selector === "organization" || earlier?.organization === true,
      });
    }
    return [...granted.values()];
  }

  private resolveGroups(path: Path, names: readonly (string | undefined)[] | undefined): string[] {
    const found = new Set<string>();
    for (const [index, name] of itemsOf(names))
      if (found.has(name)) this.reportTwice([...path, index], name);
      else if (this.exists("groups", "group", name, [...path, index])) found.add(name);
    return [...found].sort(byCodePoint);
  }

  private resolveRole(roleName: string, role: Readable<RoleDeclaration>): void {
    const path = ["roles", roleName];
    const selection = this.select([...path, "targetAccounts"], role.targetAccounts, this.targetAccounts, {
      what: "target account",
      missing: (account) => this.noSuchAccount(account),
    });
    this.ofRoles.set(roleName, selection);
    const adopted = role.adopt !== undefined && isList(role.adopt) ? role.adopt : [];
    for (const [index, account] of itemsOf(adopted))
      if (!selection.accounts.has(account))
        this.reportMissing([...path, "adopt", index], this.notInRole(roleName, account));
    for (const account of Object.keys(role.overrides ?? {}))
      if (!selection.accounts.has(account))
        this.reportMissing([...path, "overrides", account], this.notInRole(roleName, account), true);
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
      const named = new Set<string>();
      for (const [index, name] of itemsOf(selector))
        if (named.has(name)) this.reportTwice([...path, index], name);
        else if (among.accounts.has(name)) named.add(name);
        else this.reportMissing([...path, index], missing(name));
      return {
        accounts: new Map([...among.accounts].filter(([name]) => named.has(name))),
        isComplete: selector.every((name) => name !== undefined && among.accounts.has(name)),
      };
    }
    const selection = selector === "*" ? among : this.withTags(path, selector.tags, among);
    const nothing = selector === "*" ? `there is no ${what}` : `no ${what} has ${tagsText(selector.tags)}`;
    if (selection.accounts.size === 0 && selection.isComplete)
      this.report("selects-nothing", path, `selects nothing: ${nothing}`);
    return selection;
  }

  private withTags(path: Path, wanted: Readable<Record<string, string>> = {}, among: Selection): Selection {
    const tags = entriesOf(wanted);
    const accounts = [...among.accounts].filter(([, account]) =>
      tags.every(([key, value]) => Object.hasOwn(account.tags, key) && account.tags[key] === value),
    );
    const areTagsKnown = [path, ["targetAccounts", "*", "tags"]].every((at) =>
      this.unreadable.isReadable(at),
    );
    return { accounts: new Map(accounts), isComplete: among.isComplete && areTagsKnown };
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

  private exists(map: "roles" | "groups", what: string, name: string, path: Path): boolean {
    const names = this.declaration[map] ?? {};
    if (Object.hasOwn(names, name)) return true;
    const missing = { code: `no-such-${what}`, ...noSuch(what, name, Object.keys(names)) };
    this.reportMissing(path, this.hasAllNames(map) ? missing : undefined);
    return false;
  }

  /** Whether nothing else can be the name of an entry in a map. */
  private hasAllNames(map: "targetAccounts" | "roles" | "groups"): boolean {
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

function tagsText(tags: Readable<Record<string, string>> = {}): string {
  const entries = entriesOf(tags);
  return entries.length === 0
    ? "any tag"
    : `the tags ${entries.map(([key, value]) => `${key}: ${value}`).join(", ")}`;
}
