/** The identity providers of an access file: those that its roles trust. */
import { groupBy } from "../../access/group-by";
import { listed } from "../../access/listed";
import type { IdentityProviderDeclaration, TrustedEntityDeclaration } from "../../access/schema";
import { parseIamArn } from "../../iam/arn";
import { reservedRolePath, samlProviderNameLength } from "../../iam/limits";
import { byCodePoint, canonicalJson, toList } from "../../iam/policy-document";
import { isBuiltInProvider } from "../../iam/trust-policy";
import type { IamAccount, IamIdentityProvider } from "../iam-account";
import { providerName, providerText } from "../identity-providers";
import { freeName } from "./free-name";
import type { Note } from "./note";
import { principalsOf } from "./selected-roles";

/** A role of the file in an account, as far as it trusts identity providers. */
interface TrustingPlace {
  readonly accountId: string;
  readonly trust: { readonly entities: readonly TrustedEntityDeclaration[] };
}

/** The ARNs of the providers of an account that its roles trust. Roles that AWS makes trust those that AWS makes. */
export function trustedProviders({ id, roles }: IamAccount): string[] {
  const named = [...roles.values()]
    .filter(({ path }) => !reservedRolePath.test(path))
    .flatMap(({ trustPolicy }) => principalsOf(trustPolicy))
    .flatMap(({ type, name }) => (type === "Federated" ? name : []));
  return [...new Set(named)]
    .filter((arn) => {
      const { accountId, resource } = parseIamArn(arn) ?? {};
      return accountId === id && (resource === "saml-provider" || resource === "oidc-provider");
    })
    .sort(byCodePoint);
}

/**
 * An entry for each provider that roles of the file trust, if it is the same in all of their accounts. Any other stays as it is:
 * a role trusts it by its name or host all the same.
 */
export function declaredProviders(
  accounts: readonly IamAccount[],
  places: readonly TrustingPlace[],
): {
  readonly identityProviders: Readonly<Record<string, IdentityProviderDeclaration>>;
  readonly notes: readonly Note[];
} {
  const read = new Map(accounts.map(({ id, identityProviders }) => [id, identityProviders]));
  const trusts = places.flatMap(({ accountId, trust }) =>
    trust.entities.flatMap((entity) => {
      const key = keyOf(entity);
      return key === undefined ? [] : [{ key, accountId, audiences: toList(entity.webIdentity?.audience) }];
    }),
  );
  // The name of a SAML provider is its name in IAM, so these are named first.
  const byKey = [...groupBy(trusts, ({ key }) => key)].sort(([a], [b]) => byCodePoint(b, a));
  const entries: [string, IdentityProviderDeclaration][] = [];
  const notes: Note[] = [];
  const taken = new Set<string>();
  for (const [key, some] of byKey) {
    const ids = [...new Set(some.map(({ accountId }) => accountId))].sort(byCodePoint);
    const note = (kind: Note["kind"], text: string) =>
      notes.push({ kind, accountId: ids[0] ?? "", about: providerText(key), text });
    if (ids.some((id) => !read.get(id))) {
      note("unknown", `It was not read. ${stays}`);
      continue;
    }
    const there = ids.map((id) => read.get(id)?.get(key));
    const asked = [...new Set(some.flatMap(({ audiences }) => audiences))];
    const reason = reasonToLeave(key, there, asked);
    const [provider] = there;
    if (!provider || reason !== undefined) {
      note("cannot-say", `${reason} ${stays}`);
      continue;
    }
    const thumbprints = there.map(thumbprintsOf);
    const isSame = new Set(thumbprints.map(canonicalJson)).size === 1;
    if (!isSame)
      note(
        "cannot-say",
        "Its thumbprints are not the same in all accounts. The file has none, and Terraform leaves them as they are.",
      );
    const name = providerName(key).replace(/[^\w.-]/g, "-");
    entries.push([
      freeName(name, samlProviderNameLength, taken),
      declaredProvider(provider, isSame ? (thumbprints[0] ?? []) : []),
    ]);
  }
  return {
    identityProviders: Object.fromEntries(entries.sort(([a], [b]) => byCodePoint(a, b))),
    notes,
  };
}

const stays = "The file does not make it: it stays as it is, and roles trust it by its name.";

/** What the account knows the provider by that an entity is. `undefined`: the account has no such provider of its own. */
function keyOf({ saml, webIdentity }: TrustedEntityDeclaration): string | undefined {
  if (saml) return `saml-provider/${saml.provider}`;
  if (!webIdentity || isBuiltInProvider(webIdentity.provider)) return undefined;
  return `oidc-provider/${webIdentity.provider}`;
}

/** IAM Identity Center makes a provider of such a name in each account: without it, nobody can sign in there. */
const ofIdentityCenter = /^saml-provider\/AWSSSO_\w+_DO_NOT_DELETE$/;

/** Why a provider is not in the file, as a sentence. */
function reasonToLeave(
  key: string,
  there: readonly (IamIdentityProvider | undefined)[],
  audiences: readonly string[],
): string | undefined {
  if (ofIdentityCenter.test(key)) return "IAM Identity Center makes it.";
  const missing = there.filter((one) => !one).length;
  if (missing > 0) return `It is missing in ${missing} of ${there.length} accounts where roles trust it.`;
  const settings = there.map((one) => canonicalJson({ ...one, thumbprints: [] }));
  if (new Set(settings).size > 1) return "It is not the same in all accounts.";
  const [provider] = there;
  const unknown = audiences.filter((one) => provider?.kind === "oidc" && !provider.audiences.includes(one));
  if (unknown.length > 0) return `Roles ask for the audience ${listed(unknown)}, which it does not take.`;
  return undefined;
}

function thumbprintsOf(provider: IamIdentityProvider | undefined): readonly string[] {
  return provider?.kind === "oidc" ? provider.thumbprints : [];
}

function declaredProvider(
  provider: IamIdentityProvider,
  thumbprints: readonly string[],
): IdentityProviderDeclaration {
  const { tags } = provider;
  return {
    ...(provider.kind === "saml"
      ? { saml: { metadata: provider.metadata } }
      : {
          oidc: {
            url: provider.url,
            audiences: provider.audiences,
            ...(thumbprints.length > 0 && { thumbprints }),
          },
        }),
    ...(Object.keys(tags).length > 0 && { tags }),
    adopt: true,
  };
}
