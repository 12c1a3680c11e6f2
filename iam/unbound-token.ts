/** Whether a trust policy lets tokens in whatever their subject or audience is. */
import { attemptsBy, unknownRole } from "./attempt";
import { anyName } from "./escalation";
import { type DecidingStatement, readPolicies } from "./evaluation";
import { type PolicyDocument, toList } from "./policy-document";
import { present, type RequestKind, tokenRequest, webIdentityRequest } from "./request-kind";
import { webIdentityKeys } from "./trust-policy";

export interface UnboundToken {
  readonly statement: DecidingStatement;
  /** ARN or host of the identity provider. */
  readonly provider: string;
}

/** The statements that let a token of an OpenID Connect provider in for any subject, with any other claims. */
export function unboundSubjects(trust: PolicyDocument): UnboundToken[] {
  return unbound(trust, "AssumeRoleWithWebIdentity", (provider) => {
    const host = provider.replace(/^arn:.*:oidc-provider\//, "").toLowerCase();
    const { aud, sub } = webIdentityKeys(host);
    const request = webIdentityRequest(provider);
    // Any other claim of the provider may be the one that identifies the caller: no request has it.
    return {
      ...request,
      open: new Map([...request.open, [`${host}:${sub}`, present(anyName)]]),
      known: new Map([...request.known, ...otherClaims(trust, host, [aud, sub])]),
    };
  });
}

/** The statements that let an assertion of a SAML provider in whatever its audience is. */
export function unboundSamlAudiences(trust: PolicyDocument): UnboundToken[] {
  return unbound(trust, "AssumeRoleWithSAML", (provider) =>
    tokenRequest("AssumeRoleWithSAML", provider, { "saml:aud": present(`https://${anyName}.example`) }),
  );
}

function unbound(
  trust: PolicyDocument,
  operation: "AssumeRoleWithSAML" | "AssumeRoleWithWebIdentity",
  requestOf: (provider: string) => RequestKind,
): UnboundToken[] {
  const policies = readPolicies({ trust, identity: "granted" });
  return (policies.trust ?? []).flatMap((statement) => {
    const { Principal } = statement.statement;
    const federated = typeof Principal === "object" ? toList(Principal.Federated) : [];
    const isSaml = (provider: string) => provider.includes(":saml-provider/");
    return federated
      .filter((provider) => isSaml(provider) === (operation === "AssumeRoleWithSAML"))
      .filter((provider) =>
        attemptsBy(policies, requestOf(provider), statement, unknownRole).some(
          ({ getsIn }) => getsIn === true,
        ),
      )
      .map((provider) => ({ statement, provider }));
  });
}

function otherClaims(
  trust: PolicyDocument,
  host: string,
  own: readonly string[],
): [string, readonly string[]][] {
  const keys = toList(trust.Statement).flatMap(({ Condition }) =>
    Object.values(Condition ?? {}).flatMap((block) => Object.keys(block).map((key) => key.toLowerCase())),
  );
  return keys
    .filter((key) => key.startsWith(`${host}:`) && !own.includes(key.slice(host.length + 1)))
    .map((key) => [key, []]);
}
