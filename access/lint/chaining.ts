/** Rules about principals: roles that assume roles, whose sessions lack what the sessions of users have. */
import { chainedSessionDuration } from "../../iam/limits";
import { type Access, principalArn, trustAsksForMfa } from "../access";
import { durationText } from "../duration";
import type { Path } from "../problem";
import { grantParts } from "../resolve";
import type { AccessFile } from "../schema";
import { type ReachedRole, reachedRoles } from "../settings";
import type { LintRule } from "./rule";

interface PrincipalReach extends ReachedRole {
  readonly principal: string;
  readonly arn: string;
  /** The grant. */
  readonly path: Path;
}

function* principalReach(access: Access, file: AccessFile): Iterable<PrincipalReach> {
  const reached = reachedRoles(access);
  for (const principal of access.principals)
    for (const { role, at } of reached(principal.grants)) {
      const { name } = principal;
      const index = file.principals?.[name]?.canAssume?.findIndex(
        (entry) => grantParts(entry).role === role.name,
      );
      yield {
        principal: name,
        arn: principalArn(access, principal),
        role,
        at,
        path: ["principals", name, "canAssume", index ?? 0],
      };
    }
}

function whereText({ at }: PrincipalReach): string {
  return at.overridden ? ` in "${at.account.name}"` : "";
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
export const chainedSession: LintRule = {
  id: "chained-session",
  severity: "warning",
  *check({ access, file }) {
    for (const reach of principalReach(access, file)) {
      const { maxSessionDuration } = reach.at.settings;
      if (maxSessionDuration > chainedSessionDuration)
        yield {
          path: reach.path,
          message: `"${reach.principal}" is a role, and AWS ends the session of a role that a role assumed after ${durationText(chainedSessionDuration)}: asking "${reach.role.name}"${whereText(reach)} for its maxSessionDuration of ${durationText(maxSessionDuration)} fails; ask for ${durationText(chainedSessionDuration)}, or give principals a role with that`,
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
    for (const reach of principalReach(access, file))
      if (trustAsksForMfa(access, reach.role, reach.at, reach.arn))
        yield {
          path: reach.path,
          message: `"${reach.role.name}"${whereText(reach)} requires MFA, which the sessions of a role such as "${reach.principal}" never have, so it could not be assumed; grant a role with requireMfa: false`,
        };
  },
};
