/** The documents of a role place: its trust policy, and the ARNs of its managed policies. */
import { iamArn } from "../iam/arn";
import { asksForMfa } from "../iam/custom-trust";
import { awsManagedPolicyArn } from "../iam/managed-policy";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import { arnPattern, matchesText, wildcardText } from "../iam/text-pattern";
import { type Trust, trustPolicy } from "../iam/trust-policy";
import type { Access, Account, Caller, ManagedPolicy, RolePlace } from "./access";
import { customTrustOf } from "./trusted-entity";

/** The ARN of a managed policy as a role or user of `account` names it. */
export function managedPolicyArn({ partition, id }: Account, policy: ManagedPolicy): string {
  switch (policy.kind) {
    case "aws":
      return awsManagedPolicyArn(partition, policy.name) ?? iamArn(partition, "aws", "policy", policy.name);
    case "customer":
      return iamArn(partition, id, "policy", policy.name, policy.path);
    case "arn":
      return policy.arn;
  }
}

/**
 * What a role in one account trusts: the entities of its settings, those of the identity account limited to the grantees
 * where the settings say so, and the roles that are granted it.
 */
export function trustsOf({
  settings,
  trustedArns,
  trustedEnds,
  trustedRoles,
}: Pick<RolePlace, "settings" | "trustedArns" | "trustedEnds" | "trustedRoles">): readonly Trust[] {
  if (!trustedArns && trustedRoles.length === 0) return settings.trust;
  return [
    ...settings.trust.flatMap((trust): readonly Trust[] => {
      const { entity, conditions } = trust;
      if (!trustedArns || !trust.grantedOnly || entity.kind !== "account") return [trust];
      return byEnd(trustedArns, trustedEnds).map(({ arns, until }) => ({
        entity: { ...entity, principalArns: arns },
        conditions: { ...conditions, until },
      }));
    }),
    ...trustedRoles,
  ];
}

/** Grantees by the ends of their grants: those that do not end first. At least one list. */
function byEnd(arns: readonly string[], ends: RolePlace["trustedEnds"] = new Map()) {
  const times = [...new Set(arns.map((arn) => ends.get(arn) ?? ""))].sort(byCodePoint);
  return (times.length === 0 ? [""] : times).map((time) => ({
    arns: arns.filter((arn) => (ends.get(arn) ?? "") === time),
    until: time === "" ? undefined : time,
  }));
}

/**
 * The trust policy of a role in one account.
 *
 * @param accountId how the documents of the role name that account, where it is not by its digits
 */
export function placeTrustPolicy(
  place: Pick<RolePlace, "account" | "settings" | "trustedArns" | "trustedEnds" | "trustedRoles">,
  accountId = place.account.id,
): PolicyDocument {
  return trustPolicy(place.account.partition, accountId, trustsOf(place));
}

/** Whether an entity lets a user or role in, as far as its account and ARN decide. */
export function namesCaller({ entity }: Trust, arn: string): boolean {
  if (entity.kind === "organizationalUnits") return true;
  if (entity.kind !== "account" || arn.split(":")[4] !== entity.accountId) return false;
  return entity.principalArns?.some((pattern) => arnMatches(pattern, arn)) ?? true;
}

function arnMatches(pattern: string, arn: string): boolean {
  const tokens = wildcardText(pattern);
  return matchesText(arnPattern(tokens) ?? tokens, arn);
}

/** The external ID that a caller must send; `undefined` where a way in does without. */
export function externalIdFor(place: RolePlace, { arn }: Pick<Caller, "arn">): string | undefined {
  const ids = trustsOf(place)
    .filter((trust) => namesCaller(trust, arn))
    .map(({ conditions }) => conditions.externalId);
  return ids.includes(undefined) ? undefined : ids[0];
}

/** Whether a caller must have signed in with MFA, as far as the trust policy asks for it. */
export function trustAsksForMfa({ identityAccount }: Access, place: RolePlace, { arn }: Caller): boolean {
  const document = customTrustOf(place.settings.trust);
  if (document) return asksForMfa(document, identityAccount.id, arn);
  const ways = trustsOf(place).filter((trust) => namesCaller(trust, arn));
  return ways.length > 0 && ways.every(({ conditions }) => conditions.requireMfa);
}
