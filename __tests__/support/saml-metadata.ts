/** SAML metadata of an identity provider, as far as IAM looks into it. */
export function samlMetadata(more = ""): string {
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com"><IDPSSODescriptor><KeyDescriptor><X509Certificate>${"A".repeat(1000)}${more}</X509Certificate></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>`;
}
