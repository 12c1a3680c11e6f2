/** The identity providers of an account, from the answers of the API, live or as the AWS CLI writes them. */
import { type IamResource, iamArn } from "../iam/arn";
import type { Partition } from "../iam/partition";
import { byCodePoint } from "../iam/policy-document";
import { readTags, SharedValues, type Tag } from "./authorization-details";
import type { IamOidcProvider, IamSamlProvider } from "./iam-account";

/**
 * The answer of `GetSAMLProvider`.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html
 */
export interface SamlProviderAnswer {
  readonly SAMLMetadataDocument?: string;
  readonly Tags?: readonly Tag[];
}

/**
 * The answer of `GetOpenIDConnectProvider`: the URL is without `https://`.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
export interface OidcProviderAnswer {
  readonly Url?: string;
  readonly ClientIDList?: readonly string[];
  readonly ThumbprintList?: readonly string[];
  readonly Tags?: readonly Tag[];
}

/** A SAML provider. Many accounts have the same metadata. */
export function samlProviderOf(
  { SAMLMetadataDocument: metadata = "", Tags }: SamlProviderAnswer,
  shared = new SharedValues(),
): IamSamlProvider {
  return { kind: "saml", metadata: shared.of("text", metadata, () => metadata), tags: readTags(Tags) };
}

/** An OpenID Connect provider. */
export function oidcProviderOf({
  Url = "",
  ClientIDList = [],
  ThumbprintList = [],
  Tags,
}: OidcProviderAnswer): IamOidcProvider {
  return {
    kind: "oidc",
    url: Url.replace(/^(https:\/\/)?/, "https://"),
    audiences: [...ClientIDList].sort(byCodePoint),
    thumbprints: ThumbprintList.map((thumbprint) => thumbprint.toLowerCase()).sort(byCodePoint),
    tags: readTags(Tags),
  };
}

/** What an account knows a provider by, from its ARN: `saml-provider/okta`. */
export function providerKey(arn: string): string {
  return arn.split(":").slice(5).join(":");
}

/** The ARN of a provider. */
export function providerArn(partition: Partition, accountId: string, key: string): string {
  const { kind, name } = partsOf(key);
  return iamArn(partition, accountId, kind as IamResource, name);
}

/** The name of a SAML provider, or the host of an OpenID Connect provider. */
export function providerName(key: string): string {
  return partsOf(key).name;
}

/** A provider in words. */
export function providerText(key: string): string {
  const { kind, name } = partsOf(key);
  return `${kind === "saml-provider" ? "SAML" : "OpenID Connect"} provider ${name}`;
}

/** The host of an OpenID Connect provider may have slashes after it. */
function partsOf(key: string) {
  const slash = key.indexOf("/");
  return { kind: key.slice(0, slash), name: key.slice(slash + 1) };
}
