import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamSamlProvider } from "@cdktf/provider-aws/lib/iam-saml-provider";
import type { TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { IdentityProviderPlace } from "../access/identity-providers";
import { formerNames } from "../access/renamed";
import { address } from "../access/terraform-address";
import { iamArn } from "../iam/arn";
import { childId, makeResource, nonEmpty, type Origin } from "./resource";
import { RemovedBlock } from "./state-blocks";

export interface IdentityProviderProps {
  readonly origin: Origin;
  readonly place: IdentityProviderPlace;
  readonly provider: TerraformProvider;
}

/** Makes a declared identity provider in one account. */
export function makeIdentityProvider(
  scope: Construct,
  { origin, place, provider: terraformProvider }: IdentityProviderProps,
): TerraformResource {
  const { provider, account, isImported } = place;
  const arn = (kind: "saml-provider" | "oidc-provider", name: string) =>
    iamArn(account.partition, account.id, kind, name);
  const common = {
    origin,
    provider: terraformProvider,
    names: [account.name, provider.name],
    formerNames: formerNames(account, provider),
  };
  const id = childId("identity-provider", account.name, provider.name);
  const tags = nonEmpty(provider.tags);
  return provider.kind === "saml"
    ? makeResource(scope, id, {
        type: IamSamlProvider,
        ...common,
        settings: { name: provider.name, samlMetadataDocument: provider.metadata, tags },
        importBy: isImported ? { id: arn("saml-provider", provider.name) } : undefined,
      })
    : makeResource(scope, id, {
        type: IamOpenidConnectProvider,
        ...common,
        settings: {
          url: provider.url,
          clientIdList: provider.audiences,
          // AWS finds one itself.
          thumbprintList: provider.thumbprints.length === 0 ? undefined : provider.thumbprints,
          tags,
        },
        importBy: isImported ? { id: arn("oidc-provider", provider.host) } : undefined,
      });
}

/** Has Terraform forget a provider that it may have made before: it stays in AWS. */
export function letGoIdentityProvider(
  scope: Construct,
  { above }: Origin,
  { provider, account }: IdentityProviderPlace,
): void {
  const { tfResourceType } = provider.kind === "saml" ? IamSamlProvider : IamOpenidConnectProvider;
  for (const names of [...formerNames(account, provider), [account.name, provider.name]])
    new RemovedBlock(scope, `${tfResourceType}.${address(...above, ...names)}`);
}
