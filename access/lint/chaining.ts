/** Rules about principals: roles that assume roles, whose sessions lack what the sessions of users have. */
import { chainedSessionDuration } from "../../iam/limits";
import type { Access, Principal, RolePlace } from "../access";
import { durationText } from "../duration";
import type { Path } from "../problem";
import { grantParts } from "../resolve";
import { trustAsksForMfa } from "../role-place";
import type { AccessFile } from "../schema";
import { whereText } from "./declared-settings";
import type { LintRule } from "./rule";

interface PrincipalReach {
  readonly principal: Principal;
  /** The first of the places that have the same settings. */
  readonly place: RolePlace;
  /** The grant. */
  readonly path: Path;
}

/** The roles that principals are granted, once for each of their settings. */
function* principalReach({ principals }: Access, file: AccessFile): Iterable<PrincipalReach> {
  for (const principal of principals)
    for (const { role, places } of principal.grants) {
      const index = file.principals?.[principal.name]?.canAssume?.findIndex(
        (entry) => grantParts(entry).role === role.name,
      );
      for (const place of new Map(places.map((each) => [each.settings, each])).values())
        yield { principal, place, path: ["principals", principal.name, "canAssume", index ?? 0] };
    }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
export const chainedSession: LintRule = {
  id: "chained-session",
  severity: "warning",
  *check({ access, file }) {
    for (const { principal, place, path } of principalReach(access, file)) {
      const { maxSessionDuration } = place.settings;
      if (maxSessionDuration > chainedSessionDuration)
        yield {
          path,
          message: `"${principal.name}" is a role, and AWS ends the session of a role that a role assumed after ${durationText(chainedSessionDuration)}: asking "${place.role.name}"${whereText(place.settings)} for its maxSessionDuration of ${durationText(maxSessionDuration)} fails; ask for ${durationText(chainedSessionDuration)}, or give principals a role with that`,
        };
    }
  },
};

/**
 * A session of a role tells nothing of MFA, even where a user with MFA assumed the role; and a role has no device of its
 * own to name in AssumeRole.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (SerialNumber)
 */
export const mfaForPrincipal: LintRule = {
  id: "mfa-for-principal",
  severity: "warning",
  *check({ access, file }) {
    for (const { principal, place, path } of principalReach(access, file))
      if (trustAsksForMfa(access, place, principal))
        yield {
          path,
          message: `"${place.role.name}"${whereText(place.settings)} requires MFA, which the sessions of a role such as "${principal.name}" never have, so it could not be assumed; grant a role with requireMfa: false`,
        };
  },
};
