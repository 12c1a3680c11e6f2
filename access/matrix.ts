/** The access matrix: who reaches which account as which role. */
import { byCodePoint } from "../iam/policy-document";
import type { SwitchRoleLink } from "../iam/switch-role-link";
import {
  type Access,
  type Grant,
  principalArn,
  type Role,
  type RoleInAccount,
  roleArn,
  roleLink,
  type TargetAccount,
  trustAsksForMfa,
  userArn,
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
  /** Whether the grant holds for the role of this name in any account of the organization. */
  readonly organization: boolean;
  /** Whether MFA is needed on the way: by the role's trust, or by the identity account for everything. */
  readonly requireMfa: boolean;
  readonly link: SwitchRoleLink;
}

export interface MatrixPrincipal {
  readonly kind: "user" | "principal";
  readonly name: string;
}

/** Every entry of the matrix, by user (then principal), account and role. */
export function accessMatrix(access: Access): MatrixEntry[] {
  const groups = new Map(access.groups.map((group) => [group.name, group]));
  const places = new Map(
    access.roles.map((role) => [
      role,
      new Map(
        role.in.map((at) => [
          at.account,
          { role, at, arn: roleArn(access, role, at.account), link: roleLink(access, role, at) },
        ]),
      ),
    ]),
  );
  type Place = { role: Role; at: RoleInAccount; arn: string; link: SwitchRoleLink };
  const entriesOf = (
    principal: MatrixPrincipal,
    arn: string,
    own: readonly Grant[],
    memberships: readonly string[],
    deniedWithoutMfa: boolean,
  ): MatrixEntry[] => {
    const found = new Map<Place, { direct: boolean; groups: string[]; organization: boolean }>();
    const add = (grants: readonly Grant[], group?: string) => {
      for (const { role, accounts, organization } of grants)
        for (const account of accounts) {
          const place = places.get(role)?.get(account);
          if (!place) continue;
          const entry = found.get(place) ?? { direct: false, groups: [], organization: false };
          found.set(place, entry);
          entry.organization ||= organization;
          if (group === undefined) entry.direct = true;
          else entry.groups.push(group);
        }
    };
    add(own);
    for (const name of memberships) add(groups.get(name)?.grants ?? [], name);
    return [...found]
      .map(([{ role, at, arn: roleArn, link }, how]) => ({
        principal,
        account: at.account,
        role,
        at,
        roleArn,
        ...how,
        requireMfa: deniedWithoutMfa || trustAsksForMfa(access, role, at, arn),
        link,
      }))
      .sort((a, b) => byCodePoint(a.account.name, b.account.name) || byCodePoint(a.role.name, b.role.name));
  };
  const { denyWithoutMfa } = access.identityAccount;
  return [
    ...access.users.map((user) =>
      entriesOf(
        { kind: "user", name: user.name },
        userArn(access, user),
        user.grants,
        user.groups,
        denyWithoutMfa && !user.existing,
      ),
    ),
    ...access.principals.map((principal) =>
      entriesOf(
        { kind: "principal", name: principal.name },
        principalArn(access, principal),
        principal.grants,
        [],
        false,
      ),
    ),
  ].flat();
}

/** How an entry came about, in words: `directly`, `group auditors`. */
export function grantedBy({
  direct,
  groups,
  organization,
}: Pick<MatrixEntry, "direct" | "groups" | "organization">): string {
  return [
    ...(direct ? ["directly"] : []),
    ...groups.map((group) => `group ${group}`),
    ...(organization ? ["in any account of the organization"] : []),
  ].join(", ");
}
