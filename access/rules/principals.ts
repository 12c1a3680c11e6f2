/** Rules about principals: roles that assume roles, whose sessions lack what the sessions of users have. */
import { chainedSessionDuration, reservedRoleName, reservedRolePath } from "../../iam/limits";
import type { Access, Principal, RolePlace } from "../access";
import { durationText } from "../duration";
import { each } from "../each";
import type { Path } from "../problem";
import { grantParts } from "../references";
import { whereText } from "./declared-settings";
import { requiresMfa } from "./requires-mfa";
import { type Declared, errorRule, ofAccess, warningRule } from "./rule";

export const duplicatePrincipal = errorRule("duplicate-principal", function* ({ declaration }) {
  const names = new Map<string, unknown>();
  for (const { path, value } of each(declaration, "principals.*.roleName")) {
    const other = names.get(value.toLowerCase());
    const message = `is the role of principal "${other}" already; merge the two entries`;
    if (other !== undefined) yield { path, message, data: { other } };
    names.set(value.toLowerCase(), path[1]);
  }
});

/**
 * A grant is a policy that Terraform attaches to the role.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html (error `UnmodifiableEntity`),
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export const unmodifiablePrincipal = errorRule("unmodifiable-principal", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "principals.*"))
    if (reservedRoleName.test(value.roleName ?? "") || reservedRolePath.test(value.path ?? ""))
      yield {
        path: [...path, "roleName"],
        message: `AWS itself manages the role "${value.roleName}", and IAM refuses to attach policies to it; grant another role, or write the grant into the permission set`,
      };
});

/** A session of a role has no user name. */
export const userNameOfPrincipal = errorRule(
  "user-name-of-principal",
  ofAccess(function* ({ principals }) {
    for (const { name, grants } of principals)
      for (const { role, places } of grants) {
        const message = `"${role.name}" requires a session with the IAM user's name, and "${name}" is a role and has none; remove requireUserSessionName, or the grant`;
        if (places.some(({ settings }) => settings.conditions.requireUserSessionName))
          yield { path: ["principals", name, "canAssume"], message, data: { role: role.name } };
      }
  }),
);

interface PrincipalReach {
  readonly principal: Principal;
  /** The first of the places that have the same settings. */
  readonly place: RolePlace;
  /** The grant. */
  readonly path: Path;
}

/** The roles that principals are granted, once for each of their settings. */
function* principalReach({ principals }: Access, { declaration }: Declared): Iterable<PrincipalReach> {
  for (const principal of principals)
    for (const { role, places } of principal.grants) {
      const index = declaration.principals?.[principal.name]?.canAssume?.findIndex(
        (entry) => entry !== undefined && grantParts(entry).role === role.name,
      );
      for (const place of new Map(places.map((each) => [each.settings, each])).values())
        yield { principal, place, path: ["principals", principal.name, "canAssume", index ?? 0] };
    }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
export const chainedSession = warningRule(
  "chained-session",
  ofAccess(function* (access, declared) {
    const longest = durationText(chainedSessionDuration);
    for (const { principal, place, path } of principalReach(access, declared)) {
      const { maxSessionDuration: actual } = place.settings;
      const role = `"${place.role.name}"${whereText(place.settings)}`;
      const message = `"${principal.name}" is a role, and AWS ends the session of a role that a role assumed after ${longest}: a request for the maxSessionDuration of ${role}, ${durationText(actual)}, fails; request ${longest}, or grant the principal a role with maxSessionDuration: ${longest}`;
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
      const message = `${role} requires MFA, which the session of a role such as "${principal.name}" never has, so it could not be assumed; grant a role with requireMfa: false`;
      if (requiresMfa(access, declared, place, principal)) yield { path, message };
    }
  }),
);
