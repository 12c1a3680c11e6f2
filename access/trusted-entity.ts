/** The entities that a role trusts: as declared, in words, and whether people switch to the role. */
import { asksForExternalId, letsAccountsIn } from "../iam/custom-trust";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import { statementsOf } from "../iam/statement";
import type { SwitchRoleTarget } from "../iam/switch-role-link";
import type { Trust, TrustConditions, TrustedEntity } from "../iam/trust-policy";
import { itemsOf, type Readable } from "./readable";
import type { TrustedEntityDeclaration } from "./schema";

/** The kinds of trusted entity, as the access file names them. */
export const trustedKinds = [
  "identityAccount",
  "awsAccount",
  "principals",
  "organizationalUnits",
  "service",
  "webIdentity",
  "saml",
  "custom",
] as const;

/** A kind of trusted entity, as the access file names it. */
export type TrustedKind = (typeof trustedKinds)[number];

/** The kind of an entry; the identity account where there is no entry. */
export function kindOf(entry: Readable<TrustedEntityDeclaration> | undefined): TrustedKind {
  return trustedKinds.find((kind) => entry?.[kind] !== undefined) ?? "identityAccount";
}

/** The entities that an entry means: several accounts are several entities. Without an entry, the identity account. */
export function trustedEntitiesOf(
  entry: Readable<TrustedEntityDeclaration> | undefined,
  identityAccountId: string,
): TrustedEntity[] {
  switch (kindOf(entry)) {
    case "identityAccount":
      return [{ kind: "account", accountId: identityAccountId }];
    case "awsAccount":
      return texts(entry?.awsAccount).map((accountId) => ({ kind: "account", accountId }));
    case "principals": {
      const byAccount = new Map<string, string[]>();
      for (const arn of texts(entry?.principals)) {
        const accountId = arn.split(":")[4] ?? "";
        byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), arn]);
      }
      return [...byAccount].map(([accountId, principalArns]) => ({
        kind: "account",
        accountId,
        principalArns,
      }));
    }
    case "organizationalUnits":
      return [{ kind: "organizationalUnits", paths: texts(entry?.organizationalUnits) }];
    case "service":
      return [{ kind: "service", services: texts(entry?.service) }];
    case "webIdentity": {
      const { provider = "", audience, subjects } = entry?.webIdentity ?? {};
      return [{ kind: "webIdentity", provider, audiences: texts(audience), subjects: texts(subjects) }];
    }
    case "saml": {
      const { provider = "", audience } = entry?.saml ?? {};
      return [{ kind: "saml", provider, ...(audience !== undefined && { audience }) }];
    }
    case "custom":
      return [{ kind: "custom", document: entry?.custom as unknown as PolicyDocument }];
  }
}

/** One text or several, sorted, each once. */
function texts(value: string | readonly (string | undefined)[] | undefined): string[] {
  const all = typeof value === "string" ? [value] : itemsOf(value).map(([, text]) => text);
  return [...new Set(all)].sort(byCodePoint);
}

/** A trusted entity in words. */
export function trustedEntityText(entity: TrustedEntity): string {
  switch (entity.kind) {
    case "account":
      return entity.principalArns ? entity.principalArns.join(", ") : `account ${entity.accountId}`;
    case "organizationalUnits":
      return `the accounts of ${entity.paths.join(", ")}`;
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

/** The custom trust policy among the entities of a role; `undefined` if it has none. */
export function customTrustOf(trust: readonly Trust[]): PolicyDocument | undefined {
  for (const { entity } of trust) if (entity.kind === "custom") return entity.document;
  return undefined;
}

/** Whether people of an AWS account may assume a role, and what they must send that the console does not. */
export function whoSwitches(
  trust: readonly Trust[],
): Pick<SwitchRoleTarget, "consoleLacks" | "trustsAnAccount"> {
  const document = customTrustOf(trust);
  if (document) {
    const switches = switchesByCustom.get(document) ?? whoSwitchesByCustom(document);
    switchesByCustom.set(document, switches);
    return switches;
  }
  const ways = trust.filter(({ entity: { kind } }) => kind === "account" || kind === "organizationalUnits");
  const lacks = ways.map(({ conditions }) => consoleLacks(conditions));
  return { consoleLacks: lacks.includes(undefined) ? undefined : lacks[0], trustsAnAccount: ways.length > 0 };
}

/** Cache: a role has the same trust policy in many accounts. */
const switchesByCustom = new WeakMap<PolicyDocument, ReturnType<typeof whoSwitches>>();

function whoSwitchesByCustom(document: PolicyDocument): ReturnType<typeof whoSwitches> {
  const ways = statementsOf(document)
    .map(({ statement }) => statement)
    .filter(letsAccountsIn);
  return {
    consoleLacks: ways.every(asksForExternalId) ? "an external ID" : undefined,
    trustsAnAccount: ways.length > 0,
  };
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_operations */
function consoleLacks({
  externalId,
  sessionTags = [],
  sourceIdentities = [],
}: TrustConditions): SwitchRoleTarget["consoleLacks"] {
  if (externalId !== undefined) return "an external ID";
  if (sessionTags.length > 0) return "session tags";
  return sourceIdentities.length > 0 ? "a source identity" : undefined;
}
