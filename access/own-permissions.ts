/**
 * What the declared policies of a user or group say about assuming roles, apart from its grants: its managed and inline
 * policies, those of its groups, and its permissions boundary.
 */
import { coversAction, resourceCovered } from "../iam/evaluation";
import {
  type PolicyDocument,
  policyDocument,
  policyVersion,
  type Statement,
  toList,
} from "../iam/policy-document";
import { variablesIn } from "../iam/policy-variable";
import { documentOf } from "../iam/role-policy";
import type { Access, Group, RolePlace, User } from "./access";
import type { PolicySource } from "./matrix";
import { ownPoliciesOf, rolePolicy } from "./role-level";
import { managedPolicyArn } from "./role-place";

/** What the policies of a user or group say about assuming one role. */
export interface OwnPermissions {
  /** The same text where the policies say the same. */
  readonly key: string;
  readonly identity: readonly (PolicyDocument | "unknown")[];
  readonly boundary?: PolicyDocument | "unknown";
  /** The policies that allow it, or may do so because their content is not known. Their conditions are not asked. */
  readonly allowing: readonly PolicySource[];
  /** Whether a statement denies it, or the boundary may not allow it. */
  readonly isLimited: boolean;
}

/** What the policies say about assuming a role; the same object for all roles about which they say the same. */
export type OwnPermissionsOn = (place: RolePlace) => OwnPermissions;

/** The policies of a user or group; `undefined` where none of them is about assuming roles. */
export function ownPermissions(access: Access, holder: User | Group): OwnPermissionsOn | undefined {
  const held = heldPolicies(access, holder);
  const boundary = boundaryOf(access, holder);
  if (held.length === 0 && boundary === undefined) return undefined;
  const known = new Map<string, OwnPermissions>();
  return (place) => {
    const parts = held.map((policy) => partOn(policy, place));
    const key = JSON.stringify([holder.kind, holder.name, parts.map(({ key }) => key)]);
    const found = known.get(key) ?? permissionsOf(key, parts, boundary);
    known.set(key, found);
    return found;
  };
}

/** A policy, as far as it is about assuming roles. */
interface HeldPolicy {
  readonly source: PolicySource;
  /** "unknown": its content is not known. */
  readonly statements: readonly Statement[] | "unknown";
  readonly version: string;
}

function heldPolicies(access: Access, holder: User | Group): HeldPolicy[] {
  const ofHolder = (each: User | Group, group?: string) =>
    each.existing
      ? []
      : ownPoliciesOf(access, each).map((policy): HeldPolicy => {
          const source = { policy: policy.name, ...(group !== undefined && { group }) };
          const document = documentOf(policy);
          if (document === "unknown")
            return { source: { ...source, contentUnknown: true }, statements: document, version: "" };
          return { source, statements: aboutAssuming(document), version: document.Version };
        });
  const own = ofHolder(holder);
  if (holder.kind === "user")
    // A membership that ends is one of a group without policies of its own.
    for (const group of holder.groups) own.push(...ofHolder(group, group.name));
  return own.filter(({ statements }) => statements === "unknown" || statements.length > 0);
}

function boundaryOf(access: Access, holder: User | Group): OwnPermissions["boundary"] {
  if (holder.kind === "group" || !holder.permissionsBoundary) return undefined;
  const { permissionsBoundary: boundary } = holder;
  return documentOf(rolePolicy(boundary, managedPolicyArn(access.identityAccount, boundary)));
}

const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

function aboutAssuming(document: PolicyDocument): Statement[] {
  return toList(document.Statement).filter((statement) =>
    actions.some((action) => coversAction(statement, action)),
  );
}

/** The part of a policy that is about one role. */
interface PolicyPart extends HeldPolicy {
  readonly key: string;
}

const unknownContext = { get: () => undefined };

function partOn(policy: HeldPolicy, { arn }: RolePlace): PolicyPart {
  const { statements, version } = policy;
  if (statements === "unknown") return { ...policy, key: statements };
  let key = "";
  const about = statements.flatMap((statement, index): Statement[] => {
    const covered = resourceCovered(
      statement,
      arn,
      unknownContext,
      version === policyVersion ? undefined : true,
    );
    if (covered === false) return [];
    // The values of variables depend on the caller: the evaluator decides about them.
    const isOpen = [...toList(statement.Resource), ...toList(statement.NotResource)].some(
      (pattern) => variablesIn(pattern).length > 0,
    );
    key += isOpen ? `${index}:${arn} ` : `${index} `;
    const { NotResource: _, ...rest } = statement;
    return [isOpen ? statement : { ...rest, Resource: "*" }];
  });
  return { ...policy, statements: about, key };
}

function permissionsOf(
  key: string,
  parts: readonly PolicyPart[],
  boundary: OwnPermissions["boundary"],
): OwnPermissions {
  const has = ({ statements }: PolicyPart, effect: Statement["Effect"]) =>
    statements !== "unknown" &&
    statements.some(
      (statement) =>
        statement.Effect === effect && (effect === "Deny" || coversAction(statement, "sts:AssumeRole")),
    );
  return {
    key,
    identity: parts.map(({ statements, version }) =>
      statements === "unknown" ? statements : { Version: version, Statement: statements },
    ),
    boundary,
    allowing: parts
      .filter((part) => part.statements === "unknown" || has(part, "Allow"))
      .map(({ source }) => source),
    isLimited: (boundary !== undefined && boundary !== "unknown") || parts.some((part) => has(part, "Deny")),
  };
}

const allowsAssuming = policyDocument({ Effect: "Allow", Action: actions, Resource: "*" });

/** The permissions of somebody who is granted a role as well. What is not known is taken to limit nothing. */
export function withGrant({
  key,
  identity,
  boundary,
}: OwnPermissions): Pick<OwnPermissions, "key" | "identity" | "boundary"> {
  return {
    key: `${key} granted`,
    identity: [allowsAssuming, ...identity.filter((document) => document !== "unknown")],
    boundary: boundary === "unknown" ? undefined : boundary,
  };
}
