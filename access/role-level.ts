/** The level of a role in an account: what its policies and its boundary come to. */
import { type RoleLevel, roleLevel } from "../iam/level";
import type { RolePolicy } from "../iam/role-policy";
import type { ManagedPolicy, RolePlace, RoleSettings } from "./access";
import { managedPolicyArn } from "./role-place";

export type { RoleLevel };

/**
 * The levels of role places, each found out once: accounts that share the settings of a role share its level, unless a
 * document names an account.
 */
export function roleLevels(): (place: RolePlace) => RoleLevel {
  const known = new Map<RoleSettings, Map<string, RoleLevel>>();
  return (place) => {
    const { settings, account } = place;
    const ofSettings = known.get(settings) ?? new Map<string, RoleLevel>();
    known.set(settings, ofSettings);
    const key = namesAccounts(settings) ? account.id : "";
    const level = ofSettings.get(key) ?? levelOf(place);
    ofSettings.set(key, level);
    return level;
  };
}

/** The level of one place. */
export function levelOf({ role, account, settings }: RolePlace): RoleLevel {
  const policy = (managed: ManagedPolicy): RolePolicy => {
    const arn = managedPolicyArn(account, managed);
    const aws = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
    return aws === undefined ? { kind: "unknown", name: managed.name, arn } : { kind: "aws", name: aws };
  };
  return roleLevel({
    policies: [
      ...settings.managedPolicies.map(policy),
      ...settings.inlinePolicies.map(
        ({ name, document }): RolePolicy => ({ kind: "document", name, document }),
      ),
    ],
    boundary: settings.permissionsBoundary && policy(settings.permissionsBoundary),
    role: { name: role.name, path: role.path },
    accountId: account.id,
  });
}

function namesAccounts({ inlinePolicies, managedPolicies }: RoleSettings): boolean {
  return /\d{12}/.test(JSON.stringify([inlinePolicies, managedPolicies]));
}
