/**
 * The level of a role: one word for all that its policies allow.
 *
 * A level never says less than AWS may allow. Where only a request decides, it says more: conditions of an Allow count
 * as met, and conditions of a Deny as not met. Service control policies and resource policies do not count.
 */
import { highestAccess } from "./effective-access";
import type { Allowance, EffectivePermissions } from "./effective-permissions";
import type { EscalationGrade, EscalationPath } from "./escalation";
import { type Bearer, heldEscalation, heldPath } from "./held-escalation";
import { contentOf, type PolicyContent, type RolePolicy, type Rule } from "./role-policy";

/**
 * The levels, the highest first.
 *
 * - `administrator`: its policies allow everything. They may deny some actions, as long as the role can change them.
 * - `escalates`: it can make itself administrator; see iam/escalation.ts.
 * - `permissions`: it decides who may do something, as by the policy of a bucket.
 * - `write`, `read`: see iam/access-level.ts.
 * - `none`: it may do nothing.
 */
export const roleLevels = ["administrator", "escalates", "permissions", "write", "read", "none"] as const;

/** A level, where the content of all policies is known: `administrator` is the highest, `none` the lowest. */
export type KnownLevel = (typeof roleLevels)[number];

/** The level of a role, and why. */
export interface RoleLevel {
  /** `unknown`: the content of a policy is not known, and the others give less than `escalates`. */
  readonly level: KnownLevel | "unknown";
  /** With an unknown level: the level that the policies of known content give. */
  readonly atLeast?: KnownLevel;
  /** How the role becomes administrator. Only with `escalates`. */
  readonly path?: EscalationPath;
  /** The statements that decide. With `escalates`, one for each need of the path. */
  readonly because: readonly Allowance[];
  /** `possible` where it depends on more than the policies: see {@link EscalationGrade}, and `boundaryUnknown`. */
  readonly grade: EscalationGrade;
  /** Whether the content of the boundary is not known. The level is then the one without boundary. */
  readonly boundaryUnknown: boolean;
  /** Names of the policies whose content is not known. */
  readonly unknownPolicies: readonly string[];
}

/** All that the level of a role depends on. */
export interface RolePolicies extends Omit<Bearer, "policyArns"> {
  /** All its policies, managed and inline. */
  readonly policies: readonly RolePolicy[];
  /** Its permissions boundary. */
  readonly boundary?: RolePolicy;
}

/** The level of a role. */
export function roleLevel({ policies, boundary, ...role }: RolePolicies): RoleLevel {
  const bearer = { ...role, policyArns: arnsOf(policies) };
  const known: PolicyContent[] = [];
  const unknownPolicies: string[] = [];
  for (const policy of policies) {
    const content = contentOf(policy);
    if (content) known.push(content);
    else unknownPolicies.push(policy.name);
  }
  const limit = boundary && contentOf(boundary);
  const without = levelOf({ policies: known }, bearer);
  const found =
    boundary && limit
      ? withinBoundary(without, { policies: known, boundary: limit }, { bearer, boundary })
      : without;
  const boundaryUnknown = boundary !== undefined && limit === undefined;
  const rest = { boundaryUnknown, unknownPolicies };
  if (unknownPolicies.length > 0 && !isAtLeast(found.level, "escalates"))
    return { level: "unknown", atLeast: found.level, because: found.because, grade: "possible", ...rest };
  return { ...found, grade: boundaryUnknown ? "possible" : found.grade, ...rest };
}

/** Whether a level is another or higher. */
export function isAtLeast(level: KnownLevel, other: KnownLevel): boolean {
  return roleLevels.indexOf(level) <= roleLevels.indexOf(other);
}

function arnsOf(policies: readonly RolePolicy[]): readonly string[] {
  return policies.flatMap((policy) => (policy.kind !== "aws" && policy.arn ? [policy.arn] : []));
}

type Found = Pick<RoleLevel, "path" | "because" | "grade"> & { readonly level: KnownLevel };

function levelOf(permissions: EffectivePermissions, bearer: Bearer): Found {
  const escalation = heldEscalation(permissions, bearer);
  if (escalation) {
    const { path, because } = escalation;
    const everything = path.grade === "proven" ? allowanceOfEverything(permissions, bearer) : undefined;
    return everything
      ? { level: "administrator", because: [everything], grade: "proven" }
      : { level: "escalates", path, because, grade: path.grade };
  }
  const access = highestAccess(permissions);
  return access
    ? { level: access.level, because: [access.by], grade: "proven" }
    : { level: "none", because: [], grade: "proven" };
}

/** The level within a boundary of known content. It is never higher than the one without. */
function withinBoundary(
  without: Found,
  permissions: EffectivePermissions,
  { bearer, boundary }: { readonly bearer: Bearer; readonly boundary: RolePolicy },
): Found {
  // The boundary limits what the role can give to itself. What it can give to others counts.
  const within = levelOf(permissions, { accountId: bearer.accountId, policyArns: [] });
  const lower = isAtLeast(without.level, within.level) ? within : without;
  if (lower.level === "administrator" || !isAtLeast(without.level, "escalates")) return lower;
  for (const path of boundaryRemovals) {
    const changesPolicy = path.needs.some(({ on }) => on === "its policy");
    if (changesPolicy && boundary.kind === "aws") continue;
    const because = heldPath(path, permissions, { ...bearer, policyArns: arnsOf([boundary]) });
    if (because) return { level: "escalates", path, because, grade: without.grade };
  }
  const toItself = lower.path?.needs.some(({ on }) => on === "itself" || on === "its policy");
  return toItself ? { ...lower, grade: "possible" } : lower;
}

/** Ways in which a role gets rid of its own permissions boundary, so that its policies allow more. */
export const boundaryRemovals: readonly EscalationPath[] = [
  {
    id: "delete-role-permissions-boundary",
    needs: [{ action: "iam:DeleteRolePermissionsBoundary", on: "itself" }],
    grade: "proven",
    how: "Removes its own permissions boundary.",
    source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html",
  },
  {
    id: "put-role-permissions-boundary",
    needs: [{ action: "iam:PutRolePermissionsBoundary", on: "itself" }],
    grade: "proven",
    how: "Sets AdministratorAccess as its own permissions boundary.",
    source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html",
  },
  {
    id: "create-policy-version-of-permissions-boundary",
    needs: [{ action: "iam:CreatePolicyVersion", on: "its policy" }],
    grade: "proven",
    how: "Gives the policy that is its permissions boundary a new default version that allows everything.",
    source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html",
  },
];

/**
 * The Allow of everything on everything; `undefined` when there is none. A Deny of some actions does not count, nor does
 * an Allow that leaves out some resources.
 */
function allowanceOfEverything(permissions: EffectivePermissions, bearer: Bearer): Allowance | undefined {
  const everywhere = withRules(permissions, ({ allows, exceptResources }) => !allows || !exceptResources);
  const held = heldPath(everything("anyservice", "AnyAction"), everywhere, bearer);
  if (!held) return undefined;
  // Another statement must allow the actions that one leaves out.
  const allowing = withRules(everywhere, ({ allows }) => allows);
  const leftOut = [...allowing.policies, ...(allowing.boundary ? [allowing.boundary] : [])]
    .flatMap(({ rules }) => rules.filter(({ exceptActions }) => exceptActions))
    .flatMap(({ actions }) =>
      [...actions].flatMap(([service, names]) => names.map((name) => ({ service, name }))),
    );
  const allowed = leftOut.every(({ service, name }) =>
    heldPath(everything(service, name.replace(/[*?]/g, "x")), allowing, bearer),
  );
  const [allowance] = held;
  return allowed && allowance ? { ...allowance, action: "*" } : undefined;
}

/** An action on any resource of its service, in a region and in none. */
function everything(service: string, name: string): Pick<EscalationPath, "needs"> {
  return {
    needs: ["", "{region}"].map((region) => ({
      action: `${service}:${name}`,
      on: `arn:{partition}:${service}:${region}:{account}:{any}` as const,
    })),
  };
}

function withRules(
  { policies, boundary }: EffectivePermissions,
  keeps: (rule: Rule) => boolean,
): EffectivePermissions {
  const kept = (content: PolicyContent) => ({ ...content, rules: content.rules.filter(keeps) });
  return { policies: policies.map(kept), boundary: boundary && kept(boundary) };
}
