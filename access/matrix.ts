/** The access matrix: who reaches which account as which role. */
import { byCodePoint } from "../iam/policy-document";
import {
  type Access,
  type Grant,
  type Role,
  type RoleInAccount,
  roleArn,
  roleLink,
  type TargetAccount,
} from "./access";

/** One user or principal that may assume one role in one account. */
export interface MatrixEntry {
  readonly principal: MatrixPrincipal;
  readonly account: TargetAccount;
  readonly role: Role;
  readonly at: RoleInAccount;
  readonly roleArn: string;
  /** Whether the grant stands at the user or principal itself. */
  readonly direct: boolean;
  /** The groups that bring the grant, sorted. */
  readonly groups: readonly string[];
  /** Whether MFA is needed on the way: by the role's trust, or by the identity account for everything. */
  readonly requireMfa: boolean;
  readonly link: ReturnType<typeof roleLink>;
}

export interface MatrixPrincipal {
  readonly kind: "user" | "principal";
  readonly name: string;
}

/** Every entry of the matrix, by user (then principal), account and role. */
export function accessMatrix(access: Access): MatrixEntry[] {
  const groups = new Map(access.groups.map((group) => [group.name, group]));
  const places = new Map(access.roles.map((role) => [role, new Map(role.in.map((at) => [at.account, at]))]));
  const entriesOf = (
    principal: MatrixPrincipal,
    own: readonly Grant[],
    memberships: readonly string[],
  ): MatrixEntry[] => {
    const found = new Map<RoleInAccount, { role: Role; direct: boolean; groups: string[] }>();
    const add = (grants: readonly Grant[], group?: string) => {
      for (const { role, accounts } of grants)
        for (const account of accounts) {
          const at = places.get(role)?.get(account);
          if (!at) continue;
          const entry = found.get(at) ?? { role, direct: false, groups: [] };
          found.set(at, entry);
          if (group === undefined) entry.direct = true;
          else entry.groups.push(group);
        }
    };
    add(own);
    for (const name of memberships) add(groups.get(name)?.grants ?? [], name);
    return [...found]
      .map(([at, { role, direct, groups: via }]) => ({
        principal,
        account: at.account,
        role,
        at,
        roleArn: roleArn(access, role, at.account),
        direct,
        groups: via,
        requireMfa:
          at.settings.conditions.requireMfa ||
          (access.identityAccount.denyWithoutMfa && principal.kind === "user"),
        link: roleLink(access, role, at),
      }))
      .sort((a, b) => byCodePoint(a.account.name, b.account.name) || byCodePoint(a.role.name, b.role.name));
  };
  return [
    ...access.users.flatMap((user) => entriesOf({ kind: "user", name: user.name }, user.grants, user.groups)),
    ...access.principals.flatMap((principal) =>
      entriesOf({ kind: "principal", name: principal.name }, principal.grants, []),
    ),
  ];
}

/** How an entry came about, in words: `directly`, `group auditors`. */
export function grantedBy(entry: Pick<MatrixEntry, "direct" | "groups">): string {
  return [...(entry.direct ? ["directly"] : []), ...entry.groups.map((group) => `group ${group}`)].join(", ");
}
