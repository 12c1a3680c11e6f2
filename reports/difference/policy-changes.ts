import { listed } from "../../access/listed";
import { toList } from "../../iam/policy-document";
import { statementTexts, textChanges } from "../../iam/statement-text";
import type { TrustedEntity } from "../../iam/trust-policy";

/** What a changed policy has more (`+`) and less (`-`), by the texts of both; empty where the texts do not tell. */
export function policyChanges(before: readonly string[], after: readonly string[]): string {
  const changes = textChanges(before, after);
  return changes.length === 0 ? "" : `: ${listed(changes, 5)}`;
}

/** Trusted entities, a text for each part of them. */
export function trustTexts(entities: readonly TrustedEntity[]): string[] {
  return entities.flatMap(entityTexts);
}

function entityTexts(entity: TrustedEntity): string[] {
  switch (entity.kind) {
    case "account":
      return entity.principalArns ? [...entity.principalArns] : [`account ${entity.accountId}`];
    case "organizationalUnits":
      return entity.paths.map((path) => `accounts of ${path}`);
    case "service":
      return [...entity.services];
    case "webIdentity":
      return [
        entity.provider,
        ...entity.audiences.map((audience) => `audience ${audience}`),
        ...entity.subjects,
      ];
    case "saml":
      return [entity.provider, ...toList(entity.audience).map((audience) => `audience ${audience}`)];
    case "custom":
      return statementTexts(entity.document);
  }
}
