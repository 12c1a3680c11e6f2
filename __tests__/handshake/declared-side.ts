/**
 * Who gets in where, as an access file says it, read by its own words: names, selectors, grants, overrides, defaults.
 *
 * This is not the project's own reading either; see terraform-side.ts.
 */
import type { AccessFile, CanAssume } from "../../access";
import type { TrustedEntityDeclaration } from "../../access/schema";
import type { Asked, MadeElsewhere } from "./terraform-side";

type RoleDeclaration = AccessFile["roles"][string];
type Selector = RoleDeclaration["targetAccounts"];

export interface DeclaredEntrance {
  readonly who: string;
  readonly roleArn: string;
  readonly directly: boolean;
  readonly groups: readonly string[];
}

export interface DeclaredRole {
  readonly roleArn: string;
  readonly account: string;
  readonly declared: RoleDeclaration;
  /** Whether the trust admits only those who are granted the role. */
  readonly namesGrantees: boolean;
  readonly trustsIdentity: boolean;
  /** What the trust asks; `undefined` where somebody wrote the trust policy. */
  readonly asked?: Asked;
}

const seconds = (duration: string | number) =>
  typeof duration === "number"
    ? duration
    : Number(duration.slice(0, -1)) * (duration.endsWith("h") ? 3600 : 60);

/** Every role in every account that the file wants it in. */
export function declaredRoles(file: AccessFile): DeclaredRole[] {
  return Object.entries(file.roles).flatMap(([name, role]) =>
    selected(file, role.targetAccounts).map((account): DeclaredRole => {
      const settings = { ...role, ...role.overrides?.[account] };
      const [entity] = [role.trustedEntity].flat() as readonly TrustedEntityDeclaration[];
      const trustsIdentity = !entity || entity.awsAccount === file.identityAccount.id;
      return {
        roleArn: roleArn(file, name, account),
        account,
        declared: role,
        trustsIdentity,
        namesGrantees: settings.trustGrantedOnly ?? false,
        asked: entity?.custom
          ? undefined
          : {
              mfa: settings.requireMfa ?? (trustsIdentity || settings.mfaMaxAge !== undefined),
              mfaMaxAge: settings.mfaMaxAge === undefined ? undefined : seconds(settings.mfaMaxAge),
              externalId: settings.externalId,
              sourceIps: settings.sourceIps && [...settings.sourceIps].sort(),
              organizationId: settings.organizationId,
              userSessionName: settings.requireUserSessionName ?? false,
            },
      };
    }),
  );
}

/** The ARN of a role in an account: the name may have the account's name and id in it. */
export function roleArn(
  { partition = "aws", roles, targetAccounts }: AccessFile,
  name: string,
  account: string,
) {
  const { path = "/", roleName = name } = roles[name] as RoleDeclaration;
  const { id = "" } = targetAccounts[account] ?? {};
  const there = roleName.replace("{account}", account).replace("{accountId}", id);
  return `arn:${partition}:iam::${id}:role${path}${there}`;
}

/**
 * Every user and principal with every role that it may assume: by a grant, or by a policy of its own where the role trusts the
 * identity account; to it itself, or to a group of it. Of a role whose trust policy somebody wrote, only the granted.
 */
export function declaredEntrances(file: AccessFile): DeclaredEntrance[] {
  const roles = declaredRoles(file);
  const openRoles = new Set(
    roles.flatMap(({ roleArn, asked, namesGrantees, trustsIdentity }) =>
      asked && trustsIdentity && !namesGrantees ? [roleArn] : [],
    ),
  );
  const granted = (canAssume: readonly CanAssume[] = []) =>
    new Set(
      canAssume.flatMap((entry) => {
        const { role: name, accounts } =
          typeof entry === "string" ? { role: entry, accounts: undefined } : entry;
        const role = file.roles[name];
        if (!role) throw new Error(`no role ${name}`);
        const all = selected(file, role.targetAccounts);
        const wanted =
          accounts === undefined
            ? all
            : selected(file, accounts as Selector).filter((account) => all.includes(account));
        return wanted.map((account) => roleArn(file, name, account));
      }),
    );
  const allRoles = [...new Set(roles.map(({ roleArn }) => roleArn))];
  const entrances = (who: string, holder: Holder, groupNames: readonly string[]) => {
    const groups = groupNames.map((name) => ({ name, holder: (file.groups?.[name] ?? {}) as Holder }));
    const denied = new Set(
      allRoles.filter(
        (arn) =>
          [holder, ...groups.map((group) => group.holder)].some((each) => says(each, "Deny", arn)) ||
          holder.permissionsBoundary === "ReadOnlyAccess",
      ),
    );
    const arnsOf = (each: Holder) => {
      const byGrant = granted(each.canAssume);
      return { byGrant, all: new Set([...byGrant, ...allRoles.filter((arn) => says(each, "Allow", arn))]) };
    };
    const own = arnsOf(holder);
    const byGroup = groups.map(({ name, holder: group }) => ({ name, ...arnsOf(group) }));
    const isGranted = (arn: string) => [own, ...byGroup].some(({ byGrant }) => byGrant.has(arn));
    const reached = new Set([own, ...byGroup].flatMap(({ all }) => [...all]));
    return [...reached]
      .filter((arn) => !denied.has(arn) && (isGranted(arn) || openRoles.has(arn)))
      .map((roleArn) => ({
        who,
        roleArn,
        directly: own.all.has(roleArn),
        groups: byGroup
          .filter(({ all }) => all.has(roleArn))
          .map(({ name }) => name)
          .sort(),
      }));
  };
  return [
    ...Object.entries(file.users ?? {}).flatMap(([name, user]) =>
      entrances(`user ${name}`, user as Holder, groupsOf(file, name)),
    ),
    ...Object.values(file.principals ?? {}).flatMap((principal) =>
      entrances(`role ${principal.roleName}`, { canAssume: principal.canAssume }, []),
    ),
  ];
}

/** A user, group or principal, as far as it matters which roles it may assume. */
interface Holder {
  readonly canAssume?: readonly CanAssume[];
  readonly managedPolicies?: readonly string[];
  readonly inlinePolicies?: Readonly<Record<string, { readonly Statement: readonly OwnStatement[] }>>;
  readonly permissionsBoundary?: string;
}

interface OwnStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

/** Whether a policy of a user or group says something about assuming a role. */
function says(
  { managedPolicies = [], inlinePolicies = {} }: Holder,
  effect: string,
  roleArn: string,
): boolean {
  const isPowerful = managedPolicies.some((name) => /^(AdministratorAccess|PowerUserAccess)$/.test(name));
  if (effect === "Allow" && isPowerful) return true;
  const covers = (pattern: string, text: string) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);
  return Object.values(inlinePolicies)
    .flatMap(({ Statement }) => Statement)
    .some(
      ({ Effect, Action, Resource }) =>
        Effect === effect &&
        [Action].flat().some((action) => covers(String(action), "sts:AssumeRole")) &&
        covers(Resource, roleArn),
    );
}

/** Whom the file takes for existing, and where. */
export function madeElsewhere(file: AccessFile): MadeElsewhere {
  return {
    users: Object.fromEntries(
      Object.entries(file.users ?? {})
        .filter(([, user]) => user.existing)
        .map(([name, user]) => [name, user.path ?? "/"]),
    ),
    roles: Object.fromEntries(
      Object.values(file.principals ?? {}).map(({ roleName, path }) => [roleName, path ?? "/"]),
    ),
  };
}

export function selected(file: AccessFile, selector: Selector): string[] {
  if (Array.isArray(selector)) return selector;
  const { tags = {}, except = [] } =
    selector === "*" ? {} : (selector as Exclude<typeof selector, readonly string[]>);
  const has = (account: string, wanted: Readonly<Record<string, string | readonly string[]>>) =>
    Object.entries(wanted).every(([key, values]) =>
      [values].flat().includes(file.targetAccounts[account]?.tags?.[key] ?? "no tag"),
    );
  const isLeftOut = (account: string) =>
    Array.isArray(except)
      ? except.includes(account)
      : has(account, (except as Exclude<typeof except, readonly string[]>).tags);
  return Object.keys(file.targetAccounts).filter((account) => has(account, tags) && !isLeftOut(account));
}

/** The groups that a user is in: its own, and those that list it. */
function groupsOf(file: AccessFile, user: string): string[] {
  return [...new Set(membershipsOf(file, user).map(({ group }) => group))];
}

/** A membership of a user, and when it ends. */
export interface DeclaredMembership {
  readonly group: string;
  readonly until?: string | undefined;
}

/** The memberships of a user: its own, and those of the groups that list it; its own say when they end. */
export function membershipsOf({ users = {}, groups = {} }: AccessFile, user: string): DeclaredMembership[] {
  const listing = Object.entries(groups).filter(([, { members }]) => {
    if (members === undefined || members === "*") return members === "*";
    return "except" in members ? !members.except.includes(user) : members.includes(user);
  });
  const own = (users[user]?.groups ?? []).map((entry) =>
    typeof entry === "string" ? { group: entry } : entry,
  );
  const others = listing.filter(([name]) => own.every(({ group }) => group !== name));
  return [...own, ...others.map(([group]) => ({ group }))];
}
