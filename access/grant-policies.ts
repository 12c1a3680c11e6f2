/** The policies that let a user, group or principal assume what it is granted, and how much room they take. */
import {
  assumeRoleInOrganizationStatement,
  assumeRolePolicy,
  assumeRoleStatement,
} from "../iam/assume-role-policy";
import { type GrantedAccount, packGrants } from "../iam/grant-packing";
import * as limits from "../iam/limits";
import { type PolicyDocument, policyDocument, policyJson, type Statement } from "../iam/policy-document";
import { type Access, type Grant, roleArn } from "./access";

/** Who is granted roles, and with how much room. */
export interface GrantHolder {
  readonly kind: "user" | "group" | "principal";
  readonly name: string;
  readonly grants: readonly Grant[];
  /** How many managed policies can be attached for grants. */
  readonly attachments: number;
}

export interface GrantPolicies {
  /** `undefined` where there is nothing for it to say. */
  readonly inline?: PolicyDocument;
  /** Customer managed policies of the identity account, each with a key that tells it from the others. */
  readonly managed: readonly { readonly key: string; readonly document: PolicyDocument }[];
  /** Whether each policy is filled before the next begins: one more account may change all of them. */
  readonly tight: boolean;
  /** The number of role ARNs, where they fit in no number of policies that can be attached. */
  readonly tooMany?: { readonly arns: number; readonly policies: number };
}

const inlineCharacters = {
  user: limits.inlinePolicyCharacters.user,
  group: limits.inlinePolicyCharacters.group,
  principal: limits.inlinePolicyCharacters.role,
} as const;

/** Everybody who may be granted a role: users, groups, principals. */
export function grantHolders(access: Access): GrantHolder[] {
  const room = limits.managedPoliciesAttached.default;
  return [
    ...access.users.map(({ name, grants, selfService, existing }) => ({
      kind: "user" as const,
      name,
      grants,
      attachments: room - Number(selfService) - Number(access.identityAccount.denyWithoutMfa && !existing),
    })),
    ...access.groups.map(({ name, grants }) => ({ kind: "group" as const, name, grants, attachments: room })),
    ...access.principals.map(({ name, grants }) => ({
      kind: "principal" as const,
      name,
      grants,
      attachments: room,
    })),
  ];
}

/** The policies of one holder. */
export function grantPolicies(access: Access, holder: GrantHolder): GrantPolicies {
  const inOrganization = holder.grants.filter(({ organization }) => organization).map(({ role }) => role);
  const statements: Statement[] =
    inOrganization.length > 0 && access.organization
      ? [assumeRoleInOrganizationStatement(access.partition, inOrganization, access.organization.id)]
      : [];
  const taken = statements.length === 0 ? 0 : policyJson(policyDocument(...statements)).length;
  const packed = packGrants(grantedAccounts(access, holder.grants), {
    inlineCharacters: inlineCharacters[holder.kind] - taken,
    attachments: holder.attachments,
  });
  if (packed.kind === "inline") statements.unshift(assumeRoleStatement(packed.arns));
  return {
    inline: statements.length === 0 ? undefined : policyDocument(...statements),
    managed:
      packed.kind === "managed"
        ? packed.policies.map(({ key, arns }) => ({ key, document: assumeRolePolicy(arns) }))
        : [],
    tight: packed.kind === "managed" && packed.tight,
    tooMany: packed.kind === "full" ? { arns: packed.arns, policies: packed.fewest } : undefined,
  };
}

/** Name of a customer managed policy with grants: names of policies are unique in an account, whatever their paths. */
export function grantPolicyName(holder: Pick<GrantHolder, "kind" | "name">, key: string): string {
  return `assume-roles-${holder.kind}-${holder.name}-${key}`;
}

/** The exact ARNs that are granted, by account: what one account more or less changes. */
function grantedAccounts(access: Access, grants: readonly Grant[]): GrantedAccount[] {
  const arns = new Map<string, string[]>();
  for (const { role, accounts, organization } of grants) {
    if (organization) continue;
    for (const account of accounts) {
      // A token has another text whenever the program around it changes; the name stays.
      const id = account.id.includes("${") ? account.name : account.id;
      const inAccount = arns.get(id) ?? [];
      arns.set(id, inAccount);
      inAccount.push(roleArn(access, role, account));
    }
  }
  return [...arns].map(([accountId, inAccount]) => ({ accountId, arns: inAccount }));
}

/** How full the room of a holder is. */
export interface GrantRoom {
  readonly holder: GrantHolder;
  /** Characters of the inline policy, and how many there may be. */
  readonly inline: { readonly used: number; readonly of: number };
  /** Managed policies for grants, and how many there may be. */
  readonly managed: { readonly used: number; readonly of: number };
  readonly tight: boolean;
}

/** How full the room of each holder is that is granted anything. */
export function grantRooms(access: Access): GrantRoom[] {
  return grantHolders(access)
    .filter(({ grants }) => grants.length > 0)
    .map((holder) => {
      const { inline, managed, tight } = grantPolicies(access, holder);
      return {
        holder,
        inline: { used: inline ? policyJson(inline).length : 0, of: inlineCharacters[holder.kind] },
        managed: { used: managed.length, of: holder.attachments },
        tight,
      };
    });
}
