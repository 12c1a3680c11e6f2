/** The trust that the settings of a role mean: each trusted entity with the conditions that hold for it. */
import { byCodePoint, canonicalJson } from "../iam/policy-document";
import type { TrustConditions } from "../iam/trust-policy";
import type { RoleTrust } from "./access";
import { seconds } from "./duration";
import type { Path } from "./problem";
import { isList, itemsOf, type Readable } from "./readable";
import { conditionKeys, type RoleSettingsDeclaration, type TrustedEntityDeclaration } from "./schema";
import { kindOf, type TrustedKind, trustedEntitiesOf } from "./trusted-entity";

/** A condition of a trust policy, as the access file names it. */
export type ConditionKey = (typeof conditionKeys)[number];

const conditionsOfTokens: readonly ConditionKey[] = ["sourceIps", "tagSession", "setSourceIdentity"];

/**
 * The conditions that each kind of trusted entity can meet. Those of the role hold for the entities that can meet them.
 *
 * Services and tokens have no MFA, no user name and no organization, and send no external ID.
 */
export const conditionsOfKind: Readonly<Record<TrustedKind, readonly ConditionKey[]>> = {
  identityAccount: conditionKeys,
  awsAccount: conditionKeys,
  principals: conditionKeys,
  organizationalUnits: conditionKeys,
  service: [],
  webIdentity: conditionsOfTokens,
  saml: conditionsOfTokens,
  custom: [],
};

/** A written entry of `trustedEntity`, and where it is. */
export interface WrittenTrust {
  readonly path: Path;
  /** `undefined`: there is none, and the role trusts the identity account. */
  readonly entry?: Readable<TrustedEntityDeclaration>;
}

/** The entries of `trustedEntity` at a role or override; one without an entry where the key is not set. */
export function writtenTrusts(
  { trustedEntity }: Readable<RoleSettingsDeclaration>,
  at: Path,
): WrittenTrust[] {
  const path = [...at, "trustedEntity"];
  if (trustedEntity === undefined) return [{ path: at }];
  if (!isList(trustedEntity)) return [{ path, entry: trustedEntity }];
  return itemsOf(trustedEntity).map(([index, entry]) => ({ path: [...path, index], entry }));
}

/** What the settings of a role trust. */
export interface ResolvedTrust {
  /** Sorted. */
  readonly trust: readonly RoleTrust[];
  /** Where each is declared. */
  readonly trustAt: ReadonlyMap<RoleTrust, Path>;
  /** Those that require MFA only because nothing else is declared. */
  readonly mfaByDefault: ReadonlySet<RoleTrust>;
  /** The conditions for roles of other accounts that are granted the role. */
  readonly conditionsForRoles: TrustConditions;
}

/**
 * What the settings of a role trust.
 *
 * @param at the role or override whose `trustedEntity` it is
 */
export function trustOf(
  settings: Readable<RoleSettingsDeclaration>,
  at: Path,
  identityAccountId: string,
): ResolvedTrust {
  const found = writtenTrusts(settings, at).flatMap(({ path, entry }) => {
    const kind = kindOf(entry);
    return trustedEntitiesOf(entry, identityAccountId).map((entity) => {
      const isIdentity = kind === "identityAccount" || isAccount(entity, identityAccountId);
      const given = { ...possible(settings, kind), ...defined(entry && possible(entry, kind)) };
      const trust: RoleTrust = {
        entity,
        conditions: conditionsOf(given, isIdentity),
        grantedOnly: isIdentity && (settings.trustGrantedOnly ?? false),
      };
      const mfaByDefault = isIdentity && given.requireMfa === undefined && given.mfaMaxAge === undefined;
      return { trust, path, mfaByDefault, text: canonicalJson(trust) };
    });
  });
  const sorted = [...new Map(found.map((one) => [one.text, one])).values()].sort((a, b) =>
    byCodePoint(a.text, b.text),
  );
  return {
    trust: sorted.map(({ trust }) => trust),
    trustAt: new Map(sorted.map(({ trust, path }) => [trust, path])),
    mfaByDefault: new Set(sorted.flatMap(({ trust, mfaByDefault }) => (mfaByDefault ? [trust] : []))),
    // The session of a role has no MFA: only a written requireMfa holds for roles too.
    conditionsForRoles: conditionsOf(possible(settings, "principals"), false),
  };
}

function isAccount(entity: RoleTrust["entity"], id: string): boolean {
  return entity.kind === "account" && entity.principalArns === undefined && entity.accountId === id;
}

type WrittenConditions = Readable<Pick<TrustedEntityDeclaration, ConditionKey>>;

function possible(written: WrittenConditions, kind: TrustedKind): WrittenConditions {
  return Object.fromEntries(conditionsOfKind[kind].map((key) => [key, written[key]]));
}

function defined(written: WrittenConditions = {}): WrittenConditions {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
}

function conditionsOf(written: WrittenConditions, isIdentityAccount: boolean): TrustConditions {
  const { requireMfa, mfaMaxAge, externalId, sourceIps, organizationId } = written;
  return {
    // A maximum age means nothing without MFA, so it asks for MFA wherever it stands.
    requireMfa: requireMfa ?? (isIdentityAccount || mfaMaxAge !== undefined),
    mfaMaxAge: mfaMaxAge === undefined ? undefined : seconds(mfaMaxAge),
    externalId,
    sourceIps: sourceIps && sortedTexts(sourceIps),
    organizationId,
    requireUserSessionName: written.requireUserSessionName ?? false,
    sessionTags: listOrAny(written.tagSession),
    sourceIdentities: listOrAny(written.setSourceIdentity),
  };
}

/** `true` is a list without any. */
function listOrAny(
  written: boolean | readonly (string | undefined)[] | undefined,
): readonly string[] | undefined {
  if (written === undefined || written === false) return undefined;
  return written === true ? [] : sortedTexts(written);
}

function sortedTexts(list: readonly (string | undefined)[]): string[] {
  return itemsOf(list)
    .map(([, text]) => text)
    .sort(byCodePoint);
}
