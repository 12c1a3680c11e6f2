/** The declared identity providers: which of them a role trusts, and in which accounts each is made. */
import { byCodePoint } from "../iam/policy-document";
import type { TrustedEntity } from "../iam/trust-policy";
import type { Access, IdentityProvider, RolePlace, TargetAccount } from "./access";
import { entriesOf, itemsOf, type Readable, withValues } from "./readable";
import type { AccessFile } from "./schema";
import { type WrittenTrust, writtenTrusts } from "./trust";

/** A declared identity provider in one account. */
export interface IdentityProviderPlace {
  /** The provider. */
  readonly provider: IdentityProvider;
  /** The account. */
  readonly account: TargetAccount;
  /** Whether `adopt` says that it exists already. */
  readonly isAdopted: boolean;
  /** Whether it exists already and the next apply imports it: it is adopted, or the account moves to another stack. */
  readonly isImported: boolean;
}

/** The declared provider that a trusted entity is; `undefined` if it is none, or one that exists in the account. */
export function providerOf(
  { identityProviders }: Pick<Access, "identityProviders">,
  entity: TrustedEntity,
): IdentityProvider | undefined {
  return identityProviders.find(
    (provider) =>
      (provider.kind === "saml" && entity.kind === "saml" && entity.provider === provider.name) ||
      (provider.kind === "oidc" && entity.kind === "webIdentity" && entity.provider === provider.host),
  );
}

/** The providers that the roles in some places trust, each once in an account. CloudFormation makes none. */
export function identityProviderPlaces(
  access: Pick<Access, "identityProviders">,
  places: readonly RolePlace[],
): IdentityProviderPlace[] {
  if (access.identityProviders.length === 0) return [];
  const found = new Map<string, IdentityProviderPlace>();
  for (const { role, account, settings } of places)
    for (const { entity } of role.stackSet || role.existing ? [] : settings.trust) {
      const provider = providerOf(access, entity);
      if (!provider) continue;
      const { adopt } = provider;
      const isAdopted = adopt === true || (adopt !== false && adopt.includes(account.name));
      const isImported = isAdopted || account.movedFrom !== undefined;
      found.set(JSON.stringify([account.name, provider.name]), { provider, account, isAdopted, isImported });
    }
  return [...found].sort(([a], [b]) => byCodePoint(a, b)).map(([, place]) => place);
}

/** The host and path of the URL of an OpenID Connect provider: its name in IAM. */
export function hostOfUrl(url: string): string {
  return url.replace(/^https:\/\//, "");
}

/** A declaration in which a role trusts declared OpenID Connect providers by their hosts, as IAM names them. */
export function withProviderHosts(declaration: Readable<AccessFile>): Readable<AccessFile> {
  const hosts = new Map(
    entriesOf(declaration.identityProviders).flatMap(([name, { oidc }]) =>
      oidc?.url === undefined ? [] : [[name, hostOfUrl(oidc.url)] as const],
    ),
  );
  if (hosts.size === 0) return declaration;
  const values = trustsIn(declaration).flatMap(({ path, entry }) => {
    const host = hosts.get(entry?.webIdentity?.provider ?? "");
    return host === undefined ? [] : [[[...path, "webIdentity", "provider"], host] as const];
  });
  return values.length === 0 ? declaration : (withValues(declaration, values) as Readable<AccessFile>);
}

/** The written entries of `trustedEntity` of all roles and overrides. */
export function trustsIn({ roles }: Readable<AccessFile>): WrittenTrust[] {
  return entriesOf(roles).flatMap(([name, role]) => [
    ...writtenTrusts(role, ["roles", name]),
    ...entriesOf(role.overrides).flatMap(([account, override]) =>
      writtenTrusts(override, ["roles", name, "overrides", account]),
    ),
  ]);
}

/** The declared providers that can be read. */
export function identityProvidersOf(declaration: Readable<AccessFile>): IdentityProvider[] {
  return entriesOf(declaration.identityProviders)
    .sort(([a], [b]) => byCodePoint(a, b))
    .flatMap(([name, { saml, oidc, tags, existing, adopt, renamedFrom }]): IdentityProvider[] => {
      const common = {
        name,
        renamedFrom,
        tags: Object.fromEntries(entriesOf(tags).sort(([a], [b]) => byCodePoint(a, b))),
        existing: existing ?? false,
        adopt: typeof adopt === "object" ? itemsOf(adopt).map(([, account]) => account) : (adopt ?? false),
      };
      // The content of a file stands in its place.
      if (typeof saml?.metadata === "string") return [{ kind: "saml", ...common, metadata: saml.metadata }];
      if (oidc?.url === undefined) return [];
      return [
        {
          kind: "oidc",
          ...common,
          url: oidc.url,
          host: hostOfUrl(oidc.url),
          audiences: sorted(oidc.audiences),
          thumbprints: sorted(oidc.thumbprints?.map((text) => text?.toLowerCase())),
        },
      ];
    });
}

function sorted(texts: readonly (string | undefined)[] | undefined): string[] {
  return [...new Set(itemsOf(texts).map(([, text]) => text))].sort(byCodePoint);
}
