/**
 * Identity providers whose tokens look alike for all their customers. A trust policy must ask for the claim that tells the
 * customers apart; IAM refuses it otherwise.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */

/** The host, with its path, of each shared provider, and the condition key that a trust policy must ask for. */
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

/** The condition key that IAM asks for with a provider, by its host and path; `undefined` when it is not a shared one. */
export function identityProviderControl(host: string): string | undefined {
  return controls.get(host);
}
