/** Questions about a trust policy that people wrote themselves, for callers that ask one thing. */
import { attemptsBy, unknownRole } from "./attempt";
import { readPolicies } from "./evaluation";
import { type PolicyDocument, policyDocument, type Statement } from "./policy-document";
import { awsPrincipals, namedIn } from "./principal";
import { type Principal, requestKindsOf } from "./request-kind";
import { coversAction } from "./statement";
import { or } from "./truth";
import { waysIn } from "./ways-in";

/** Whether a trust policy lets a user or role assume the role, or may do so. */
export function trustNames(document: PolicyDocument, accountId: string, principalArn: string): boolean {
  return admittingStatements(document, accountId, principalArn).length > 0;
}

/**
 * The statements by which a user or role may assume the role; none when it certainly may not.
 *
 * What it asks for MFA does not count here: a role's session never has MFA, and another check says so.
 */
export function admittingStatements(
  document: PolicyDocument,
  _accountId: string,
  principalArn: string,
): Statement[] {
  const policies = readPolicies({ trust: document, identity: "granted" });
  const kinds = requestKindsOf(principalOf(principalArn)).map((kind) => ({
    ...kind,
    known: new Map([...kind.known].filter(([key]) => !key.startsWith("aws:multifactorauth"))),
    open: new Map([...kind.open].filter(([key]) => !key.startsWith("aws:multifactorauth"))),
  }));
  return (policies.trust ?? []).flatMap((by) =>
    kinds.some((kind) => attemptsBy(policies, kind, by, unknownRole).length > 0) ? [by.statement] : [],
  );
}

/** Whether a user or role that a trust policy lets in must have signed in with MFA. */
export function asksForMfa(document: PolicyDocument, _accountId: string, principalArn: string): boolean {
  return waysIn({ trust: document }, principalOf(principalArn)).every(({ mfa }) => mfa === "required");
}

function principalOf(arn: string): Principal {
  return {
    kind: /^arn:[^:]+:iam::[^:]*:role\//.test(arn) ? "role" : "user",
    arn,
  };
}

/**
 * Whether a statement names a principal itself, or everybody, rather than its account. In the principal's own account that
 * is enough to get in, with no permission of the principal's own.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function namesItself(statement: Statement, principalArn: string): boolean {
  const context = new Map([["aws:principalarn", [principalArn]]]);
  const { directly, asRole } = namedIn(statement, { kind: "aws" }, context);
  return or(directly, asRole) === true;
}

/** Whether a statement lets principals of AWS accounts assume the role, as opposed to services and federations. */
export function letsAccountsIn(statement: Statement): boolean {
  return (
    statement.Effect === "Allow" &&
    coversAction(statement, "sts:AssumeRole") &&
    (statement.NotPrincipal !== undefined || awsPrincipals(statement.Principal).length > 0)
  );
}

/** Whether no user or role gets in by a statement without an external ID. */
export function asksForExternalId(statement: Statement): boolean {
  const forEverybody = { ...statement, Principal: "*" as const, NotPrincipal: undefined };
  const policies = readPolicies({ trust: policyDocument(forEverybody), identity: "granted" });
  const kinds = requestKindsOf({ kind: "anybody", facts: { "sts:ExternalId": [] } });
  return (policies.trust ?? []).every((by) =>
    kinds.every((kind) => attemptsBy(policies, kind, by, unknownRole).length === 0),
  );
}
