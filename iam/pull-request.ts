/**
 * Tokens of code that nobody has approved: pull requests of GitHub, and speculative plans of HCP Terraform.
 * Sources: https://docs.github.com/en/actions/reference/security/oidc and
 * https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
 */
import { attemptsBy, unknownRole } from "./attempt";
import { type DecidingStatement, readPolicies } from "./evaluation";
import { type PolicyDocument, toList } from "./policy-document";
import { type KeyDomain, present, webIdentityRequest } from "./request-kind";

const absent: KeyDomain = { absent: true, within: [] };

const claims = new Map<string, Readonly<Record<string, KeyDomain>>>([
  [
    "token.actions.githubusercontent.com",
    {
      sub: present("repo:*/*:pull_request", "repo:*@*/*@*:pull_request"),
      environment: absent,
      event_name: present("pull_request"),
      ref: present("refs/pull/**"),
    },
  ],
  ["app.terraform.io", { sub: present("organization:*:project:*:workspace:*:run_phase:plan") }],
]);

/** The statements of a trust policy that certainly let such a token in. */
export function statementsForPullRequests(trust: PolicyDocument): DecidingStatement[] {
  const policies = readPolicies({ trust, identity: "granted" });
  return (policies.trust ?? []).filter((by) => {
    const { Principal } = by.statement;
    const providers = typeof Principal === "object" ? toList(Principal.Federated) : [];
    return providers.some((provider) => {
      const host = provider.replace(/^arn:.*:oidc-provider\//, "").toLowerCase();
      const request = webIdentityRequest(provider);
      const open = Object.entries(claims.get(host) ?? {}).map(
        ([claim, domain]) => [`${host}:${claim}`, domain] as const,
      );
      const kind = { ...request, open: new Map([...request.open, ...open]) };
      return (
        open.length > 0 && attemptsBy(policies, kind, by, unknownRole).some(({ getsIn }) => getsIn === true)
      );
    });
  });
}
