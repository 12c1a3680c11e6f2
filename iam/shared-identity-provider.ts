/**
 * OpenID Connect providers that many organizations share: the issuer of a token does not identify the organization, a claim
 * does.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
import { anyOtherCharacter as other } from "./text-pattern";

/** The claims of a token of another tenant, as patterns for `present`. `other` marks the names that the tenant chooses. */
export type TenantClaims = Readonly<Record<string, readonly string[]>>;

const name = `*${other}*`;

/** A subject that names the tenant in its first or second part. */
const subject: TenantClaims = {
  sub: [name, `${name}:**`, `${name}/**`, `*:${name}`, `*:${name}:**`, `*:${name}/**`],
};
const audience: TenantClaims = { aud: [`**${other}**`] };

/**
 * Subjects name the repository, `repo:owner/name:...`. Subjects of repositories created after July 15, 2026 have ids,
 * `repo:owner@id/name@id:...`. An owner can configure subjects that begin with other claims.
 * Sources: https://docs.github.com/en/actions/reference/security/oidc and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const gitHub: TenantClaims = {
  sub: [
    `repo:${name}/**`,
    `repo:${name}@${name}/**`,
    `repository:${name}/**`,
    ...["repository_id", "repository_owner", "repository_owner_id", "enterprise", "enterprise_id"].flatMap(
      (claim) => [`${claim}:${name}`, `${claim}:${name}:**`],
    ),
    // Every owner can have environments, branches and workflows of these names.
    ...["actor", "environment", "job_workflow_ref", "ref", "workflow"].map((claim) => `${claim}:**`),
  ],
  enterprise_id: [name],
  repository: [`${name}/**`],
  repository_id: [name],
  repository_owner_id: [name],
};

const providers: ReadonlyMap<string, TenantClaims> = new Map([
  ["accounts.google.com", audience],
  ["agent.buildkite.com", { sub: [`organization:${name}:**`] }],
  ["api.pulumi.com/oidc", audience],
  ["app.terraform.io", { sub: [`organization:${name}:**`] }],
  ["cognito-identity.amazonaws.com", audience],
  ["gitlab.com", { sub: [`project_path:${name}/**`] }],
  ["graph.facebook.com", { app_id: [`**${other}**`] }],
  ["oidc-configuration.audit-log.githubusercontent.com", { sub: [`https://github.com/**${other}**`] }],
  ["oidc.codefresh.io", { sub: [`account:${name}:**`] }],
  ["oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu", subject],
  ["oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb", subject],
  ["oidc.vercel.com", audience],
  ["proidc.upbound.io", subject],
  ["rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7", subject],
  ["rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr", subject],
  ["rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg", subject],
  ["rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26", subject],
  ["sandboxes.cloud", audience],
  ["scalr.io", subject],
  ["studio.datachain.ai/api", subject],
  ["token.actions.githubusercontent.com", gitHub],
  ["tokens.cloud.shisho.dev", subject],
  ["vstoken.actions.githubusercontent.com", gitHub],
  ["www.amazon.com", { app_id: [`**${other}**`] }],
]);

/** The claims of other tenants' tokens; `undefined` for a provider that is not known to be shared. */
export function tenantClaims(host: string): TenantClaims | undefined {
  return providers.get(host.toLowerCase());
}

/** Whether everybody can have an account with the provider, and sign in to apps of any owner. */
export function isForPeople(host: string): boolean {
  return ["accounts.google.com", "graph.facebook.com", "www.amazon.com"].includes(host.toLowerCase());
}
