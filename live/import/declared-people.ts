/** The users, groups and principals of an access file. */
import { groupBy } from "../../access/group-by";
import type { GroupDeclaration, PrincipalDeclaration, UserDeclaration } from "../../access/schema";
import type { Partition } from "../../iam/partition";
import { permissionSetOf } from "../../iam/permission-set";
import { byCodePoint } from "../../iam/policy-document";
import type { Credential } from "../credential-report";
import type { IamAccount, IamUser } from "../iam-account";
import type { NamedPlaces } from "./declared-grants";
import { declaredPolicy } from "./declared-policies";
import type { GrantedHolder } from "./grant-reader";
import { type GrantedPeople, isPermissionSetRole } from "./identity-grants";
import { ownUsersPolicies } from "./own-users-policies";

/** What people are declared from. */
export interface PeopleToDeclare extends GrantedPeople {
  readonly partition: Partition;
  readonly identity: IamAccount;
  readonly places: NamedPlaces;
  /** `undefined`: not known. */
  readonly credentials?: readonly Credential[];
}

/** The people of an access file. */
export interface DeclaredPeople {
  readonly users: Readonly<Record<string, UserDeclaration>>;
  readonly groups: Readonly<Record<string, GroupDeclaration>>;
  readonly principals: Readonly<Record<string, PrincipalDeclaration>>;
  /** Whether every user is denied everything without MFA. */
  readonly denyWithoutMfa: boolean;
}

/** The users, groups and principals, sorted by name. */
export function declaredPeople(input: PeopleToDeclare): DeclaredPeople {
  const { users, groups, principals, places } = input;
  const ownPolicies = ownUsersPolicies(input.partition, input.identity);
  const declared = users.map((user) => ({ user, settings: settingsOf(user, ownPolicies) }));
  const denyWithoutMfa =
    users.length > 0 && declared.every(({ settings }) => settings.denyWithoutMfa === true);
  return {
    denyWithoutMfa,
    users: sorted(
      declared.map(({ user, settings }) => [
        user.holder.name,
        userOf(input, user, { ...settings, ...(denyWithoutMfa && { denyWithoutMfa: undefined }) }),
      ]),
    ),
    groups: sorted(
      groups.map(({ holder, ...granted }) => [
        holder.name,
        {
          ...pathOf(holder),
          adopt: true,
          ...policiesOf({ holder, ...granted }, input.identity.id),
          ...grantsOf(granted, places),
        },
      ]),
    ),
    principals: principalsOf(principals, places),
  };
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([a], [b]) => byCodePoint(a, b)));
}

function pathOf({ path }: { readonly path: string }) {
  return path === "/" ? {} : { path };
}

function grantsOf({ grants }: Pick<GrantedHolder, "grants">, places: NamedPlaces) {
  const canAssume = places.canAssume(grants);
  return canAssume.length === 0 ? {} : { canAssume };
}

function policiesOf(
  { managedPolicies, inlinePolicies }: GrantedHolder,
  accountId: string,
  own: readonly string[] = [],
) {
  const others = managedPolicies.filter((arn) => !own.includes(arn));
  return {
    ...(others.length > 0 && { managedPolicies: others.map((arn) => declaredPolicy(arn, accountId)) }),
    ...(inlinePolicies.size > 0 && { inlinePolicies: Object.fromEntries(inlinePolicies) as never }),
  };
}

type OwnPolicies = ReturnType<typeof ownUsersPolicies>;
interface UserSettings
  extends Pick<UserDeclaration, "selfService" | "enrolMfaWithAccessKey" | "denyWithoutMfa"> {
  readonly own: readonly string[];
}

function settingsOf({ managedPolicies }: GrantedHolder, ownPolicies: OwnPolicies): UserSettings {
  const own = managedPolicies.filter((arn) => ownPolicies.has(arn));
  return Object.assign({ own }, ...own.map((arn) => ownPolicies.get(arn)));
}

function userOf(
  { identity, places, credentials }: PeopleToDeclare,
  user: GrantedHolder<IamUser>,
  { own, selfService = false, ...settings }: UserSettings,
): UserDeclaration {
  const { holder } = user;
  const { tags, groups, permissionsBoundary } = holder;
  const hasPassword = credentials?.some((one) => one.user === holder.name && one.hasPassword) ?? false;
  // What the file takes for the user unless it says otherwise.
  const defaultSelfService = hasPassword || (settings.enrolMfaWithAccessKey ?? false);
  return {
    ...pathOf(holder),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(hasPassword && { consoleAccess: { adopt: true } }),
    ...(selfService !== defaultSelfService && { selfService }),
    ...(settings.enrolMfaWithAccessKey && { enrolMfaWithAccessKey: true }),
    ...(settings.denyWithoutMfa && { denyWithoutMfa: true }),
    ...policiesOf(user, identity.id, own),
    ...(permissionsBoundary !== undefined && {
      permissionsBoundary: declaredPolicy(permissionsBoundary, identity.id),
    }),
    ...(groups.length > 0 && { groups }),
    ...grantsOf(user, places),
  };
}

/** A permission set has one role in the account, or several if it was assigned again: they are one principal. */
function principalsOf(
  principals: GrantedPeople["principals"],
  places: NamedPlaces,
): Record<string, PrincipalDeclaration> {
  const named = principals.map(({ holder, grants }) => {
    const permissionSet = isPermissionSetRole(holder) ? permissionSetOf(holder.name) : undefined;
    return { name: permissionSet ?? holder.name, permissionSet, holder, grants };
  });
  return sorted(
    [...groupBy(named, ({ name, permissionSet }) => `${permissionSet === undefined} ${name}`).values()].map(
      (some) => {
        const [{ name, permissionSet, holder }] = some;
        const isTaken =
          permissionSet !== undefined &&
          named.some((one) => one.permissionSet === undefined && one.name === name);
        const canAssume = places.canAssume(new Map(some.flatMap(({ grants }) => [...grants])));
        return [
          isTaken ? `${name}-permission-set` : name,
          {
            ...(permissionSet === undefined
              ? { roleName: holder.name, ...pathOf(holder) }
              : { permissionSet }),
            canAssume,
          },
        ];
      },
    ),
  );
}
