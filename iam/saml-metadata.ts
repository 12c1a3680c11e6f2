/** SAML metadata documents, as far as IAM refuses what is none. */
import { samlMetadataLength } from "./limits";

/**
 * Why a text is no metadata document of an identity provider. AWS reads the XML itself; this finds the usual mistakes: a web
 * page that was saved in its place, the metadata of the service provider, a text that was cut.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
 */
export function samlMetadataProblems(metadata: string): string[] {
  const { min, max } = samlMetadataLength;
  if (!/<(?:[\w.-]+:)?(?:EntityDescriptor|EntitiesDescriptor)[\s>]/.test(metadata))
    return [
      "is not a SAML metadata document: it has no EntityDescriptor; download the metadata of AWS's application from the identity provider",
    ];
  if (!/<(?:[\w.-]+:)?IDPSSODescriptor[\s>]/.test(metadata))
    return [
      "is not the metadata of an identity provider: it has no IDPSSODescriptor; download the identity provider's, not the application's",
    ];
  const problems: string[] = [];
  if (!/<\/(?:[\w.-]+:)?(?:EntityDescriptor|EntitiesDescriptor)\s*>\s*$/.test(metadata))
    problems.push("ends before its EntityDescriptor does; download the metadata again");
  if (!/<(?:[\w.-]+:)?X509Certificate[\s>]/.test(metadata))
    problems.push(
      "has no X509Certificate, so AWS could not check an assertion; download metadata with the signing certificate",
    );
  if (metadata.length < min || metadata.length > max)
    problems.push(
      `has ${metadata.length} characters; a metadata document has ${min} to ${max.toLocaleString("en-US")}`,
    );
  return problems;
}
