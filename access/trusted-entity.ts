/** The entity that a role trusts: as declared, in words, and whether people switch to the role. */
import { asksForExternalId, letsAccountsIn } from "../iam/custom-trust";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import { statementsOf } from "../iam/statement";
import type { SwitchRoleTarget } from "../iam/switch-role-link";
import type { TrustedEntity } from "../iam/trust-policy";
import type { RoleSettings } from "./access";
import type { TrustedEntityDeclaration } from "./schema";

/** The entity that a declaration means; without one, the identity account. */
export function trustedEntityOf(
  entity: TrustedEntityDeclaration | undefined,
  identityAccountId: string,
): TrustedEntity {
  if (entity?.awsAccount !== undefined) return { kind: "account", accountId: entity.awsAccount };
  if (entity?.service !== undefined)
    return { kind: "service", services: [entity.service].flat().sort(byCodePoint) };
  if (entity?.webIdentity) {
    const { provider, audience, subjects } = entity.webIdentity;
    return {
      kind: "webIdentity",
      provider,
      audiences: [audience].flat().sort(byCodePoint),
      subjects: [...(subjects ?? [])].sort(byCodePoint),
    };
  }
  if (entity?.saml) return { kind: "saml", ...entity.saml };
  if (entity?.custom !== undefined)
    return { kind: "custom", document: entity.custom as unknown as PolicyDocument };
  return { kind: "account", accountId: identityAccountId };
}

/** A trusted entity in words. */
export function trustedEntityText(entity: TrustedEntity): string {
  switch (entity.kind) {
    case "account":
      return `account ${entity.accountId}`;
    case "service":
      return `the service ${entity.services.join(", ")}`;
    case "webIdentity":
      return `the web identity ${entity.provider}`;
    case "saml":
      return `the SAML provider ${entity.provider}`;
    case "custom":
      return "the principals of its custom trust policy";
  }
}

/** Whether people of an AWS account may assume a role, and whether they need an external ID for it. */
export function whoSwitches(
  trustedEntity: TrustedEntity,
  { conditions }: Pick<RoleSettings, "conditions">,
): Pick<SwitchRoleTarget, "requiresExternalId" | "trustsAnAccount"> {
  if (trustedEntity.kind !== "custom")
    return {
      requiresExternalId: conditions.externalId !== undefined,
      trustsAnAccount: trustedEntity.kind === "account",
    };
  const ways = statementsOf(trustedEntity.document)
    .map(({ statement }) => statement)
    .filter(letsAccountsIn);
  return { requiresExternalId: ways.every(asksForExternalId), trustsAnAccount: ways.length > 0 };
}
