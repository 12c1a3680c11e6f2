/** Rules about principals: roles that assume roles, whose sessions lack what the sessions of users have. */
import { chainedSessionDuration, reservedRoleName, reservedRolePath } from "../../iam/limits";
import { permissionSetOf } from "../../iam/permission-set";
import {
  type Access,
  firstPrincipals,
  granteePath,
  type Principal,
  placesOf,
  type RolePlace,
} from "../access";
import { durationText } from "../duration";
import { each } from "../each";
import type { Path } from "../problem";
import { grantParts } from "../references";
import { namesCaller, trustsOf } from "../role-place";
import { whereText } from "./declared-settings";
import { requiresMfa } from "./requires-mfa";
import { type Declared, errorRule, ofAccess, warningRule } from "./rule";

export const duplicatePrincipal = errorRule("duplicate-principal", function* ({ declaration }) {
  const names = new Map<string, unknown>();
  for (const { path, value } of each(declaration, "principals.*.roleName", "principals.*.permissionSet")) {
    const { account = "" } = declaration.principals?.[String(path[1])] ?? {};
    const accountId = declaration.targetAccounts?.[account]?.id ?? declaration.identityAccount?.id;
    const key = `${path[2]} ${accountId} ${value}`.toLowerCase();
    const other = names.get(key);
    const message = `is the role of principal "${other}" already; merge the two entries`;
    if (other !== undefined) yield { path, message, data: { other } };
    names.set(key, path[1]);
  }
});

/** One role is declared once. IAM takes names for equal that differ in case only, whatever their paths. */
export const principalIsRole = errorRule(
  "principal-is-role",
  ofAccess(function* (access) {
    const key = (accountId: string, roleName: string) => `${accountId} ${roleName.toLowerCase()}`;
    const roles = new Map(placesOf(access).map((place) => [key(place.account.id, place.roleName), place]));
    for (const { name, arn, roleName, place, permissionSet } of access.principals) {
      const same = place ? undefined : roles.get(key(arn.split(":")[4] ?? "", roleName));
      if (!same || permissionSet !== undefined) continue;
      const { role, account } = same;
      const message = `is the role "${role.name}" of this file in "${account.name}"; write canAssume at roles.${role.name}, and remove this principal`;
      yield { path: ["principals", name, "roleName"], message, data: { role: role.name } };
    }
  }),
);

/** Each place of a role would be granted itself among the others. */
export const roleAssumesItself = errorRule("role-assumes-itself", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "roles.*.canAssume.*")) {
    const message = `is this role itself; a session of "${path[1]}" has its permissions already: remove it`;
    if (grantParts(value).role === path[1]) yield { path, message };
  }
});

/**
 * A grant is a policy that Terraform attaches to the role.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html (error `UnmodifiableEntity`),
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export const unmodifiablePrincipal = errorRule("unmodifiable-principal", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "principals.*")) {
    const { roleName = "" } = value;
    const set = permissionSetOf(roleName);
    const remedy = set === undefined ? "permissionSet: <permission set>" : `permissionSet: ${set}`;
    const message = reservedRoleName.test(roleName)
      ? `is the role of a permission set, and IAM refuses to attach policies to it; write ${remedy} instead of roleName`
      : `AWS itself manages the role "${roleName}", and IAM refuses to attach policies to it; grant another role, or for IAM Identity Center write permissionSet instead of roleName`;
    if (reservedRoleName.test(roleName) || reservedRolePath.test(value.path ?? ""))
      yield { path: [...path, "roleName"], message };
  }
});

export const notForPermissionSets = errorRule("not-for-permission-sets", function* ({ declaration }) {
  const messages = {
    path: "AWS decides the path of a permission set's role; remove it",
    account:
      "the permission set of a principal is the one that is assigned in the identity account; remove account",
  };
  for (const { path, value } of each(declaration, "principals.*"))
    for (const key of ["path", "account"] as const)
      if (value.permissionSet !== undefined && value[key] !== undefined)
        yield { path: [...path, key], message: messages[key] };
});

/** A session of a role has no user name. */
export const userNameOfPrincipal = errorRule(
  "user-name-of-principal",
  ofAccess(function* (access) {
    for (const principal of firstPrincipals(access))
      for (const { role, places } of principal.grants) {
        const message = `"${role.name}" requires a session with the IAM user's name, and "${nameOf(principal)}" is a role and has none; remove requireUserSessionName, or the grant`;
        if (places.some((place) => requiresUserSessionName(place, principal.arn)))
          yield { path: [...granteePath(principal), "canAssume"], message, data: { role: role.name } };
      }
  }),
);

/** Whether every statement that names a caller requires a session with the name of an IAM user. */
function requiresUserSessionName(place: RolePlace, arn: string): boolean {
  const ways = trustsOf(place).filter((trust) => namesCaller(trust, arn));
  return ways.length > 0 && ways.every(({ conditions }) => conditions.requireUserSessionName);
}

interface PrincipalReach {
  readonly principal: Principal;
  /** The first of the places that have the same settings. */
  readonly place: RolePlace;
  /** The grant. */
  readonly path: Path;
}

/** The roles that principals are granted, once for each of their settings. */
function* principalReach(access: Access, { declaration }: Declared): Iterable<PrincipalReach> {
  for (const principal of firstPrincipals(access))
    for (const { role, places } of principal.grants) {
      const { place: own, name } = principal;
      const entry = own ? declaration.roles?.[own.role.name] : declaration.principals?.[name];
      const index = entry?.canAssume?.findIndex(
        (grant) => grant !== undefined && grantParts(grant).role === role.name,
      );
      for (const place of new Map(places.map((each) => [each.settings, each])).values())
        yield { principal, place, path: [...granteePath(principal), "canAssume", index ?? 0] };
    }
}

/** The name of a principal in the file. */
function nameOf({ name, place }: Principal): string {
  return place?.role.name ?? name;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
export const chainedSession = warningRule(
  "chained-session",
  ofAccess(function* (access, declared) {
    const longest = durationText(chainedSessionDuration);
    for (const { principal, place, path } of principalReach(access, declared)) {
      const { maxSessionDuration: actual } = place.settings;
      const role = `"${place.role.name}"${whereText(place.settings)}`;
      const message = `"${nameOf(principal)}" is a role, and AWS ends the session of a role that a role assumed after ${longest}: a request for the maxSessionDuration of ${role}, ${durationText(actual)}, fails; request ${longest}, or grant a role with maxSessionDuration: ${longest}`;
      if (actual > chainedSessionDuration)
        yield { path, message, data: { limit: chainedSessionDuration, actual } };
    }
  }),
);

/**
 * A session of a role carries nothing of MFA, even where a user with MFA assumed the role; and a role has no device to name
 * in AssumeRole. The grant is in vain, but lets nobody in: a warning.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (SerialNumber)
 */
export const mfaForPrincipal = warningRule(
  "mfa-for-principal",
  ofAccess(function* (access, declared) {
    for (const { principal, place, path } of principalReach(access, declared)) {
      const role = `"${place.role.name}"${whereText(place.settings)}`;
      const remedy = principal.targetAccount
        ? `remove requireMfa and mfaMaxAge there (users of the identity account then still need MFA), or the grant`
        : "grant a role with requireMfa: false";
      const message = `${role} requires MFA, which the session of a role such as "${nameOf(principal)}" never has, so it could not be assumed; ${remedy}`;
      if (requiresMfa(access, declared, place, principal)) yield { path, message };
    }
  }),
);
