/** One role of the access file from the same role in several accounts: the settings of most, and overrides for the others. */
import { durationText } from "../../access/duration";
import { groupBy } from "../../access/group-by";
import type { RoleDeclaration, RoleSettingsDeclaration, TrustedEntityDeclaration } from "../../access/schema";
import { trustedKinds } from "../../access/trusted-entity";
import { byCodePoint, canonicalJson } from "../../iam/policy-document";
import { declaredPolicy } from "./declared-policies";
import type { RecognizedTrust } from "./recognized-trust";
import type { PlacedRole } from "./selected-roles";

/** A role in an account, and its trust in the words of the access file. */
export interface TrustedPlace extends PlacedRole {
  /** Name of the account in the access file. */
  readonly accountName: string;
  readonly trust: RecognizedTrust;
}

type FoldedRole = Omit<RoleDeclaration, "targetAccounts" | "roleName" | "path">;

/** What an override says where the account has nothing of what the role has. Other settings cannot be taken away. */
const nothing = {
  tags: {},
  managedPolicies: [],
  inlinePolicies: {},
  maxSessionDuration: "1h",
} satisfies Partial<RoleSettingsDeclaration>;

/** The settings of a role that is the same in some accounts and differs in others. */
export function foldedRole(places: readonly TrustedPlace[]): FoldedRole {
  const trusts = places.map(({ trust }) => trustSettings(trust));
  const isSameTrust = new Set(trusts.map(canonicalJson)).size === 1;
  const settings = places.map((place, index) => ({
    ...(isSameTrust ? flatTrust(place.trust) : trusts[index]),
    ...settingsOf(place),
  }));
  const keys = [...new Set(settings.flatMap((one) => Object.keys(one)))] as (keyof RoleSettingsDeclaration)[];
  const shared: Record<string, unknown> = {};
  for (const key of keys) {
    const values = settings.map((one) => one[key]);
    // What an override cannot take away is not shared unless all have it.
    if (!(key in nothing) && values.includes(undefined)) continue;
    const common = mostCommon(values);
    if (common !== undefined) shared[key] = common;
  }
  const overrides = places.flatMap(({ accountName }, index) => {
    const own = settings[index] ?? {};
    const differing = keys.flatMap((key): [string, unknown][] => {
      const value = own[key] ?? nothing[key as keyof typeof nothing];
      const isShared = canonicalJson(own[key]) === canonicalJson(shared[key]);
      return isShared || value === undefined ? [] : [[key, value]];
    });
    return differing.length === 0 ? [] : [[accountName, Object.fromEntries(differing)] as const];
  });
  // The default, once the overrides are told from it.
  if (shared.trustGrantedOnly === false) delete shared.trustGrantedOnly;
  return {
    ...shared,
    ...(overrides.length > 0 && {
      overrides: Object.fromEntries([...overrides].sort(([a], [b]) => byCodePoint(a, b))),
    }),
  };
}

/** The value that most have; of several such values, the first. `undefined` is a value too. */
function mostCommon<Value>(values: readonly Value[]): Value | undefined {
  const same = groupBy(values, (value) => canonicalJson(value) ?? "");
  return [...same.values()].sort((a, b) => b.length - a.length)[0]?.[0];
}

/** The settings of a role besides its trust; none that is IAM's default. */
function settingsOf({ role, accountId }: TrustedPlace): Partial<RoleSettingsDeclaration> {
  const { description, tags, managedPolicies, inlinePolicies, permissionsBoundary, maxSessionDuration } =
    role;
  const session = maxSessionDuration === undefined ? "1h" : durationText(maxSessionDuration);
  return {
    ...(description !== undefined && description !== "" && { description }),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(managedPolicies.length > 0 && {
      managedPolicies: managedPolicies.map((arn) => declaredPolicy(arn, accountId)),
    }),
    ...(inlinePolicies.size > 0 && { inlinePolicies: Object.fromEntries(inlinePolicies) as never }),
    ...(permissionsBoundary !== undefined && {
      permissionsBoundary: declaredPolicy(permissionsBoundary, accountId),
    }),
    ...(session !== "1h" && { maxSessionDuration: session }),
  };
}

type TrustSettings = Partial<RoleSettingsDeclaration>;

/** Trust with its conditions at the entities: an override replaces all of it. */
function trustSettings({ entities, trustGrantedOnly }: RecognizedTrust): TrustSettings & object {
  const [only] = entities;
  return {
    trustedEntity: entities.length === 1 && only ? only : entities,
    trustGrantedOnly,
  };
}

/** Trust that is the same in all accounts: the conditions of a single entity are the role's, and defaults are left out. */
function flatTrust({ entities, trustGrantedOnly }: RecognizedTrust): TrustSettings {
  const [only, ...more] = entities;
  const granted = trustGrantedOnly && { trustGrantedOnly };
  if (!only || more.length > 0) return { trustedEntity: entities, ...granted };
  const { kind, conditions } = apart(only);
  return { ...(kind && { trustedEntity: kind }), ...conditions, ...granted };
}

/** An entity apart from its conditions. The identity account is the default. */
function apart(entity: TrustedEntityDeclaration) {
  const entries = Object.entries(entity);
  const isKind = ([key]: [string, unknown]) => trustedKinds.some((kind) => kind === key);
  return {
    kind: entity.identityAccount
      ? undefined
      : (Object.fromEntries(entries.filter(isKind)) as TrustedEntityDeclaration),
    conditions: Object.fromEntries(entries.filter((entry) => !isKind(entry))),
  };
}
