/** Rules about declared identity providers, and the roles that trust them. */
import { identityProvidersPerAccount } from "../../iam/limits";
import type { Access } from "../access";
import { placesOf } from "../access";
import { hostOfUrl, identityProviderPlaces, providerOf, trustsIn } from "../identity-providers";
import { listed } from "../listed";
import { entriesOf } from "../readable";
import { errorRule, ofAccess, warningRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const identityProviderTwice = errorRule("identity-provider-twice", function* ({ declaration }) {
  const seen = new Map<string, string>();
  for (const [name, { oidc }] of entriesOf(declaration.identityProviders)) {
    if (oidc?.url === undefined) continue;
    const host = hostOfUrl(oidc.url);
    const other = seen.get(host);
    seen.set(host, name);
    if (other === undefined) continue;
    const message = `"${other}" has this URL too, and an account has one provider for a URL; put all audiences into one of the two`;
    yield { path: ["identityProviders", name, "oidc", "url"], message, data: { other } };
  }
});

export const identityProviderOfOtherKind = errorRule(
  "identity-provider-of-other-kind",
  function* ({ declaration }) {
    const kinds = new Map(
      entriesOf(declaration.identityProviders).map(([name, { saml }]) => [name, saml ? "saml" : "oidc"]),
    );
    for (const { path, entry } of trustsIn(declaration))
      for (const [key, kind] of [
        ["saml", "saml"],
        ["webIdentity", "oidc"],
      ] as const) {
        const name = entry?.[key]?.provider ?? "";
        const declared = kinds.get(name);
        if (declared === undefined || declared === kind) continue;
        const meant = declared === "saml" ? "saml" : "webIdentity";
        const message = `"${name}" in identityProviders has ${declared}; write ${meant} here in place of ${key}`;
        yield { path: [...path, key, "provider"], message, data: { name } };
      }
  },
);

/** CloudFormation makes the role, and two of its templates cannot make one provider. */
export const identityProviderInStackSet = errorRule(
  "identity-provider-in-stack-set",
  ofAccess(function* (access) {
    for (const { name, stackSet, places } of access.roles)
      for (const settings of stackSet ? new Set(places.map((place) => place.settings)) : [])
        for (const trust of settings.trust) {
          const provider = providerOf(access, trust.entity);
          if (!provider) continue;
          const path = settings.declared.trustAt.get(trust) ?? ["roles", name];
          const message = `a stack set makes no identity provider, and "${provider.name}" is declared in identityProviders; use rollout: provider for the role, or make the provider in each account by other means and remove it from identityProviders`;
          yield { path, message, data: { provider: provider.name } };
        }
  }),
);

/** AWS refuses a token whose audience is not registered, whatever the role says. */
export const audienceOfNoProvider = errorRule(
  "audience-of-no-provider",
  ofAccess(function* (access) {
    for (const { name, places } of access.roles)
      for (const settings of new Set(places.map((place) => place.settings)))
        for (const trust of settings.trust) {
          const { entity } = trust;
          const provider = providerOf(access, entity);
          if (provider?.kind !== "oidc" || provider.existing || entity.kind !== "webIdentity") continue;
          const unknown = entity.audiences.filter((audience) => !provider.audiences.includes(audience));
          const [audience] = unknown;
          if (audience === undefined) continue;
          const path = settings.declared.trustAt.get(trust) ?? ["roles", name];
          const message = `"${audience}" is not among the audiences of "${provider.name}": ${listed(provider.audiences)}; add it to identityProviders.${provider.name}.oidc.audiences, or write one of them`;
          yield { path, message, data: { audience } };
        }
  }),
);

export const tooManyIdentityProviders = errorRule(
  "too-many-identity-providers",
  ofAccess(function* (access) {
    for (const [kind, limit] of Object.entries(identityProvidersPerAccount)) {
      const [account, actual] = fullest(access, kind);
      if (actual <= limit) continue;
      const message = `${actual} ${kind === "saml" ? "SAML" : "OpenID Connect"} providers would be created in "${account}"; IAM allows an account ${limit}: let its roles trust fewer of them`;
      yield { path: ["identityProviders"], aboutKey: true, message, data: { limit, actual } };
    }
  }),
);

/** The account with the most providers of a kind. */
function fullest(access: Access, kind: string): readonly [string, number] {
  const counts = new Map<string, number>();
  for (const { provider, account } of identityProviderPlaces(access, placesOf(access)))
    if (provider.kind === kind) counts.set(account.name, (counts.get(account.name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0] ?? ["", 0];
}

export const unusedIdentityProvider = warningRule(
  "unused-identity-provider",
  ofAccess(function* (access, { isReadable }) {
    if (!isReadable(["roles", "*"])) return;
    const trusted = new Set(
      placesOf(access).flatMap(({ settings }) =>
        settings.trust.map(({ entity }) => providerOf(access, entity)),
      ),
    );
    for (const provider of access.identityProviders)
      if (!trusted.has(provider)) {
        const message =
          "no role trusts this provider, so it is made in no account; name it in the trustedEntity of a role, or remove it";
        yield { path: ["identityProviders", provider.name], aboutKey: true, message };
      }
  }),
);
