/**
 * What a trust policy that people wrote themselves says. Conditions that depend on the request are taken to hold.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { parseIamArn } from "./arn";
import { type PolicyDocument, type Statement, toList } from "./policy-document";
import {
  type Condition,
  conditionsOf,
  coversAction,
  demandsItsKey,
  globMatches,
  statementsOf,
} from "./statement";

/** Whether a trust policy lets a principal of an account assume the role. */
export function trustNames(document: PolicyDocument, accountId: string, principalArn: string): boolean {
  return admittingStatements(document, accountId, principalArn).length > 0;
}

/** The statements by which a principal of an account may assume the role; none where it may not. */
export function admittingStatements(
  document: PolicyDocument,
  accountId: string,
  principalArn: string,
): Statement[] {
  const concerning = concerningStatements(document, accountId, principalArn);
  const denied = concerning.some(
    (statement) =>
      statement.Effect === "Deny" && conditionsOf(statement).every(({ key }) => key === principalArnKey),
  );
  return denied
    ? []
    : concerning.filter(
        (statement) => statement.Effect === "Allow" && meetsUserName(statement, principalArn),
      );
}

/** Whether a principal of an account that a trust policy lets in must have signed in with MFA. */
export function asksForMfa(document: PolicyDocument, accountId: string, principalArn: string): boolean {
  return (
    admittingStatements(document, accountId, principalArn).every((statement) =>
      conditionsOf(statement).some(
        (condition) =>
          demandsItsKey(condition) &&
          (condition.key === "aws:multifactorauthage" ||
            (condition.key === "aws:multifactorauthpresent" &&
              condition.values.every((value) => value === "true"))),
      ),
    ) || concerningStatements(document, accountId, principalArn).some(deniesWithoutMfa)
  );
}

/** IfExists, for without it a Deny passes over plain access keys, which do not have the key at all. */
function deniesWithoutMfa(statement: Statement): boolean {
  return (
    statement.Effect === "Deny" &&
    conditionsOf(statement).some(
      ({ operator, key, values }) =>
        operator === "BoolIfExists" && key === "aws:multifactorauthpresent" && values.includes("false"),
    ) &&
    conditionsOf(statement).every(({ key }) => ["aws:multifactorauthpresent", principalArnKey].includes(key))
  );
}

/** The statements about `sts:AssumeRole` that are meant for a principal of an account. */
function concerningStatements(
  document: PolicyDocument,
  accountId: string,
  principalArn: string,
): Statement[] {
  return statementsOf(document)
    .map(({ statement }) => statement)
    .filter(
      (statement) =>
        coversAction(statement, "sts:AssumeRole") &&
        concernsPrincipal(statement, accountId, principalArn) &&
        meetsPrincipalArn(statement, principalArn),
    );
}

/**
 * Whether a statement names a principal itself, or everybody, rather than its account. In the principal's own account that
 * is enough to get in, with no permission of the principal's own.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function namesItself(statement: Statement, principalArn: string): boolean {
  return namesEverybody(statement) || awsPrincipals(statement).includes(principalArn);
}

/** Whether a statement lets principals of AWS accounts assume the role, as opposed to services and federations. */
export function letsAccountsIn(statement: Statement): boolean {
  return (
    statement.Effect === "Allow" &&
    coversAction(statement, "sts:AssumeRole") &&
    (statement.NotPrincipal !== undefined || awsPrincipals(statement).length > 0)
  );
}

/** The ids of the AWS accounts that a statement names, itself or by their users and roles. */
export function accountsNamed(statement: Statement): string[] {
  return awsPrincipals(statement)
    .flatMap((name) => /^(\d{12})$|^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(name)?.slice(1) ?? [])
    .filter((id) => id !== undefined);
}

/** Whether anybody with an AWS account passes a statement's `Principal`. */
export function namesEverybody(statement: Statement): boolean {
  return statement.NotPrincipal !== undefined || awsPrincipals(statement).includes("*");
}

/** Whether a statement asks the caller for an external ID. */
export function asksForExternalId(statement: Statement): boolean {
  return conditionsOf(statement).some(
    (condition) => condition.key === "sts:externalid" && demandsItsKey(condition),
  );
}

const principalArnKey = "aws:principalarn";

/**
 * Condition keys that AWS sets from who the caller is or where the call comes from. Those that a stranger can choose bind
 * nobody: an external ID, a session's name, a user's name, a tag, MFA.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const bindingKeys = new Set([
  principalArnKey,
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "aws:vpcsourceip",
]);

/** Whether a statement's conditions keep strangers out whoever its `Principal` names. */
export function bindsCallers(statement: Statement): boolean {
  return conditionsOf(statement).some(
    (condition) =>
      bindingKeys.has(condition.key) &&
      demandsItsKey(condition) &&
      condition.values.length > 0 &&
      condition.values.every((value) => bindsTo(condition, value)),
  );
}

function bindsTo({ key }: Condition, value: string): boolean {
  // In an account of one's own, one can give a role any name and path.
  if (key === principalArnKey) return /^arn:[^:]+:(iam|sts)::\d{12}:/.test(value);
  return !/^[*?]*$/.test(value) && !/^[\d.:]+\/0$/.test(value);
}

function awsPrincipals({ Principal: principal }: Statement): readonly string[] {
  if (principal === undefined) return [];
  return principal === "*" ? ["*"] : toList(principal.AWS);
}

function concernsPrincipal(statement: Statement, accountId: string, principalArn: string): boolean {
  const names = (principal: Statement["Principal"]) =>
    awsPrincipals({ Effect: "Allow", Principal: principal }).some(
      (name) =>
        name === "*" ||
        name === accountId ||
        name === principalArn ||
        new RegExp(`^arn:aws[a-z-]*:iam::${accountId}:root$`).test(name),
    );
  return statement.NotPrincipal === undefined ? names(statement.Principal) : !names(statement.NotPrincipal);
}

function meetsPrincipalArn(statement: Statement, principalArn: string): boolean {
  return conditionsOf(statement)
    .filter(({ key, operator }) => key === principalArnKey && operator !== "Null")
    .every(({ operator, values }) => {
      const matches = values.some((value) =>
        /StringEquals|StringNotEquals/.test(operator)
          ? value === principalArn
          : globMatches(value, principalArn),
      );
      return matches !== /Not/.test(operator);
    });
}

/** A role's session has no user name, so what asks for one is not met by a role. */
function meetsUserName(statement: Statement, principalArn: string): boolean {
  return (
    parseIamArn(principalArn)?.resource === "user" ||
    !conditionsOf(statement).some(
      (condition) =>
        demandsItsKey(condition) && condition.values.every((value) => value.includes("${aws:username}")),
    )
  );
}
