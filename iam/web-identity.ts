/**
 * Whose tokens a trust in an OpenID Connect provider lets in. A provider such as GitHub's gives tokens to everybody; only the
 * subject tells whose token it is.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub
 */
import { type Statement, toList } from "./policy-document";
import { conditionsOf, coversAction, demandsItsKey } from "./statement";
import { webIdentityKeys } from "./trust-policy";

/** Whether anybody can get tokens of a provider. The audience of an Amazon Cognito identity pool is the pool, which is yours. */
export function isPublicProvider(provider: string): boolean {
  return provider !== "cognito-identity.amazonaws.com";
}

/** Whether anybody can get a token with a subject that matches. */
export function isAnybodysSubject(provider: string, subject: string): boolean {
  if (/^[*?]*$/.test(subject)) return true;
  // GitHub's subjects begin with the organization; anybody can choose the rest.
  return provider.endsWith("token.actions.githubusercontent.com") && /^[^/]*[*?]/.test(subject);
}

/** The hosts (and paths) of the public providers from which a statement lets in any token, whoever has it. */
export function openProvidersIn(statement: Statement): string[] {
  if (statement.Effect !== "Allow" || !coversAction(statement, "sts:AssumeRoleWithWebIdentity")) return [];
  const federated = typeof statement.Principal === "object" ? toList(statement.Principal.Federated) : [];
  return federated
    .filter((provider) => !provider.includes(":saml-provider/"))
    .map((provider) => provider.replace(/^arn:.*:oidc-provider\//, ""))
    .filter((provider) => isPublicProvider(provider) && !limitsSubject(statement, provider));
}

function limitsSubject(statement: Statement, provider: string): boolean {
  const key = `${provider}:${webIdentityKeys(provider).sub}`.toLowerCase();
  return conditionsOf(statement).some(
    (condition) =>
      condition.key === key &&
      demandsItsKey(condition) &&
      !condition.values.some((value) => isAnybodysSubject(provider, value)),
  );
}
