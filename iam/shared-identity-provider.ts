/**
 * OpenID Connect providers that serve many organizations under one issuer: a token's issuer does not say whose it is; a
 * claim does.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
import { anyOtherCharacter as other } from "./text-pattern";

/** Claims of a token that another tenant has, as patterns of `present` in call.ts; `other` is in every name of theirs. */
export type TenantClaims = Readonly<Record<string, readonly string[]>>;

const name = `*${other}*`;

/** A subject whose first or second part names the tenant. */
const subject: TenantClaims = {
  sub: [name, `${name}:**`, `${name}/**`, `*:${name}`, `*:${name}:**`, `*:${name}/**`],
};
const audience: TenantClaims = { aud: [`**${other}**`] };

/**
 * Subjects name the repository, `repo:owner/name:...`; for repositories made since July 2026 with ids,
 * `repo:owner@id/name@id:...`. An owner can also make subjects begin with other claims.
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
    // Everybody can have environments, branches and workflows of any name.
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

/** What tells another tenant's token; `undefined` for a provider that serves one organization, or that is not known. */
export function tenantClaims(host: string): TenantClaims | undefined {
  return providers.get(host.toLowerCase());
}

/** Whether a provider gives tokens to everybody with an account there, for apps of any owner. */
export function isForPeople(host: string): boolean {
  return ["accounts.google.com", "graph.facebook.com", "www.amazon.com"].includes(host.toLowerCase());
}
