/**
 * Checks of the principals in a trust policy.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import {
  accountId,
  arnPartition,
  oidcProvider,
  roleOrUserName,
  samlProviderName,
  servicePrincipal,
} from "./limits";
import {
  error,
  isObject,
  type PolicyContext,
  type PolicyFinding,
  placedItems,
  type Report,
} from "./policy-problem";
import { hasVariable } from "./policy-text";

/** The problem with a principal of the kind AWS: an account, user, role or session; `undefined` if there is none. */
export function awsPrincipalProblem(principal: string, partition?: string): PolicyFinding | undefined {
  if (principal === "*" || accountId.test(principal)) return undefined;
  const quoted = JSON.stringify(principal);
  if (hasVariable(principal)) return variableUnsupported(quoted);
  if (/^(AIDA|AROA)[A-Z0-9]{12,124}$/.test(principal)) return undefined;
  if (/[*?]/.test(principal))
    return error(
      "unsupported-wildcard-in-principal",
      `${quoted} has a wildcard; name the account, and limit aws:PrincipalArn in a condition, such as ArnLike`,
    );
  if (/^AGPA[A-Z0-9]+$/.test(principal) || /^arn:[^:]*:iam::[^:]*:group\//.test(principal))
    return error("invalid-principal-format", `${quoted} is a group; a group cannot be a principal`);
  const [arn, ofPartition = "", service, region, account = "", ...name] = principal.split(":");
  const isPrincipal =
    arn === "arn" && region === "" && accountId.test(account) && isIdentity(service, name.join(":"));
  if (!isPrincipal || !arnPartition.test(ofPartition))
    return error(
      "invalid-principal-format",
      `${quoted} is not a principal; write an account id, or the ARN of an account, user, role or role session`,
    );
  return otherPartition(ofPartition, partition);
}

function isIdentity(service: string | undefined, resource: string): boolean {
  const [type, ...names] = resource.split("/");
  if (service === "iam")
    return (
      resource === "root" || ((type === "user" || type === "role") && roleOrUserName.test(names.at(-1) ?? ""))
    );
  if (service !== "sts" || !names.every((name) => /^[\w+=,.@-]{1,64}$/.test(name))) return false;
  return (type === "assumed-role" && names.length === 2) || (type === "federated-user" && names.length === 1);
}

/** The problem with a principal of the kind Service; `undefined` if there is none. */
export function servicePrincipalProblem(principal: string): PolicyFinding | undefined {
  if (servicePrincipal.test(principal)) return undefined;
  const quoted = JSON.stringify(principal);
  return /[*?]/.test(principal)
    ? error("unsupported-wildcard-in-principal", `${quoted} has a wildcard; name each service`)
    : error(
        "invalid-service-principal-format",
        `${quoted} is not a service principal; write it in lower case and with its domain, such as ${/^[\w-]+$/.test(principal) ? principal.toLowerCase() : "ec2"}.amazonaws.com`,
      );
}

/** A provider of the kind Federated, taken apart. */
interface FederatedProvider {
  readonly kind: "saml" | "oidc";
  /** The name of a SAML provider; the host of an OpenID Connect provider, with its path. */
  readonly name: string;
  /** `undefined` for a provider that AWS knows by itself, such as `accounts.google.com`. */
  readonly accountId?: string;
}

const providerArn = /^arn:([^:]*):iam::([^:]*):(saml|oidc)-provider\/(.+)$/;

/**
 * A federated principal taken apart: the ARN of a provider, or a host; `undefined` when it is neither.
 *
 * The provider of an ARN must be in the account of the role.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
 */
export function federatedProvider(principal: string): FederatedProvider | undefined {
  const [, partition = "", account = "", kind, name = ""] = providerArn.exec(principal) ?? [];
  if (kind === undefined)
    return oidcProvider.test(principal) && principal.includes(".")
      ? { kind: "oidc", name: principal }
      : undefined;
  if (!arnPartition.test(partition) || !accountId.test(account)) return undefined;
  if (!(kind === "saml" ? samlProviderName : oidcProvider).test(name)) return undefined;
  return { kind: kind as "saml" | "oidc", name, accountId: account };
}

/** The problem with a principal of the kind Federated; `undefined` if there is none. */
export function federatedPrincipalProblem(principal: string, partition?: string): PolicyFinding | undefined {
  const quoted = JSON.stringify(principal);
  if (hasVariable(principal)) return variableUnsupported(quoted);
  if (/[*?]/.test(principal))
    return error("unsupported-wildcard-in-principal", `${quoted} has a wildcard; name each provider`);
  if (!federatedProvider(principal))
    return error(
      "invalid-federated-principal-syntax-in-role-trust-policy",
      `${quoted} is not an identity provider; write its ARN, arn:${partition ?? "aws"}:iam::<account>:oidc-provider/<host> or saml-provider/<name>, or a host that AWS knows, such as accounts.google.com`,
    );
  return otherPartition(providerArn.exec(principal)?.[1], partition);
}

function otherPartition(
  written: string | undefined,
  partition: string | undefined,
): PolicyFinding | undefined {
  return written === undefined || written === (partition ?? written)
    ? undefined
    : error("invalid-partition", `is in the partition ${written}, the accounts are in ${partition}`);
}

function variableUnsupported(quoted: string): PolicyFinding {
  return error(
    "invalid-principal-format",
    `${quoted} has a policy variable, which a principal cannot have; name the principal itself`,
  );
}

/**
 * A trust policy with `{ AWS: "*" }` in place of `Principal: "*"`: both mean everybody, and IAM refuses the second in a trust
 * policy.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
 */
export function withEverybodyAsAws(document: unknown): unknown {
  const changed = (statement: unknown) =>
    isObject(statement) && statement.Principal === "*"
      ? { ...statement, Principal: { AWS: "*" } }
      : statement;
  if (!isObject(document)) return document;
  const { Statement: given } = document;
  return { ...document, Statement: Array.isArray(given) ? given.map(changed) : changed(given) };
}

/** The kinds of principal that IAM accepts in a trust policy, each with its check. */
const principalProblems: Readonly<
  Record<string, ((principal: string, partition?: string) => PolicyFinding | undefined) | undefined>
> = {
  AWS: awsPrincipalProblem,
  Service: servicePrincipalProblem,
  Federated: federatedPrincipalProblem,
};

/** Reports the problems with the principals of a trust policy's statement. */
export function checkPrincipals(
  statement: Record<string, unknown>,
  { partition, isUnknown = () => false }: PolicyContext,
  report: Report,
): void {
  const { Principal: principal } = statement;
  if (statement.NotPrincipal !== undefined)
    report(
      ["NotPrincipal"],
      error(
        "role-trust-policy-syntax-error-notprincipal",
        "a trust policy has no NotPrincipal; name the principals in Principal, and exclude others in a condition",
      ),
    );
  else if (principal === undefined)
    report([], error("missing-principal", "a trust policy's statement needs a Principal"));
  if (principal === undefined) return;
  if (principal === "*") {
    report(
      ["Principal"],
      error(
        "role-trust-policy-unsupported-wildcard-in-principal",
        'a trust policy cannot have Principal: "*"; name the principals, or write { AWS: "*" }',
      ),
    );
    return;
  }
  const kinds = Object.keys(principalProblems);
  const named = isObject(principal) ? Object.entries(principal) : [];
  if (named.length === 0)
    report(
      ["Principal"],
      error("invalid-principal-format", `Principal must map ${kinds.join(", ")} to principals`),
    );
  for (const [kind, values] of named) {
    const problemOf = Object.hasOwn(principalProblems, kind) ? principalProblems[kind] : undefined;
    const items = placedItems(values);
    if (problemOf === undefined)
      report(
        ["Principal", kind],
        error("invalid-principal-key", `a trust policy's principals are of the kinds ${kinds.join(", ")}`),
      );
    else if (items.length === 0 || !items.every(([, value]) => typeof value === "string"))
      report(
        ["Principal", kind],
        error("data-type-mismatch", `${kind} must be a text or a list of texts, and not empty`),
      );
    else
      for (const [path, value] of items as (readonly [readonly number[], string])[]) {
        const problem = isUnknown(value) ? undefined : problemOf(value, partition);
        if (problem) report(["Principal", kind, ...path], problem);
      }
  }
}
