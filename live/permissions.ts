/** What the policies of a user, group or role give together, as far as their content is known. */
import type { EffectivePermissions } from "../iam/effective-permissions";
import { contentOf, type RolePolicy } from "../iam/role-policy";
import type { IamAccount, IamHolder } from "./iam-account";

/** The managed and inline policies of a user, group or role, and its permissions boundary. */
export interface HeldPolicies {
  readonly policies: readonly RolePolicy[];
  readonly boundary?: RolePolicy;
}

/** The policies of a holder in its account. */
export function heldPolicies(
  { policies }: Pick<IamAccount, "policies">,
  holder: Pick<IamHolder, "managedPolicies" | "inlinePolicies"> & { readonly permissionsBoundary?: string },
): HeldPolicies {
  const managed = (arn: string): RolePolicy => {
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    const awsName = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
    if (awsName !== undefined) return { kind: "aws", name: awsName };
    const document = policies.get(arn);
    return document ? { kind: "document", name, document, arn } : { kind: "unknown", name, arn };
  };
  return {
    policies: [
      ...holder.managedPolicies.map(managed),
      ...[...holder.inlinePolicies].map(
        ([name, document]): RolePolicy => ({ kind: "document", name, document }),
      ),
    ],
    boundary: holder.permissionsBoundary === undefined ? undefined : managed(holder.permissionsBoundary),
  };
}

/**
 * The permissions of held policies. A policy or boundary of unknown content allows everything: what cannot be read must not
 * hide access.
 */
export function permissionsOf({ policies, boundary }: HeldPolicies): EffectivePermissions {
  return {
    policies: policies.flatMap((policy) => contentOf(policy) ?? contentOf(everything(policy.name)) ?? []),
    boundary: boundary && contentOf(boundary),
  };
}

function everything(name: string): RolePolicy {
  const allow = { Effect: "Allow", Action: "*", Resource: "*" } as const;
  return { kind: "document", name, document: { Version: "2012-10-17", Statement: allow } };
}
