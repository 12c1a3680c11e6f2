/**
 * Checks of a whole policy document.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { checkConditions } from "./condition-problem";
import { policyVersion } from "./policy-document";
import {
  error,
  isObject,
  type PolicyContext,
  type PolicyFinding,
  type PolicyProblem,
  type PolicyProblemCode,
  placedItems,
  type Report,
} from "./policy-problem";
import { checkCharacters } from "./policy-text";
import { checkPrincipals } from "./principal-problem";
import { resourceProblem } from "./resource-problem";
import { checkRolesAnywhere, checkTrust, trustActionProblem } from "./trust-statement-problem";

/**
 * `identity`: a permissions policy, which names resources and no principal. `trust`: a role's trust policy, which names
 * principals and no resource.
 */
export type PolicyKind = "identity" | "trust";

const documentKeys = ["Version", "Id", "Statement"];
const statementKeys = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** The errors of a document. */
export function checkPolicyDocument(
  document: unknown,
  kind: PolicyKind,
  context: PolicyContext = {},
): PolicyProblem[] {
  return policyProblems(document, kind, context).filter(({ severity }) => severity === "error");
}

/** All problems of a document, errors and warnings. */
export function policyProblems(
  document: unknown,
  kind: PolicyKind,
  context: PolicyContext = {},
): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report: Report = (path, finding) => problems.push({ path, ...finding });
  if (!isObject(document)) {
    report(
      [],
      error(
        "data-type-mismatch",
        `must be a policy document: Version: "${policyVersion}" and a list of Statement`,
      ),
    );
    return problems;
  }
  checkDocument(document, report);
  const { Statement: given } = document;
  const statements = (given === undefined ? [] : placedItems(given)).map(
    ([path, statement]) => [["Statement", ...path], statement] as const,
  );
  if (statements.length === 0) report([], error("missing-statement", "has no Statement"));
  const sids = new Set<string>();
  for (const [path, statement] of statements) {
    const below: Report = (inner, finding) => report([...path, ...inner], finding);
    if (isObject(statement)) {
      checkStatement(statement, kind, context, below);
      checkSid(statement.Sid, sids, below);
    } else below([], error("data-type-mismatch", "must be a statement: Effect, Action, Resource, ..."));
  }
  if (kind === "trust") checkRolesAnywhere(statements, context, report);
  const withProblem = new Set(problems.map(({ path }) => path.join("\n")));
  checkCharacters(document, context.isUnknown ?? (() => false), (path, finding) => {
    if (!withProblem.has(path.join("\n"))) report(path, finding);
  });
  return problems;
}

function checkDocument(document: Record<string, unknown>, report: Report): void {
  for (const key of Object.keys(document))
    if (!documentKeys.includes(key))
      report(
        [key],
        error(
          "invalid-policy-element",
          `is not an element of a policy; the elements are ${documentKeys.join(", ")}`,
        ),
      );
  if (document.Version !== policyVersion)
    report(
      document.Version === undefined ? [] : ["Version"],
      error(
        "invalid-version",
        `Version must be "${policyVersion}": in any other, policy variables such as \${aws:username} do not work`,
      ),
    );
  if (document.Id !== undefined && typeof document.Id !== "string")
    report(["Id"], error("data-type-mismatch", "Id must be a text"));
}

function checkStatement(
  statement: Record<string, unknown>,
  kind: PolicyKind,
  context: PolicyContext,
  report: Report,
): void {
  for (const key of Object.keys(statement))
    if (!statementKeys.includes(key))
      report(
        [key],
        error(
          "invalid-policy-element",
          `is not an element of a statement; the elements are ${statementKeys.join(", ")}`,
        ),
      );
  if (statement.Effect === undefined) report([], error("missing-effect", "Effect must be Allow or Deny"));
  else if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
    report(["Effect"], error("invalid-effect", "Effect must be Allow or Deny"));

  checkOneOf(["Action", "NotAction"], "missing-action", statement, context, report, (action) =>
    kind === "trust" ? trustActionProblem(action) : actionProblem(action),
  );
  if (kind === "identity") {
    checkOneOf(["Resource", "NotResource"], "missing-resource", statement, context, report, (resource) =>
      resourceProblem(resource, context.partition),
    );
    refuse(["Principal", "NotPrincipal"], statement, report, (key) =>
      error(
        "unsupported-principal",
        `a permissions policy has no ${key}: it applies to the role that it is attached to; remove it`,
      ),
    );
  } else {
    checkPrincipals(statement, context, report);
    checkTrust(statement, context, report);
    refuse(["Resource", "NotResource"], statement, report, (key) =>
      error(
        "role-trust-policy-syntax-error-resource",
        `a trust policy has no ${key}: it applies to the role itself; remove it`,
      ),
    );
  }
  checkConditions(statement.Condition, context, report);
}

/** Exactly one of two elements, each a text or a list of them. */
function checkOneOf(
  [a, b]: readonly [string, string],
  missing: PolicyProblemCode,
  statement: Record<string, unknown>,
  { isUnknown = () => false }: PolicyContext,
  report: Report,
  problemOf: (value: string) => PolicyFinding | undefined,
): void {
  const given = [a, b].filter((key) => statement[key] !== undefined);
  if (given.length === 0) report([], error(missing, `needs ${a} or ${b}`));
  if (given.length === 2)
    report([], error("unsupported-element-combination", `has both ${a} and ${b}; IAM accepts one of them`));
  for (const key of given) {
    const items = placedItems(statement[key]);
    if (items.length === 0) report([key], error(missing, `${key} is empty; write at least one`));
    else if (!items.every(([, item]) => typeof item === "string"))
      report([key], error("data-type-mismatch", `${key} must be a text or a list of texts`));
    else
      for (const [path, item] of items as (readonly [readonly number[], string])[]) {
        const problem = isUnknown(item) ? undefined : problemOf(item);
        if (problem) report([key, ...path], problem);
      }
  }
}

function refuse(
  keys: readonly string[],
  statement: Record<string, unknown>,
  report: Report,
  findingOf: (key: string) => PolicyFinding,
): void {
  for (const key of keys) if (statement[key] !== undefined) report([key], findingOf(key));
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function actionProblem(action: string): PolicyFinding | undefined {
  return /^(?:\*|(?:\*|[A-Za-z0-9.-]+):[\w*?-]+)$/.test(action)
    ? undefined
    : error("invalid-action", `"${action}" is not an action; write service:Action, such as s3:GetObject`);
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
function checkSid(sid: unknown, sids: Set<string>, report: Report): void {
  if (sid === undefined || sid === "") return;
  if (typeof sid !== "string" || !/^[A-Za-z0-9]*$/.test(sid))
    report(["Sid"], error("unsupported-sid", "Sid may hold letters A-Z, a-z and digits only"));
  else if (sids.has(sid))
    report(
      ["Sid"],
      error("unique-sids-required", `another statement has the Sid "${sid}"; write another one, or none`),
    );
  else sids.add(sid);
}
