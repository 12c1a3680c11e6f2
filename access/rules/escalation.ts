/** Rules about roles that can make themselves administrator. */
import type { Allowance, EffectivePermissions } from "../../iam/effective-permissions";
import { type EscalationPath, escalationPaths } from "../../iam/escalation";
import { heldEscalation, heldPath } from "../../iam/held-escalation";
import { toList } from "../../iam/policy-document";
import { conditionsHold, type RequestContext } from "../../iam/request-conditions";
import type { PolicyContent, Rule as PolicyRule } from "../../iam/role-policy";
import type { RolePlace, RoleSettings } from "../access";
import { policiesNamed } from "../policy-places";
import type { Path } from "../problem";
import { differingPlaces, levelOf, permissionsOf } from "../role-level";
import { customTrustOf } from "../trusted-entity";
import { canRead, type DeclaredSettings, declaredSettings } from "./declared-settings";
import { assumedWithoutMfa } from "./requires-mfa";
import { type Declared, type Finding, ofAccess, type Rule, warningRule } from "./rule";

/**
 * An inline policy hides the way up, so it is reported in any case. An AWS managed policy is chosen by its name: it is
 * reported where people need no MFA, as AdministratorAccess is.
 */
export const escalation = warningRule(
  "escalation",
  ofAccess(function* (access, declared) {
    for (const one of declaredSettings(access)) {
      const found = escalationOf(one);
      if (found === undefined || !canRead(declared, one.settings, "permissionsBoundary")) continue;
      const { path, because } = found;
      const { role, settings, where, sets } = one;
      const inline = statementPath(settings, because);
      const how = path.how.charAt(0).toLowerCase() + path.how.slice(1, -1);
      const can = path.grade === "proven" ? "can make itself administrator" : "may become administrator";
      const problem = `"${role.name}" ${can}${where}: with ${actionsText(because)}, it ${how}`;
      if (inline !== undefined && sets("managedPolicies", "inlinePolicies", "permissionsBoundary"))
        yield {
          path: inline,
          message: `${problem}; list only the actions and resources that are needed, or set a permissionsBoundary`,
          data: { path: path.id },
        };
      if (inline !== undefined || !sets("managedPolicies", "inlinePolicies", "requireMfa", "trustedEntity"))
        continue;
      if (!canRead(declared, settings, "requireMfa", "mfaMaxAge") || !assumedWithoutMfa(settings, "users"))
        continue;
      const remedy = customTrustOf(settings.trust)
        ? "require MFA in the trust policy"
        : "set requireMfa: true";
      const message = `${problem}, and does not require MFA; ${remedy}, or grant a role that allows less`;
      yield { path: settings.declared.at, aboutKey: true, message, data: { path: path.id } };
    }
  }),
);

/** Rules of their own are about assuming roles. */
const pathsButAssuming = escalationPaths.filter(({ id }) => id !== "assume-role");

interface Escalation {
  readonly path: EscalationPath;
  readonly because: readonly Allowance[];
}

/** How a role makes itself administrator in one of its accounts. */
function escalationOf({
  role,
  settings,
}: Pick<DeclaredSettings, "role" | "settings">): Escalation | undefined {
  const found = differingPlaces(role, settings).flatMap((place) => {
    const { level, path, because, boundaryUnknown } = levelOf(place);
    if (level !== "escalates" || path === undefined || boundaryUnknown) return [];
    if (path.id !== "assume-role") return [{ path, because }];
    const { permissions, bearer } = permissionsOf(place);
    const other = heldEscalation(permissions, bearer, pathsButAssuming);
    if (other !== undefined) return [other];
    return statementPath(settings, because) === undefined ? [{ path, because }] : [];
  });
  return found.find(({ path }) => path.grade === "proven") ?? found[0];
}

/** Roles of strangers: they are in another organization, and have no tags. */
const strangersRole: RequestContext = {
  "aws:resourceorgid": "o-0000000000",
  "aws:resourceorgpaths": "o-0000000000/r-0000/",
  "resourcetag/": null,
};

export const assumeRoleWildcard = warningRule(
  "assume-role-wildcard",
  allowing(
    "assumeRole",
    (role) =>
      `allows assuming roles that it does not name, among them those of administrators, where they trust the account of "${role}"; list the roles' ARNs`,
  ),
);

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource */
export const passRoleWildcard = warningRule(
  "pass-role-wildcard",
  allowing(
    "passRole",
    (role) =>
      `allows passing roles that it does not name, among them those of administrators, to any service: a session of "${role}" can let a service do what a stronger role allows; list the roles' ARNs, or limit the services with iam:PassedToService`,
  ),
);

const needs = {
  assumeRole: [{ action: "sts:AssumeRole", on: "any role" }],
  // A service that no policy means stands for all others.
  passRole: [{ action: "iam:PassRole", on: "any role", passedTo: ["any-service.amazonaws.com"] }],
} as const;

/** Finds statements of inline policies. One that allows everything, or that another rule reports, is reported once. */
function allowing(need: keyof typeof needs, messageOf: (roleName: string) => string): Rule["check"] {
  return ofAccess(function* (access, declared): Iterable<Finding> {
    for (const { role, settings, sets } of declaredSettings(access)) {
      if (
        !sets("managedPolicies", "inlinePolicies", "permissionsBoundary") ||
        !boundaryIsKnown(declared, settings)
      )
        continue;
      const reported = escalationOf({ role, settings });
      const told = reported && statementPath(settings, reported.because)?.join();
      const [path] = differingPlaces(role, settings).flatMap((place) => {
        if (levelOf(place).level === "administrator") return [];
        const because = heldBy(place, need);
        const path = because && statementPath(settings, because);
        return path === undefined ? [] : [path];
      });
      if (path !== undefined && path.join() !== told) yield { path, message: messageOf(role.name) };
    }
  });
}

function boundaryIsKnown(declared: Declared, settings: RoleSettings): boolean {
  return canRead(declared, settings, "permissionsBoundary");
}

function heldBy(place: RolePlace, need: keyof typeof needs): readonly Allowance[] | undefined {
  const { permissions, bearer } = permissionsOf(place);
  return heldPath({ needs: needs[need] }, forStrangers(permissions), bearer);
}

/** Permissions as they are for roles of strangers: without the conditions that these meet, and the statements that do not apply. */
function forStrangers({ policies, boundary }: EffectivePermissions): EffectivePermissions {
  const rulesOf = (content: PolicyContent): PolicyContent => ({
    ...content,
    rules: content.rules.flatMap((rule): PolicyRule[] => {
      const conditions = rule.conditions.filter((one) => conditionsHold([one], strangersRole) !== true);
      return conditionsHold(conditions, strangersRole) === false ? [] : [{ ...rule, conditions }];
    }),
  });
  return { policies: policies.map(rulesOf), boundary: boundary && rulesOf(boundary) };
}

/** Where the statement that decides is in the file; `undefined` where policies that are declared elsewhere decide alone. */
function statementPath(settings: RoleSettings, because: readonly Allowance[]): Path | undefined {
  for (const { policy, statement: path } of because) {
    const found = documentAt(settings, policy);
    if (found === undefined || path === undefined) continue;
    const { document, at } = found;
    const statement = toList(document.Statement)[typeof path[1] === "number" ? path[1] : 0];
    const element = statement?.NotAction === undefined ? "Action" : "NotAction";
    return [...at, ...path, element];
  }
  return undefined;
}

/** The document of a policy, and where it is in the file. */
function documentAt(
  { declared: { at, keys }, inlinePolicies, managedPolicies }: RoleSettings,
  policy: string,
) {
  const document = inlinePolicies.find(({ name }) => name === policy)?.document;
  if (document)
    return {
      document,
      at: [...(keys.has("inlinePolicies") ? at : at.slice(0, 2)), "inlinePolicies", policy],
    };
  const [managed] = policiesNamed({ managedPolicies }).filter(({ name }) => name === policy);
  return managed && { document: managed.document, at: ["policies", policy, "document"] };
}

function actionsText(because: readonly Allowance[]): string {
  const actions = [...new Set(because.map(({ action, policy }) => `${action} (${policy})`))];
  return actions.join(" and ");
}
