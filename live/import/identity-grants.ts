/** What the users, groups and roles of the identity account are granted. */
import { reservedRolePath } from "../../iam/limits";
import { byCodePoint, toList } from "../../iam/policy-document";
import { hasWildcard } from "../../iam/trust-policy";
import {
  holdersOf,
  type IamAccount,
  type IamGroup,
  type IamHolder,
  type IamRole,
  type IamUser,
} from "../iam-account";
import { assumeStatement } from "./assume-statements";
import { type GrantedHolder, GrantReader, type GrantsToRead } from "./grant-reader";
import type { Note } from "./note";
import type { PlacedRole } from "./selected-roles";
import { trustedParties } from "./trust-parties";

/** The ARNs of roles that policies of an account name without wildcards. */
export function namedInGrants(account: IamAccount): Set<string> {
  const { policies } = account;
  const documents = holdersOf(account).flatMap((holder) => [
    ...holder.inlinePolicies.values(),
    ...holder.managedPolicies.flatMap((arn) => policies.get(arn) ?? []),
  ]);
  return new Set(
    documents
      .flatMap(({ Statement }) => toList(Statement))
      .flatMap((statement) => assumeStatement(statement)?.permissions ?? [])
      .map(({ resource }) => resource)
      .filter((resource) => !hasWildcard(resource)),
  );
}

/** The users, groups and roles of the identity account that an access file has. */
export interface GrantedPeople {
  readonly users: readonly GrantedHolder<IamUser>[];
  readonly groups: readonly GrantedHolder<IamGroup>[];
  /** Roles that are granted roles, and are not in the file themselves. */
  readonly principals: readonly GrantedHolder<IamRole>[];
}

/** A role of the file, with what it is granted, and its policies without that. */
export interface GrantedRole extends PlacedRole {
  readonly grants: GrantedHolder["grants"];
}

/** The users, groups and roles of the identity account whose grants are read. */
export interface Holders {
  readonly users: readonly IamUser[];
  readonly groups: readonly IamGroup[];
  /** Roles that are not in the file. */
  readonly roles: readonly IamRole[];
}

/** The grants of users, groups and roles; and what of the sessions of each role the file sets up. */
export function readGrants(
  input: GrantsToRead,
  { users, groups, roles }: Holders,
): { readonly people: GrantedPeople; readonly sessions: Sessions; readonly notes: readonly Note[] } {
  const readers = new Map<IamHolder, GrantReader>(
    [...users, ...groups, ...roles].map((holder) => [holder, new GrantReader(input, input.identity, holder)]),
  );
  const sessions = sessionsOf(input, [...readers.values()]);
  const grantedOf = <Holder extends IamHolder>(holders: readonly Holder[]): GrantedHolder<Holder>[] =>
    holders.flatMap((holder) => {
      const reader = readers.get(holder);
      if (!reader) return [];
      const grants = new Map([...reader.grants].sort(([a], [b]) => byCodePoint(a, b)));
      return { holder, grants, ...reader.others((arn) => sessions.get(arn)?.byAll ?? new Set()) };
    });
  const people = { users: grantedOf(users), groups: grantedOf(groups), principals: grantedOf(roles) };
  return { people, sessions, notes: [...readers.values()].flatMap(({ notes }) => notes) };
}

/** The roles of the file, with the roles that they may assume themselves. */
export function readChains(
  input: GrantsToRead,
  accounts: readonly IamAccount[],
): { readonly roles: readonly GrantedRole[]; readonly notes: readonly Note[] } {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const notes: Note[] = [];
  const roles = [...input.roles.values()].map(({ role, accountId }): GrantedRole => {
    const account = byId.get(accountId);
    if (!account) return { role, accountId, grants: new Map() };
    const reader = new GrantReader(input, account, role);
    const grants = new Map([...reader.grants].sort(([a], [b]) => byCodePoint(a, b)));
    if (grants.size === 0) return { role, accountId, grants };
    const others = reader.others(() => new Set());
    notes.push(...reader.notes);
    return { role: { ...role, ...others }, accountId, grants };
  });
  return { roles, notes };
}

/** ARN of a role -> what of its sessions those who are granted it may set up, in lower case. */
export type Sessions = ReadonlyMap<string, SessionActions>;

/** `sts:tagsession` and `sts:setsourceidentity`, as far as the trust policy of a role allows them. */
export interface SessionActions {
  /** All who are granted the role may. */
  readonly byAll: ReadonlySet<string>;
  /** Nobody who is granted the role may. */
  readonly byNobody: ReadonlySet<string>;
}

function sessionsOf({ partition, identity, roles }: GrantsToRead, readers: readonly GrantReader[]): Sessions {
  return new Map(
    [...roles.values()].map(({ role: { arn, trustPolicy } }) => {
      const parties = trustedParties(partition, trustPolicy) ?? [];
      const ofIdentity = parties.filter(({ name }) => name === "*" || name.split(":")[4] === identity.id);
      const actions = new Set(ofIdentity.flatMap((party) => party.actions));
      actions.delete("sts:assumerole");
      const granted = readers.filter(({ grants }) => grants.has(arn));
      const may = (action: string) => (reader: GrantReader) => reader.sessions.get(arn)?.has(action) ?? false;
      return [
        arn,
        {
          byAll: new Set([...actions].filter((action) => granted.every(may(action)))),
          byNobody: new Set(
            [...actions].filter((action) => granted.length > 0 && !granted.some(may(action))),
          ),
        },
      ];
    }),
  );
}

/** Whether a role of the identity account is one of a permission set. */
export function isPermissionSetRole({ path }: IamHolder): boolean {
  return reservedRolePath.test(path) && path.startsWith("/aws-reserved/sso.amazonaws.com");
}
