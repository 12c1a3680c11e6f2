/** The policies that let a user, group or principal assume what it is granted, and how much room they take. */
import {
  assumeRoleInOrganizationStatement,
  assumeRolePermission,
  assumeRoleStatement,
} from "../iam/assume-role-permission";
import { type GrantedAccount, packGrants } from "../iam/grant-packing";
import * as limits from "../iam/limits";
import { type PolicyDocument, policyDocument, policyJson, type Statement } from "../iam/policy-document";
import { type Access, type Grant, type Grantee, granteesOf } from "./access";
import { isUnknown } from "./unknown";

/** The policies with the grants of one grantee. */
export interface GrantPolicies {
  /** The inline policy. `undefined`: nothing is granted, or managed policies hold all grants. */
  readonly inline?: PolicyDocument;
  /** Customer managed policies of the identity account, each with a key that tells it from the others. */
  readonly managed: readonly ManagedGrantPolicy[];
  /** Whether slack was given up: one more account may change all of the policies. */
  readonly tight: boolean;
  /** Set if the role ARNs do not fit in the policies that can be attached. */
  readonly tooMany?: TooManyGrants;
}

/** A customer managed policy with some of the grants of one grantee. */
export interface ManagedGrantPolicy {
  /** Tells the policy from the other policies of the grantee. Part of its name. */
  readonly key: string;
  /** The policy document. */
  readonly document: PolicyDocument;
}

/** The size of grants that do not fit in the policies that can be attached. */
export interface TooManyGrants {
  /** The number of role ARNs that are granted. */
  readonly arns: number;
  /** The number of policies that the ARNs need at least. */
  readonly policies: number;
}

const inlineCharacters = {
  user: limits.inlinePolicyCharacters.user,
  group: limits.inlinePolicyCharacters.group,
  principal: limits.inlinePolicyCharacters.role,
} as const;

/** How many managed policies can be attached to a grantee for its grants. */
export function attachmentsForGrants({ identityAccount }: Access, grantee: Grantee): number {
  const room = limits.managedPoliciesAttached.default;
  if (grantee.kind !== "user") return room;
  return room - Number(grantee.selfService) - Number(identityAccount.denyWithoutMfa && !grantee.existing);
}

/** The policies of one grantee. */
export function grantPolicies(access: Access, grantee: Grantee): GrantPolicies {
  const inOrganization = grantee.grants.filter(({ organization }) => organization).map(({ role }) => role);
  const statements: Statement[] =
    inOrganization.length > 0 && access.organization
      ? [assumeRoleInOrganizationStatement(access.partition, inOrganization, access.organization.id)]
      : [];
  const taken = statements.length === 0 ? 0 : policyJson(policyDocument(...statements)).length;
  const packed = packGrants(grantedAccounts(grantee.grants), {
    inlineCharacters: inlineCharacters[grantee.kind] - taken,
    attachments: attachmentsForGrants(access, grantee),
  });
  if (packed.kind === "inline") statements.unshift(assumeRoleStatement(packed.arns));
  return {
    inline: statements.length === 0 ? undefined : policyDocument(...statements),
    managed:
      packed.kind === "managed"
        ? packed.policies.map(({ key, arns }) => ({ key, document: assumeRolePermission(arns) }))
        : [],
    tight: packed.kind === "managed" && packed.tight,
    tooMany: packed.kind === "full" ? { arns: packed.arns, policies: packed.fewest } : undefined,
  };
}

/** Name of a customer managed policy with grants: names of policies are unique in an account, whatever their paths. */
export function grantPolicyName({ kind, name }: Pick<Grantee, "kind" | "name">, key: string): string {
  return `assume-roles-${kind}-${name}-${key}`;
}

/** The exact ARNs that are granted, by account: what one account more or less changes. */
function grantedAccounts(grants: readonly Grant[]): GrantedAccount[] {
  const arns = new Map<string, string[]>();
  for (const { places, organization } of grants) {
    if (organization) continue;
    for (const { account, arn } of places) {
      // An unknown id has another number whenever the program around it changes; the name stays.
      const id = isUnknown(account.id) ? account.name : account.id;
      const inAccount = arns.get(id) ?? [];
      arns.set(id, inAccount);
      inAccount.push(arn);
    }
  }
  return [...arns].map(([accountId, inAccount]) => ({ accountId, arns: inAccount }));
}

/** How much of the policy size that IAM allows the grants of one grantee use. */
export interface PolicySizeUsed {
  /** The user, group or principal. */
  readonly grantee: Grantee;
  /** Characters of the inline policy, and how many IAM allows. */
  readonly inline: QuotaUsed;
  /** Managed policies for grants, and how many can be attached. */
  readonly managed: QuotaUsed;
  /** Whether one more account may change all of the policies. */
  readonly tight: boolean;
}

/** How much of an IAM quota is used. */
export interface QuotaUsed {
  /** The amount used. */
  readonly used: number;
  /** The amount that IAM allows. */
  readonly of: number;
}

/** The policy size used, for each grantee with a grant. */
export function policySizesUsed(access: Access): PolicySizeUsed[] {
  return granteesOf(access)
    .filter(({ grants }) => grants.length > 0)
    .map((grantee) => {
      const { inline, managed, tight } = grantPolicies(access, grantee);
      return {
        grantee,
        inline: { used: inline ? policyJson(inline).length : 0, of: inlineCharacters[grantee.kind] },
        managed: { used: managed.length, of: attachmentsForGrants(access, grantee) },
        tight,
      };
    });
}
