/** The policies that let a user, group or principal assume what it is granted, and how much room they take. */
import {
  arnInAnyAccount,
  assumeRoleInOrganizationStatement,
  assumeRolePermission,
  assumeRoleStatements,
  type Ends,
  inOrganization,
  type NamedRole,
  sessionStatement,
} from "../iam/assume-role-permission";
import { type GrantedAccount, packGrants } from "../iam/grant-packing";
import * as limits from "../iam/limits";
import {
  byCodePoint,
  type PolicyDocument,
  policyDocument,
  policyJson,
  type Statement,
} from "../iam/policy-document";
import { sessionActions, type Trust } from "../iam/trust-policy";
import {
  type Access,
  type Grant,
  type Grantee,
  granteesOf,
  grantsBy,
  laterTime,
  type OwnPolicies,
  type Principal,
  type RolePlace,
} from "./access";
import { grantPolicyPrefix } from "./own-policy-names";
import { namesCaller, trustsOf } from "./role-place";
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

/** How many characters the inline policies of a grantee can have. */
export const inlineCharacters = {
  user: limits.inlinePolicyCharacters.user,
  group: limits.inlinePolicyCharacters.group,
  principal: limits.inlinePolicyCharacters.role,
} as const;

/** How many managed policies can be attached to a grantee for its grants. */
export function attachmentsForGrants({ quotas }: Access, grantee: Grantee): number {
  // Nobody can attach a policy to the role of a permission set.
  if (grantee.kind === "principal") {
    const ofRole = grantee.place?.settings.managedPolicies.length ?? 0;
    return grantee.permissionSet === undefined ? Math.max(0, quotas.managedPoliciesPerRole - ofRole) : 0;
  }
  const own = grantee.managedPolicies.length;
  if (grantee.kind === "group") return Math.max(0, limits.managedPoliciesAttached.group.default - own);
  const room = Math.max(0, quotas.managedPoliciesPerUser - own);
  return room - Number(grantee.selfService) - Number(grantee.denyWithoutMfa);
}

/** How many characters the inline policies of its own take that a grantee has besides its grants. */
export function ownInlineCharacters(grantee: Grantee): number {
  const { inlinePolicies } = grantee.kind === "principal" ? (grantee.place?.settings ?? noPolicies) : grantee;
  return inlinePolicies.reduce((sum, { document }) => sum + policyJson(document).length, 0);
}

const noPolicies: Pick<OwnPolicies, "inlinePolicies"> = { inlinePolicies: [] };

/** The policies of one grantee. */
export function grantPolicies(access: Access, grantee: Grantee): GrantPolicies {
  const grants = permittedGrants(grantee);
  const statements = organizationStatements(access, grants);
  statements.push(...sessionStatements(access, grantee, grants));
  const besides = statements.length === 0 ? 0 : policyJson(policyDocument(...statements)).length;
  const taken = ownInlineCharacters(grantee) + besides;
  const ends = endsOf(grants);
  const room = {
    inlineCharacters: inlineCharacters[grantee.kind] - taken,
    attachments: attachmentsForGrants(access, grantee),
  };
  const packed = packGrants(grantedAccounts(grants), room, ends);
  if (packed.kind === "inline") statements.unshift(...assumeRoleStatements(packed.arns, ends));
  return {
    inline: statements.length === 0 ? undefined : policyDocument(...statements),
    managed:
      packed.kind === "managed"
        ? packed.policies.map(({ key, arns }) => ({ key, document: assumeRolePermission(arns, ends) }))
        : [],
    tight: packed.kind === "managed" && packed.tight,
    tooMany: packed.kind === "full" ? { arns: packed.arns, policies: packed.fewest } : undefined,
  };
}

/** The grants that the policies of a grantee itself give: its own, and those of groups whose membership ends. */
function permittedGrants(grantee: Grantee): readonly Grant[] {
  if (grantee.kind !== "user" || grantee.endingMemberships.length === 0) return grantee.grants;
  return [...grantee.grants, ...grantee.endingMemberships.flatMap(({ group }) => grantsBy(grantee, group))];
}

function organizationStatements({ partition, organization }: Access, grants: readonly Grant[]): Statement[] {
  const byEnd = new Map<string, NamedRole[]>();
  for (const { role, end, organization: inAnyAccount } of grants) {
    const { roleName: name, path } = role;
    const known = byEnd.get(end.until ?? "") ?? [];
    if (inAnyAccount) byEnd.set(end.until ?? "", [...known, { name, path }]);
  }
  return [...byEnd]
    .sort(([a], [b]) => byCodePoint(a, b))
    .flatMap(([until, roles]) =>
      organization
        ? assumeRoleInOrganizationStatement(
            partition,
            roles,
            organization.id,
            until === "" ? undefined : until,
          )
        : [],
    );
}

/** When each role ARN can no longer be assumed: by the grant that lasts longest. */
function endsOf(grants: readonly Grant[]): Ends {
  const ends = new Map<string, string | undefined>();
  for (const { places, organization, end } of grants)
    for (const { arn } of organization ? [] : places)
      ends.set(arn, ends.has(arn) ? laterTime(ends.get(arn), end.until) : end.until);
  return new Map([...ends].flatMap(([arn, until]) => (until === undefined ? [] : [[arn, until] as const])));
}

/**
 * The permission to set up sessions as the trust policies let callers do: `sts:TagSession`, `sts:SetSourceIdentity`. One
 * statement for the roles that allow the same, and one for those that are granted in any account of the organization.
 */
function sessionStatements(access: Access, grantee: Grantee, grants: readonly Grant[]): Statement[] {
  const { partition, organization } = access;
  interface Alike {
    readonly actions: readonly string[];
    readonly inAnyAccount: boolean;
    readonly arns: string[];
  }
  const alike = new Map<string, Alike>();
  for (const { role, places, organization: inAnyAccount } of grants)
    for (const place of places) {
      const conditions = trustsFor(access, place, grantee).map((trust) => trust.conditions);
      const actions = [...new Set(conditions.flatMap(sessionActions))].sort(byCodePoint);
      if (actions.length === 0) continue;
      const key = `${actions.join()} ${inAnyAccount}`;
      const known = alike.get(key) ?? { actions, inAnyAccount, arns: [] };
      alike.set(key, known);
      const anywhere = { name: role.roleName, path: role.path };
      known.arns.push(inAnyAccount ? arnInAnyAccount(partition, anywhere) : place.arn);
    }
  return [...alike]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([, { actions, inAnyAccount, arns }]) => {
      const statement = sessionStatement(actions, arns);
      return inAnyAccount && organization ? inOrganization(statement, organization.id) : statement;
    });
}

/** What a trust policy says of a grantee. */
function trustsFor(
  { identityAccount: { id } }: Access,
  place: RolePlace,
  grantee: Grantee,
): readonly Trust[] {
  if (grantee.kind === "principal" && grantee.targetAccount)
    return trustsOf(place).filter((trust) => namesCaller(trust, grantee.arn));
  return place.settings.trust.filter(
    ({ entity }) =>
      entity.kind === "organizationalUnits" || (entity.kind === "account" && entity.accountId === id),
  );
}

/** What the names of policies with grants are made of. */
export type NamedGrantee = Pick<Grantee, "kind" | "name"> & Pick<Principal, "place">;

/** Name of a customer managed policy with grants: names of policies are unique in an account, whatever their paths. */
export function grantPolicyName({ kind, name, place }: NamedGrantee, key: string): string {
  const holder = place ? `role-${place.roleName}` : `${kind}-${name}`;
  return `${grantPolicyPrefix}${holder}-${key}`;
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
    .filter((grantee) => permittedGrants(grantee).length > 0)
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

/** The policy that somebody has to put into a permission set: nobody can attach it to the role. */
export interface PermissionSetPolicy {
  /** The principal. */
  readonly principal: Principal;
  /** Name of its permission set. */
  readonly permissionSet: string;
  /** The inline policy. */
  readonly document: PolicyDocument;
}

/** The inline policies of the permission sets that are granted something. */
export function permissionSetPolicies(access: Access): PermissionSetPolicy[] {
  return access.principals.flatMap((principal) => {
    const { permissionSet } = principal;
    const document = permissionSet === undefined ? undefined : grantPolicies(access, principal).inline;
    return permissionSet === undefined || !document ? [] : [{ principal, permissionSet, document }];
  });
}
