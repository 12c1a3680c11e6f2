/** Rules about grants that outgrow IAM's policies. */
import { groupOrPolicyName, inlinePolicyCharacters, policyCharacters } from "../../iam/limits";
import { policyJson } from "../../iam/policy-document";
import { type Access, type Grantee, granteePath, granteesOf, placesOf } from "../access";
import {
  attachmentsForGrants,
  grantPolicies,
  grantPolicyName,
  inlineCharacters,
  ownInlineCharacters,
} from "../grant-policies";
import { policiesNamed } from "../policy-places";
import { errorRule, ofAccess } from "./rule";

/** The quota of the managed policies of a grantee; that of groups cannot be raised. */
const quotaKeys = {
  user: "managedPoliciesPerUser",
  principal: "managedPoliciesPerRole",
  group: undefined,
} as const;

/** The grantees, of the places of one role one for each of its settings: the others have as much space. */
function granteesThatDiffer(access: Access): Grantee[] {
  const key = (grantee: Grantee) => (grantee.kind === "principal" && grantee.place?.settings) || grantee;
  return [
    ...new Map([...granteesOf(access)].reverse().map((grantee) => [key(grantee), grantee])).values(),
  ].reverse();
}

export const tooManyGrants = errorRule(
  "too-many-grants",
  ofAccess(function* (access) {
    for (const grantee of granteesThatDiffer(access)) {
      const { tooMany } = grantPolicies(access, grantee);
      if (!tooMany) continue;
      const path = [...granteePath(grantee), "canAssume"];
      if (grantee.kind === "principal" && grantee.permissionSet !== undefined) {
        const message = `may assume ${tooMany.arns} roles; their ARNs do not fit into the inline policy of a permission set, ${inlinePolicyCharacters.role} characters: divide the grants over permission sets, or grant { role: <role>, accounts: organization }, the role of that name in every account of the organization`;
        yield { path, message, data: { limit: inlinePolicyCharacters.role } };
        continue;
      }
      const limit = attachmentsForGrants(access, grantee);
      const key = quotaKeys[grantee.kind];
      const account = grantee.kind === "principal" ? grantee.targetAccount?.name : undefined;
      const where = account === undefined ? "the identity account" : `"${account}"`;
      const raise = key === undefined ? "" : `raise the quota in ${where} and write it in quotas.${key}, `;
      const message = `may assume ${tooMany.arns} roles; their ARNs need ${tooMany.policies} managed policies, and ${limit} can be attached: ${raise}divide the grants over ${overWhat(grantee)}, or grant { role: <role>, accounts: organization }, the role of that name in every account of the organization`;
      yield { path, message, data: { limit, actual: tooMany.policies } };
    }
  }),
);

/** What grants can be divided over. */
function overWhat(grantee: Grantee): string {
  return grantee.kind === "principal" && grantee.place ? "several roles" : "groups";
}

/** What lets a grantee pass session tags or a source identity stands in its inline policy. */
export const sessionGrantsTooLong = errorRule(
  "session-grants-too-long",
  ofAccess(function* (access) {
    for (const grantee of granteesThatDiffer(access)) {
      const { inline } = grantPolicies(access, grantee);
      const actual = inline ? policyCharacters(policyJson(inline)) + ownInlineCharacters(grantee) : 0;
      const limit = inlineCharacters[grantee.kind];
      const message = `may assume so many roles with tagSession or setSourceIdentity that its inline policies have ${actual} characters, and IAM allows ${limit}; divide the grants over ${overWhat(grantee)}`;
      if (actual > limit)
        yield { path: [...granteePath(grantee), "canAssume"], message, data: { limit, actual } };
    }
  }),
);

export const grantPolicyNameTooLong = errorRule(
  "grant-policy-name-too-long",
  ofAccess(function* (access) {
    // The names of users and principals are short enough.
    for (const group of access.groups) {
      const names = grantPolicies(access, group).managed.map(
        ({ key }) => access.policyNamePrefix + grantPolicyName(group, key),
      );
      const tooLong = names.find((name) => !groupOrPolicyName.test(name));
      const message = `its grants need managed policies with names such as "${tooLong}", over 128 characters; choose a shorter name`;
      if (tooLong !== undefined) yield { path: ["groups", group.name], aboutKey: true, message };
    }
  }),
);

/** Each account has those that the file declares and those with grants; others may be there besides. */
export const tooManyPolicies = errorRule(
  "too-many-policies",
  ofAccess(function* (access) {
    const limit = access.quotas.customerManagedPolicies;
    for (const [accountId, { declared, ofUsers, grants }] of policiesByAccount(access)) {
      const actual = declared.size + ofUsers.size + grants;
      if (actual <= limit) continue;
      const target = access.targetAccounts.find(({ id }) => id === accountId);
      const isIdentity = accountId === access.identityAccount.id;
      const where = isIdentity || !target ? "the identity account" : `"${target.name}"`;
      const message = `${where} would have ${actual} customer managed policies: ${declared.size} of the entries in policies, ${grants} with grants, ${ofUsers.size} for users; IAM allows ${limit}: raise the quota there and write it in quotas.customerManagedPolicies, or divide users over groups, which need fewer policies for their grants`;
      const path = isIdentity || !target ? ["identityAccount"] : ["targetAccounts", target.name];
      yield { path, aboutKey: true, message, data: { limit, actual } };
    }
  }),
);

interface PoliciesOfAccount {
  /** Names of the declared policies. */
  readonly declared: Set<string>;
  /** The policies for all users that have self-service, or are denied without MFA. */
  readonly ofUsers: Set<string>;
  /** The number of policies with grants. */
  grants: number;
}

/** The customer managed policies of each account, by its id. */
function policiesByAccount(access: Access): Map<string, PoliciesOfAccount> {
  const found = new Map<string, PoliciesOfAccount>();
  const of = (accountId: string) => {
    const known = found.get(accountId) ?? { declared: new Set(), ofUsers: new Set(), grants: 0 };
    found.set(accountId, known);
    return known;
  };
  const identity = of(access.identityAccount.id);
  for (const { role, account, settings } of placesOf(access))
    for (const { name } of role.existing ? [] : policiesNamed(settings)) of(account.id).declared.add(name);
  for (const grantee of [...access.users, ...access.groups])
    for (const { name } of grantee.existing ? [] : policiesNamed(grantee)) identity.declared.add(name);
  for (const { existing, selfService, denyWithoutMfa, enrolMfaWithAccessKey } of access.users) {
    if (existing) continue;
    if (selfService) identity.ofUsers.add(`self-service ${enrolMfaWithAccessKey}`);
    if (denyWithoutMfa) identity.ofUsers.add(`deny-without-mfa ${enrolMfaWithAccessKey}`);
  }
  // The packing takes time, and few organizations can come near the limit.
  const granted = granteesOf(access).filter(({ grants }) => grants.length > 0);
  const most = granted.reduce((sum, grantee) => sum + attachmentsForGrants(access, grantee), 0);
  for (const grantee of isNear(access, found, most) ? granted : []) {
    const account = grantee.kind === "principal" ? grantee.targetAccount : undefined;
    of((account ?? access.identityAccount).id).grants += grantPolicies(access, grantee).managed.length;
  }
  return found;
}

/** Whether an account could be over the limit with so many policies more. */
function isNear({ quotas }: Access, found: ReadonlyMap<string, PoliciesOfAccount>, more: number): boolean {
  const fullest = Math.max(
    ...[...found.values()].map(({ declared, ofUsers }) => declared.size + ofUsers.size),
  );
  return fullest + more > quotas.customerManagedPolicies;
}
