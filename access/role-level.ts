/** The level of a role in an account: from its managed and inline policies and its permissions boundary. */
import type { EffectivePermissions } from "../iam/effective-permissions";
import type { Bearer } from "../iam/held-escalation";
import { type RoleLevel, roleLevel } from "../iam/level";
import { contentOf, type RolePolicy } from "../iam/role-policy";
import type {
  Access,
  Group,
  ManagedPolicy,
  OwnPolicies,
  Role,
  RolePlace,
  RoleSettings,
  User,
} from "./access";
import { policiesElsewhere } from "./made-elsewhere";
import { isSameInAllAccounts } from "./role-name";
import { managedPolicyArn } from "./role-place";

export type { RoleLevel };

/** The level of a role in one account. */
export function levelOf(place: RolePlace): RoleLevel {
  const { settings, account } = place;
  const levels = known.get(settings) ?? new Map<string, RoleLevel>();
  known.set(settings, levels);
  // Accounts that no document names are all alike.
  const key = documentsText(settings).includes(account.id) || hasOwnMeaning(place) ? account.id : "";
  const level = levels.get(key) ?? roleLevel(policiesOf(place));
  levels.set(key, level);
  return level;
}

/** Cache: a role has the same settings in many accounts. */
const known = new WeakMap<RoleSettings, Map<string, RoleLevel>>();

/**
 * The places of a role that stand for all that have the same settings: the first, and those whose account a document of
 * the role names, or where its policies tell roles apart by names that differ between the accounts.
 */
export function differingPlaces({ places }: Role, settings: RoleSettings): RolePlace[] {
  const text = documentsText(settings);
  return places
    .filter((place) => place.settings === settings)
    .filter((place, index) => index === 0 || text.includes(place.account.id) || hasOwnMeaning(place));
}

/** Whether a role has another name in each account, and its policies tell roles apart by their names. */
function hasOwnMeaning(place: RolePlace): boolean {
  if (isSameInAllAccounts(place.role.roleName)) return false;
  const known = tellingRolesApart.get(place.settings);
  if (known !== undefined) return known;
  const { policies, boundary } = policiesOf(place);
  const found = [...policies, ...(boundary ? [boundary] : [])].some((policy) =>
    contentOf(policy)?.rules.some(({ resources }) => resources.some(mayNameRoles)),
  );
  tellingRolesApart.set(place.settings, found);
  return found;
}

const tellingRolesApart = new WeakMap<RoleSettings, boolean>();

/** Whether a pattern of ARNs may match some roles and not others: not so of everything, and of other services. */
function mayNameRoles(pattern: string): boolean {
  return pattern !== "*" && !/^arn:[^:]*:(?!iam:)[a-z0-9-]+:/.test(pattern);
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
  const bearer = { role: { name: place.roleName, path: role.path }, accountId: account.id };
  if (role.existing) return { ...bearer, policies: [policiesElsewhere], boundary: undefined };
  return {
    ...bearer,
    policies: [
      ...settings.managedPolicies.map(managed),
      ...settings.inlinePolicies.map((policy): RolePolicy => ({ kind: "document", ...policy })),
    ],
    boundary: settings.permissionsBoundary && managed(settings.permissionsBoundary),
  };
}

/** The level of a user or group by the policies of its own, as opposed to the roles that it is granted. */
export function ownLevelOf({ identityAccount }: Access, grantee: User | Group): RoleLevel {
  const boundary = grantee.kind === "user" ? grantee.permissionsBoundary : undefined;
  return roleLevel({
    role: { name: grantee.name, path: grantee.path },
    accountId: identityAccount.id,
    policies: ownPoliciesOf({ identityAccount }, grantee),
    boundary: boundary && rolePolicy(boundary, managedPolicyArn(identityAccount, boundary)),
  });
}

/** The managed and inline policies that are declared for a user or group. */
export function ownPoliciesOf(
  { identityAccount }: Pick<Access, "identityAccount">,
  { managedPolicies, inlinePolicies }: OwnPolicies,
): RolePolicy[] {
  return [
    ...managedPolicies.map((policy) => rolePolicy(policy, managedPolicyArn(identityAccount, policy))),
    ...inlinePolicies.map((policy): RolePolicy => ({ kind: "document", ...policy })),
  ];
}

/** A managed policy by its ARN: AWS's own are known by path and name, customer managed ones only if they are declared here. */
export function rolePolicy(policy: ManagedPolicy, arn: string): RolePolicy {
  const { name } = policy;
  if (policy.kind === "customer" && policy.declared)
    return { kind: "document", name, document: policy.declared.document, arn };
  const awsName = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  return awsName === undefined ? { kind: "unknown", name, arn } : { kind: "aws", name: awsName };
}

const texts = new WeakMap<RoleSettings, string>();

function documentsText(settings: RoleSettings): string {
  const { inlinePolicies, managedPolicies, permissionsBoundary } = settings;
  const managed = [...managedPolicies, permissionsBoundary].flatMap(
    (policy) => (policy?.kind === "customer" && policy.declared?.document) || [],
  );
  const text = texts.get(settings) ?? JSON.stringify([inlinePolicies, managed]);
  texts.set(settings, text);
  return text;
}

/** Whether a document of the settings names an account, so that the settings mean another thing in each account. */
export function namesAccounts({
  inlinePolicies,
  managedPolicies,
  permissionsBoundary,
}: RoleSettings): boolean {
  return /\d{12}/.test(JSON.stringify([inlinePolicies, managedPolicies, permissionsBoundary ?? null]));
}
