/**
 * Identity providers that many organizations share. A trust policy must have a condition on the claim that names the
 * organization, or IAM refuses it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */

/** The host, with its path, of each shared provider, and the condition key that a trust policy must use. */
const controls: ReadonlyMap<string, string> = new Map([
  ...[
    "agent.buildkite.com",
    "app.terraform.io",
    "gitlab.com",
    "oidc-configuration.audit-log.githubusercontent.com",
    "oidc.codefresh.io",
    "proidc.upbound.io",
    "scalr.io",
    "studio.datachain.ai/api",
    "token.actions.githubusercontent.com",
    "tokens.cloud.shisho.dev",
    "vstoken.actions.githubusercontent.com",
  ].map((host) => [host, `${host}:sub`] as const),
  ...["api.pulumi.com/oidc", "cognito-identity.amazonaws.com", "oidc.vercel.com", "sandboxes.cloud"].map(
    (host) => [host, `${host}:aud`] as const,
  ),
  // Microsoft Sentinel: one tenant of Microsoft's for all customers.
  ["sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d", "sts:RoleSessionName"],
]);

/** The condition key that IAM requires for a provider, by its host and path; `undefined` if it is not a shared one. */
export function identityProviderControl(host: string): string | undefined {
  return controls.get(host);
}
