/**
 * What a trust policy that people wrote themselves says. Conditions that depend on the request are taken to hold.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
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
  const statements = statementsOf(document).map(({ statement }) => statement);
  const concerns = (statement: Statement) =>
    coversAction(statement, "sts:AssumeRole") && concernsPrincipal(statement, accountId, principalArn);
  return (
    statements.some(
      (statement) =>
        statement.Effect === "Allow" && concerns(statement) && meetsPrincipalArn(statement, principalArn),
    ) &&
    !statements.some(
      (statement) =>
        statement.Effect === "Deny" &&
        concerns(statement) &&
        conditionsOf(statement).every(({ key }) => key === principalArnKey) &&
        meetsPrincipalArn(statement, principalArn),
    )
  );
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
