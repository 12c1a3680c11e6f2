/** Rules about roles that allow everything. */
import { letsAccountsIn } from "../../iam/custom-trust";
import { sessionDuration } from "../../iam/limits";
import type { PolicyDocument } from "../../iam/policy-document";
import { conditionsOf, demandsItsKey, statementsOf } from "../../iam/statement";
import { administratorBy } from "../administrator";
import { durationText } from "../duration";
import { canRead, declaredSettings } from "./declared-settings";
import { ofAccess, warningRule } from "./rule";

/** Seconds: half a working day. */
const longSession = 4 * 3600;

export const administratorWithoutMfa = warningRule(
  "administrator-without-mfa",
  ofAccess(function* (access, declared) {
    const principalGrants = access.principals.flatMap(({ grants }) => grants);
    const byPrincipals = new Set(
      principalGrants.flatMap(({ places }) => places.map(({ settings }) => settings)),
    );
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const policy = administratorBy(settings);
      if (policy === undefined || !sets("managedPolicies", "inlinePolicies", "requireMfa")) continue;
      if (!canRead(declared, settings, "permissionsBoundary", "requireMfa", "mfaMaxAge")) continue;
      const { at } = settings.declared;
      const problem = `"${role.name}" allows everything (${policy})${where}, and does not require MFA`;
      if (role.trustedEntity.kind === "custom" && !asksForMfa(role.trustedEntity.document)) {
        const message = `${problem}; add the condition Bool: { aws:MultiFactorAuthPresent: "true" }`;
        yield { path: where === "" ? [...at, "trustedEntity", "custom"] : at, aboutKey: true, message };
      }
      const { requireMfa, mfaMaxAge } = settings.conditions;
      if (role.trustedEntity.kind !== "account" || requireMfa || mfaMaxAge !== undefined) continue;
      const message = byPrincipals.has(settings)
        ? `${problem}, which a principal cannot have; grant principals a role that allows less`
        : `${problem}; set requireMfa: true`;
      yield { path: at, aboutKey: true, message };
    }
  }),
);

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

export const administratorLongSession = warningRule(
  "administrator-long-session",
  ofAccess(function* (access, declared) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const policy = administratorBy(settings);
      const {
        maxSessionDuration: actual,
        declared: { at },
      } = settings;
      // A service takes sessions of its own length. One that is longer than IAM allows is an error.
      if (role.trustedEntity.kind === "service" || actual <= longSession || actual > sessionDuration.max)
        continue;
      if (policy === undefined || !canRead(declared, settings, "permissionsBoundary")) continue;
      if (!sets("managedPolicies", "inlinePolicies", "maxSessionDuration")) continue;
      const message = `"${role.name}" allows everything (${policy})${where}, in sessions of ${durationText(actual)}; set ${durationText(longSession)} or less, because a stolen session lasts as long`;
      yield { path: [...at, "maxSessionDuration"], message, data: { limit: longSession, actual } };
    }
  }),
);
