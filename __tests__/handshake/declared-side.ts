/**
 * Who gets in where, as an access file says it, read by its own words: names, selectors, grants, overrides, defaults.
 *
 * This is not the project's own reading either; see terraform-side.ts.
 */
import type { AccessFile, CanAssume } from "../../access";
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
      const entity = role.trustedEntity;
      const trustsIdentity = !entity || entity.awsAccount === file.identityAccount.id;
      return {
        roleArn: `arn:${file.partition ?? "aws"}:iam::${file.targetAccounts[account]?.id}:role${role.path ?? "/"}${name}`,
        account,
        declared: role,
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

/** Every user and principal with every role that is granted to it or to a group of it. */
export function declaredEntrances(file: AccessFile): DeclaredEntrance[] {
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
        return wanted.map(
          (account) =>
            `arn:${file.partition ?? "aws"}:iam::${file.targetAccounts[account]?.id}:role${role.path ?? "/"}${name}`,
        );
      }),
    );
  const entrances = (who: string, own: readonly CanAssume[] | undefined, groups: readonly string[]) => {
    const directly = granted(own);
    const byGroup = groups.map((name) => ({ name, arns: granted(file.groups?.[name]?.canAssume) }));
    return [...new Set([...directly, ...byGroup.flatMap(({ arns }) => [...arns])])].map((roleArn) => ({
      who,
      roleArn,
      directly: directly.has(roleArn),
      groups: byGroup
        .filter(({ arns }) => arns.has(roleArn))
        .map(({ name }) => name)
        .sort(),
    }));
  };
  return [
    ...Object.entries(file.users ?? {}).flatMap(([name, user]) =>
      entrances(`user ${name}`, user.canAssume, user.groups ?? []),
    ),
    ...Object.values(file.principals ?? {}).flatMap((principal) =>
      entrances(`role ${principal.roleName}`, principal.canAssume, []),
    ),
  ];
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

function selected(file: AccessFile, selector: Selector): string[] {
  if (Array.isArray(selector)) return selector;
  return Object.entries(file.targetAccounts)
    .filter(
      ([, { tags }]) =>
        selector === "*" ||
        Object.entries((selector as { tags: Record<string, string> }).tags).every(
          ([key, value]) => tags?.[key] === value,
        ),
    )
    .map(([name]) => name);
}
