/** Rules about roles that may do everything. */
import { letsAccountsIn } from "../../iam/custom-trust";
import type { PolicyDocument } from "../../iam/policy-document";
import { allowsEverything, conditionsOf, demandsItsKey, statementsOf } from "../../iam/statement";
import type { ManagedPolicy, RoleSettings } from "../access";
import { durationText } from "../duration";
import { declaredSettings } from "./declared-settings";
import type { LintRule } from "./rule";

/** Seconds: half a working day. */
const longSession = 4 * 3600;

/** What makes the bearer of a role an administrator; `undefined` when nothing does. */
export function administratorBy(settings: RoleSettings): string | undefined {
  // Whatever a role is allowed, it may do no more than its boundary.
  if (settings.permissionsBoundary && !isAdministratorAccess(settings.permissionsBoundary)) return undefined;
  const managed = settings.managedPolicies.find(isAdministratorAccess);
  const inline = settings.inlinePolicies.find(({ document }) =>
    statementsOf(document).some(({ statement }) => allowsEverything(statement)),
  );
  return (managed ?? inline)?.name;
}

function isAdministratorAccess(policy: ManagedPolicy): boolean {
  return (
    policy.name === "AdministratorAccess" &&
    (policy.kind === "aws" || (policy.kind === "arn" && /:iam::aws:policy\//.test(policy.arn)))
  );
}

export const administratorWithoutMfa: LintRule = {
  id: "administrator-without-mfa",
  severity: "warning",
  *check({ access }) {
    const byPrincipals = new Set(
      access.principals.flatMap(({ grants }) =>
        grants.flatMap(({ places }) => places.map(({ settings }) => settings)),
      ),
    );
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const { trustedEntity: entity } = role;
      const policy = administratorBy(settings);
      if (policy === undefined || !sets("managedPolicies", "inlinePolicies", "requireMfa")) continue;
      const message = `"${role.name}" may do everything (${policy})${where}, and asks for no MFA`;
      if (entity.kind === "custom" && !asksForMfa(entity.document))
        yield {
          path: where === "" ? [...settings.declared.at, "trustedEntity", "custom"] : settings.declared.at,
          aboutKey: true,
          message: `${message}; add the condition Bool: { aws:MultiFactorAuthPresent: "true" }`,
        };
      else if (entity.kind === "account" && !settings.conditions.requireMfa)
        yield {
          path: settings.declared.at,
          aboutKey: true,
          message: byPrincipals.has(settings)
            ? `${message}, which a principal cannot have; give principals a role that may do less`
            : `${message}; set requireMfa: true`,
        };
    }
  },
};

function asksForMfa(document: PolicyDocument): boolean {
  const statements = statementsOf(document).map(({ statement }) => statement);
  const speaksOfMfa = (statement: (typeof statements)[number], demanded: boolean) =>
    conditionsOf(statement).some(
      (condition) =>
        condition.key.startsWith("aws:multifactorauth") && (!demanded || demandsItsKey(condition)),
    );
  return (
    statements.filter(letsAccountsIn).every((statement) => speaksOfMfa(statement, true)) ||
    statements.some((statement) => statement.Effect === "Deny" && speaksOfMfa(statement, false))
  );
}

export const administratorLongSession: LintRule = {
  id: "administrator-long-session",
  severity: "warning",
  *check({ access }) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const policy = administratorBy(settings);
      // A service takes sessions of its own length.
      if (policy === undefined || role.trustedEntity.kind === "service") continue;
      if (
        settings.maxSessionDuration > longSession &&
        sets("managedPolicies", "inlinePolicies", "maxSessionDuration")
      )
        yield {
          path: [...settings.declared.at, "maxSessionDuration"],
          message: `"${role.name}" may do everything (${policy})${where}, in sessions of ${durationText(settings.maxSessionDuration)}; keep those to ${durationText(longSession)} or less, for a stolen session lasts as long`,
        };
    }
  },
};
