/** Whether a request to assume a role is let through, as an access file says it: by names, dates and conditions alone. */
import type { AccessFile, CanAssume } from "../../access";
import type {
  PrincipalDeclaration,
  RoleDeclaration,
  RoleSettingsDeclaration,
  TrustedEntityDeclaration,
} from "../../access/schema";
import { membershipsOf, roleArn, selected } from "./declared-side";
import { actionsOf, type Caller, isPrincipal, permissionSetRole, type Request } from "./requests";

const conditionKeys = [
  "requireMfa",
  "mfaMaxAge",
  "externalId",
  "sourceIps",
  "organizationId",
  "requireUserSessionName",
  "tagSession",
  "setSourceIdentity",
] as const;
type Conditions = Pick<TrustedEntityDeclaration, (typeof conditionKeys)[number]>;

/** A file with its defaults at every role and user. */
export function defaulted(file: AccessFile): AccessFile {
  const { defaults, ...rest } = file;
  const isCondition = (key: string) => key === "trustGrantedOnly" || conditionKeys.some((one) => one === key);
  const filled = <Entry extends { readonly existing?: boolean | undefined }>(
    entries: Readonly<Record<string, Entry>> = {},
    given: object = {},
  ) =>
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => {
        const own = Object.entries(given).filter(([key]) => !("trustedEntity" in entry && isCondition(key)));
        return [name, entry.existing ? entry : { ...Object.fromEntries(own), ...entry }];
      }),
    );
  return {
    ...rest,
    roles: filled(file.roles, defaults?.roles),
    users: filled(file.users, defaults?.users),
  };
}

/** A role in an account, as the file declares it. */
export interface DeclaredPlace {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly existing: boolean;
  /** Whether the file wants the role there by name. Others: where a stack set makes it too, or somebody else does. */
  readonly isListed: boolean;
  readonly settings: RoleSettingsDeclaration;
}

/** An account of the organization that the file does not know, and one of another organization. */
export const memberAccount = "666666666666";
const foreignAccount = "999999999999";

/** A grant of one role in one account. The end is the last of those that the caller has. */
export interface DeclaredGrant {
  readonly caller: Caller & { readonly kind: "user" | "role" };
  readonly roleArn: string;
  readonly until: string | undefined;
}

/** What the file says. */
export interface Declared {
  readonly file: AccessFile;
  readonly places: readonly DeclaredPlace[];
  /** Users, principals and roles, each with what it is granted. */
  readonly callers: readonly DeclaredGrant["caller"][];
  readonly grants: readonly DeclaredGrant[];
}

/** Reads a file that has its defaults. */
export function declaredOf(file: AccessFile): Declared {
  const identity = file.identityAccount.id;
  const idOf = (account: string) => file.targetAccounts[account]?.id ?? "";
  const places = Object.entries(file.roles).flatMap(([name, role]) => {
    const { existing = false, roleName = name, path = "/" } = role;
    const listed = selected(file, role.targetAccounts)
      .filter((account) => !isLeftOut(file, role, idOf(account)))
      .map(
        (account): DeclaredPlace => ({
          name,
          arn: roleArn(file, name, account),
          account: idOf(account),
          existing,
          isListed: true,
          settings: { ...role, ...role.overrides?.[account] },
        }),
      );
    const byStackSet = role.rollout === "stackSet";
    const members = byStackSet ? membersOf(file).filter((id) => !isLeftOut(file, role, id)) : [memberAccount];
    const others = roleName.includes("{account}") ? [] : [...members, foreignAccount];
    return [
      ...listed,
      ...others
        .filter((id) => listed.every(({ account }) => account !== id))
        .map(
          (account): DeclaredPlace => ({
            name,
            arn: `arn:aws:iam::${account}:role${path}${roleName.replace("{accountId}", account)}`,
            account,
            existing: !byStackSet || account === foreignAccount,
            isListed: false,
            settings: role,
          }),
        ),
    ];
  });
  const callers: DeclaredGrant["caller"][] = [];
  const grants: DeclaredGrant[] = [];
  const add = (caller: DeclaredGrant["caller"], granted: readonly Until<readonly CanAssume[]>[]) => {
    callers.push(caller);
    const ends = new Map<string, string | undefined>();
    for (const { of, until: end } of granted)
      for (const { of: arn, until: own } of of.flatMap((entry) => arnsOf(file, places, entry))) {
        const until = earlier(end, own);
        ends.set(arn, ends.has(arn) ? later(ends.get(arn), until) : until);
      }
    grants.push(...[...ends].map(([arn, until]) => ({ caller, roleArn: arn, until })));
  };
  for (const [name, { path = "/", until, canAssume = [] }] of Object.entries(file.users ?? {})) {
    const ofGroups = membershipsOf(file, name).map((membership) => ({
      of: file.groups?.[membership.group]?.canAssume ?? [],
      until: earlier(until, membership.until),
    }));
    const arn = `arn:aws:iam::${identity}:user${path}${name}`;
    add({ kind: "user", account: identity, name, arn }, [{ of: canAssume, until }, ...ofGroups]);
  }
  for (const principal of Object.values(file.principals ?? {})) {
    const { permissionSet, path = "/", account: there, until, canAssume = [] } = principal;
    const account = there === undefined ? identity : idOf(there);
    const name = roleNameOf(principal);
    const ofRole = permissionSet === undefined ? path : "/aws-reserved/sso.amazonaws.com/eu-west-1/";
    const arn = `arn:aws:iam::${account}:role${ofRole}${name}`;
    add({ kind: "role", account, name, arn }, [{ of: canAssume, until }]);
  }
  for (const { name: role, arn, account, isListed } of places) {
    if (!isListed) continue;
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    add({ kind: "role", account, name, arn }, [{ of: file.roles[role]?.canAssume ?? [], until: undefined }]);
  }
  return { file, places, callers, grants };
}

/** The name of the role that a principal is. */
function roleNameOf({ roleName = "", permissionSet }: PrincipalDeclaration): string {
  return permissionSet === undefined ? roleName : permissionSetRole(permissionSet);
}

interface Until<Value> {
  readonly of: Value;
  readonly until: string | undefined;
}

function arnsOf(file: AccessFile, places: readonly DeclaredPlace[], entry: CanAssume): Until<string>[] {
  const { role, accounts, until } = typeof entry === "string" ? { role: entry } : entry;
  const wanted =
    accounts === undefined || accounts === "organization"
      ? undefined
      : selected(file, accounts as RoleDeclaration["targetAccounts"]).map(
          (name) => file.targetAccounts[name]?.id,
        );
  return places
    .filter(({ name, account, isListed }) =>
      name !== role
        ? false
        : accounts === "organization"
          ? account !== foreignAccount
          : isListed && (wanted?.includes(account) ?? true),
    )
    .map(({ arn }) => ({ of: arn, until }));
}

/** The accounts of the organization. */
export function membersOf({ targetAccounts, organization }: AccessFile): string[] {
  const known = [
    ...Object.values(targetAccounts).map(({ id }) => id),
    memberAccount,
    organization?.accountId ?? "",
  ];
  return [...new Set(known)];
}

/** CloudFormation deploys no stack set in the management account. */
function isLeftOut({ organization }: AccessFile, { rollout }: RoleDeclaration, accountId: string): boolean {
  return (
    rollout === "stackSet" &&
    organization?.callAs !== "delegatedAdmin" &&
    organization?.accountId === accountId
  );
}

/** The earlier end; no end is the last of all. */
function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Date.parse(one) < Date.parse(other) ? one : other;
}

function later(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  return Date.parse(one) < Date.parse(other) ? other : one;
}

/** Whether the file says that a request is let through. */
export function isDeclared({ file, places, callers, grants }: Declared, request: Request): boolean {
  const { caller } = request;
  const place = places.find(({ arn }) => arn === request.roleArn);
  if (!place) throw new Error(`no ${request.roleArn}`);
  if (caller.kind === "user" && request.mfaAge === undefined) {
    const { existing, denyWithoutMfa = file.identityAccount.denyWithoutMfa } =
      file.users?.[caller.name] ?? {};
    if (denyWithoutMfa && !existing) return false;
  }
  const isCaller = (one: Caller) => isPrincipal(one) && isPrincipal(caller) && one.arn === caller.arn;
  const grant = grants.find((one) => isCaller(one.caller) && one.roleArn === place.arn);
  const isInTime =
    grant !== undefined && (grant.until === undefined || Date.parse(request.time) < Date.parse(grant.until));
  if (place.existing) return isInTime && actionsOf(request).length === 1;
  const isStranger = !callers.some(isCaller);
  const ways = waysIn(file, place, request, { isGranted: grant !== undefined, isInTime });
  return actionsOf(request).every((action) => {
    // The end of a grant stands at the permission to assume the role: without it, the others are of no use.
    const isPermitted = action === "sts:AssumeRole" ? isInTime : grant !== undefined;
    return ways.some(
      (way) =>
        (isStranger || isPermitted || way.withoutPermission) &&
        areMet(way.conditions, request) &&
        (action !== "sts:TagSession" || (way.conditions.tagSession ?? false) !== false) &&
        (action !== "sts:SetSourceIdentity" || (way.conditions.setSourceIdentity ?? false) !== false),
    );
  });
}

interface Way {
  readonly conditions: Conditions;
  readonly withoutPermission?: boolean;
}

/** The ways into a role by which it lets the caller in, each with what it asks. */
function waysIn(
  file: AccessFile,
  { settings, account }: DeclaredPlace,
  { caller, organizationPath }: Request,
  { isGranted, isInTime }: { readonly isGranted: boolean; readonly isInTime: boolean },
): Way[] {
  const identity = file.identityAccount.id;
  const entries: readonly TrustedEntityDeclaration[] = [
    settings.trustedEntity ?? { identityAccount: true as const },
  ].flat();
  if (caller.kind === "service")
    return entries.some(({ service }) => [service].flat().includes(caller.service))
      ? [{ conditions: {} }]
      : [];
  const ofRole = writtenIn(settings);
  if (caller.kind === "token")
    return entries
      .filter((entry) => isTokenOf(entry, caller))
      .map((entry) => {
        const { sourceIps, tagSession, setSourceIdentity } = { ...ofRole, ...writtenIn(entry) };
        return { conditions: { sourceIps, tagSession, setSourceIdentity } };
      });
  const found = entries.flatMap((entry) => {
    const accounts = [entry.awsAccount ?? []].flat();
    const isIdentity = caller.account === identity && (entry.identityAccount || accounts.includes(identity));
    const isNamed =
      isIdentity ||
      accounts.includes(caller.account) ||
      (entry.principals ?? []).some((arn) => covers(arn, caller.arn));
    const isInUnit = (entry.organizationalUnits ?? []).some((path) => covers(path, organizationPath));
    if (!isNamed && !isInUnit) return [];
    const { requireMfa, ...asked } = { ...ofRole, ...writtenIn(entry) };
    const byDefault = requireMfa === undefined && asked.mfaMaxAge === undefined && isIdentity;
    const conditions = { ...asked, requireMfa: requireMfa ?? byDefault };
    const withoutPermission = isInUnit && caller.account === account;
    return [{ conditions, isIdentity, isInUnit, byDefault, withoutPermission }];
  });
  const open = found.filter(({ isIdentity }) => !isIdentity || !settings.trustGrantedOnly || isInTime);
  const isRoleHere = isGranted && isInTime && caller.kind === "role";
  const isMade = !Object.values(file.principals ?? {}).some(
    (principal) =>
      caller.kind === "role" && roleNameOf(principal) === caller.name && principal.account === undefined,
  );
  if (!isRoleHere || !isMade) return open;
  const naming = found.filter(({ isInUnit }) => !isInUnit);
  if (naming.length === 0) return [...open, { conditions: ofRole }];
  // A role's session has no MFA: what asks for it only by default does not ask the roles that are granted this one.
  const isNotMade = Object.values(file.principals ?? {}).some(
    (principal) => caller.kind === "role" && roleNameOf(principal) === caller.name,
  );
  const forRoles = naming.every(({ byDefault }) => byDefault) && !isNotMade ? naming : [];
  return [
    ...open,
    ...forRoles.map(({ conditions }) => ({ conditions: { ...conditions, requireMfa: false } })),
  ];
}

/** Whether an entry means a token: that provider's, for that audience, with one of the subjects. */
function isTokenOf(
  { saml, webIdentity }: TrustedEntityDeclaration,
  { provider, keys }: Extract<Caller, { readonly kind: "token" }>,
): boolean {
  if (saml)
    return (
      provider === `saml-provider/${saml.provider}` &&
      keys["SAML:aud"] === (saml.audience ?? "https://signin.aws.amazon.com/saml")
    );
  if (!webIdentity) return false;
  const { provider: host, audience, subjects = ["*"] } = webIdentity;
  return (
    provider === `oidc-provider/${host}` &&
    [audience].flat().includes(keys[`${host}:aud`] as string) &&
    subjects.some((subject) => covers(subject, keys[`${host}:sub`] as string))
  );
}

function writtenIn(settings: Conditions): Conditions {
  return Object.fromEntries(
    conditionKeys.flatMap((key) => (settings[key] === undefined ? [] : [[key, settings[key]]])),
  );
}

/** Whether a text is one that a pattern with `*` means. */
function covers(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`).test(text);
}

/** Whether a request has all that is asked. The generated files know one range, one maximum age and one organization. */
function areMet(asked: Conditions, request: Request): boolean {
  const { caller, mfaAge, sourceIdentity } = request;
  const identities = Array.isArray(asked.setSourceIdentity) ? (asked.setSourceIdentity as string[]) : [];
  return (
    (!asked.requireMfa || mfaAge !== undefined) &&
    (asked.mfaMaxAge === undefined || (mfaAge !== undefined && mfaAge < 3600)) &&
    (asked.externalId === undefined || asked.externalId === request.externalId) &&
    (asked.sourceIps === undefined || request.sourceIp.startsWith("198.51.100.")) &&
    (asked.organizationId === undefined || asked.organizationId === request.organizationId) &&
    (!asked.requireUserSessionName || (request.ownSessionName && caller.kind === "user")) &&
    (!Array.isArray(asked.tagSession) ||
      asked.tagSession.every((key) => request.sessionTags.includes(key))) &&
    (identities.length === 0 ||
      (sourceIdentity !== undefined && identities.some((one) => covers(one, sourceIdentity))))
  );
}
