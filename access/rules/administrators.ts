/** Rules about roles that allow everything. */
import { sessionDuration } from "../../iam/limits";
import { toList } from "../../iam/policy-document";
import { statementsForPullRequests } from "../../iam/pull-request";
import { waysIn } from "../../iam/ways-in";
import type { Role, RoleSettings, RoleTrust } from "../access";
import { durationText } from "../duration";
import { differingPlaces, levelOf } from "../role-level";
import { placeTrustPolicy } from "../role-place";
import { canRead, declaredSettings } from "./declared-settings";
import { trustPath } from "./declared-trust";
import { assumedWithoutMfa, chainWithoutMfa } from "./requires-mfa";
import { ofAccess, warningRule } from "./rule";

/** Seconds: half a working day. */
const longSession = 4 * 3600;

/** The name of the policy that makes a role administrator in one of its accounts; `undefined` if none does. */
function administratorPolicy(role: Role, settings: RoleSettings): string | undefined {
  const levels = differingPlaces(role, settings).map(levelOf);
  // What a boundary of unknown content leaves is not known.
  return levels.find(({ level, boundaryUnknown }) => level === "administrator" && !boundaryUnknown)
    ?.because[0]?.policy;
}

/** The same of a role that can certainly make itself administrator. */
function strongPolicy(role: Role, settings: RoleSettings): string | undefined {
  const levels = differingPlaces(role, settings).map(levelOf);
  const strong = levels.find(
    ({ level, grade, boundaryUnknown }) =>
      !boundaryUnknown && (level === "administrator" || (level === "escalates" && grade === "proven")),
  );
  return strong?.because[0]?.policy;
}

export const administratorWithoutMfa = warningRule(
  "administrator-without-mfa",
  ofAccess(function* (access, declared) {
    const principalGrants = access.principals.flatMap(({ grants }) => grants);
    const byPrincipals = new Set(
      principalGrants.flatMap(({ places }) => places.map(({ settings }) => settings)),
    );
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const policy = administratorPolicy(role, settings);
      if (policy === undefined || !sets("managedPolicies", "inlinePolicies", "requireMfa", "trustedEntity"))
        continue;
      if (!canRead(declared, settings, "permissionsBoundary", "requireMfa", "mfaMaxAge")) continue;
      const { at } = settings.declared;
      if (!assumedWithoutMfa(settings, "anybody")) {
        const chain = chainWithoutMfa(access, settings);
        const who = chain?.place ? `the role "${chain.place.role.name}"` : `the principal "${chain?.name}"`;
        const remedy =
          chain?.place && !chain.place.role.existing
            ? "require MFA there, or grant it a role that allows less"
            : "it has no MFA, so grant it a role that allows less";
        const message = `"${role.name}" allows everything (${policy})${where}, and is assumed without MFA over ${who}; ${remedy}`;
        if (chain) yield { path: at, aboutKey: true, message };
        continue;
      }
      const problem = `"${role.name}" allows everything (${policy})${where}, and does not require MFA`;
      const custom = settings.trust.find(({ entity }) => entity.kind === "custom");
      if (custom) {
        const message = `${problem}; add the condition Bool: { aws:MultiFactorAuthPresent: "true" }`;
        const path = where === "" ? [...trustPath(settings, custom), "custom"] : at;
        yield { path, aboutKey: true, message };
        continue;
      }
      const message = byPrincipals.has(settings)
        ? `${problem}, which a principal cannot have; grant principals a role that allows less`
        : `${problem}; set requireMfa: true`;
      yield { path: at, aboutKey: true, message };
    }
  }),
);

export const administratorLongSession = warningRule(
  "administrator-long-session",
  ofAccess(function* (access, declared) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const {
        maxSessionDuration: actual,
        declared: { at },
      } = settings;
      // A service takes sessions of its own length. One that is longer than IAM allows is an error.
      if (settings.trust.every(({ entity }) => entity.kind === "service")) continue;
      if (actual <= longSession || actual > sessionDuration.max) continue;
      const policy = administratorPolicy(role, settings);
      if (policy === undefined || !canRead(declared, settings, "permissionsBoundary")) continue;
      if (!sets("managedPolicies", "inlinePolicies", "maxSessionDuration")) continue;
      const message = `"${role.name}" allows everything (${policy})${where}, in sessions of ${durationText(actual)}; set ${durationText(longSession)} or less, because a stolen session lasts as long`;
      yield { path: [...at, "maxSessionDuration"], message, data: { limit: longSession, actual } };
    }
  }),
);

/** Everybody who may pass the role to the service, or change the code that runs there, is administrator. */
export const administratorForService = warningRule(
  "administrator-for-service",
  ofAccess(function* (access, declared) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const trust = settings.trust.find((one) => servicesLetIn(one).length > 0);
      if (!trust || !sets("managedPolicies", "inlinePolicies", "permissionsBoundary", "trustedEntity"))
        continue;
      const [service] = servicesLetIn(trust);
      const policy = strongPolicy(role, settings);
      if (policy === undefined || !canRead(declared, settings, "permissionsBoundary")) continue;
      const message = `${service} becomes administrator by "${role.name}" (${policy})${where}, and so does everybody who controls what runs there; allow only what the service needs, or set a permissionsBoundary`;
      yield {
        path: where === "" ? trustPath(settings, trust) : settings.declared.at,
        aboutKey: true,
        message,
      };
    }
  }),
);

function servicesLetIn({ entity }: RoleTrust): readonly string[] {
  if (entity.kind === "service") return entity.services;
  if (entity.kind !== "custom") return [];
  const { document } = entity;
  return toList(document.Statement)
    .flatMap(({ Principal }) => (typeof Principal === "object" ? toList(Principal.Service) : []))
    .filter((service) => waysIn({ trust: document }, { kind: "service", service }).length > 0);
}

/** The author of a pull request chooses the code that runs with the role, before anybody approves it. */
export const administratorForPullRequests = warningRule(
  "administrator-for-pull-requests",
  ofAccess(function* (access, declared) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const trust = settings.trust.find(
        ({ entity: { kind } }) => kind === "webIdentity" || kind === "custom",
      );
      const [place] = differingPlaces(role, settings);
      if (place === undefined || !trust) continue;
      if (!sets("managedPolicies", "inlinePolicies", "permissionsBoundary", "trustedEntity")) continue;
      const policy = strongPolicy(role, settings);
      if (policy === undefined || !canRead(declared, settings, "permissionsBoundary")) continue;
      if (statementsForPullRequests(placeTrustPolicy(place)).length === 0) continue;
      const message = `pull requests become administrator by "${role.name}" (${policy})${where}, before anybody approves their code; limit the subjects to a branch or an environment, such as repo:acme/infra:ref:refs/heads/main`;
      yield {
        path: where === "" ? trustPath(settings, trust) : settings.declared.at,
        aboutKey: true,
        message,
      };
    }
  }),
);
