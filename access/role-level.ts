/** The level of a role in an account: from its managed and inline policies and its permissions boundary. */
import type { EffectivePermissions } from "../iam/effective-permissions";
import type { Bearer } from "../iam/held-escalation";
import { type RoleLevel, roleLevel } from "../iam/level";
import { contentOf, type RolePolicy } from "../iam/role-policy";
import type { ManagedPolicy, Role, RolePlace, RoleSettings } from "./access";
import { managedPolicyArn } from "./role-place";

export type { RoleLevel };

/** The level of a role in one account. */
export function levelOf(place: RolePlace): RoleLevel {
  const { settings, account } = place;
  const levels = known.get(settings) ?? new Map<string, RoleLevel>();
  known.set(settings, levels);
  // Accounts that no document names are all alike.
  const key = documentsText(settings).includes(account.id) ? account.id : "";
  const level = levels.get(key) ?? roleLevel(policiesOf(place));
  levels.set(key, level);
  return level;
}

/** Cache: a role has the same settings in many accounts. */
const known = new WeakMap<RoleSettings, Map<string, RoleLevel>>();

/**
 * The places of a role that stand for all that have the same settings: the first, and those whose account a document of
 * the role names.
 */
export function differingPlaces({ places }: Role, settings: RoleSettings): RolePlace[] {
  const text = documentsText(settings);
  return places
    .filter((place) => place.settings === settings)
    .filter(({ account }, index) => index === 0 || text.includes(account.id));
}

/** The policies of a role in one account, as far as their content is known. */
export function permissionsOf(place: RolePlace): {
  readonly permissions: EffectivePermissions;
  readonly bearer: Bearer;
} {
  const { policies, boundary, role, accountId } = policiesOf(place);
  const policyArns = policies.flatMap((policy) => (policy.kind !== "aws" && policy.arn ? [policy.arn] : []));
  return {
    permissions: {
      policies: policies.flatMap((policy) => contentOf(policy) ?? []),
      boundary: boundary && contentOf(boundary),
    },
    bearer: { role, accountId, policyArns },
  };
}

/** The managed and inline policies of a role in one account, and its boundary. */
export function policiesOf(place: RolePlace) {
  const { role, account, settings } = place;
  const managed = (policy: ManagedPolicy) => rolePolicy(policy, managedPolicyArn(account, policy));
  return {
    role: { name: role.name, path: role.path },
    accountId: account.id,
    policies: [
      ...settings.managedPolicies.map(managed),
      ...settings.inlinePolicies.map((policy): RolePolicy => ({ kind: "document", ...policy })),
    ],
    boundary: settings.permissionsBoundary && managed(settings.permissionsBoundary),
  };
}

/** A managed policy by its ARN: AWS's own are known by path and name, customer managed ones are not known. */
export function rolePolicy({ name }: ManagedPolicy, arn: string): RolePolicy {
  const awsName = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  return awsName === undefined ? { kind: "unknown", name, arn } : { kind: "aws", name: awsName };
}

const texts = new WeakMap<RoleSettings, string>();

function documentsText(settings: RoleSettings): string {
  const text = texts.get(settings) ?? JSON.stringify(settings.inlinePolicies);
  texts.set(settings, text);
  return text;
}

/** Whether a document of the settings names an account, so that the settings mean another thing in each account. */
export function namesAccounts({ inlinePolicies, managedPolicies }: RoleSettings): boolean {
  return /\d{12}/.test(JSON.stringify([inlinePolicies, managedPolicies]));
}
