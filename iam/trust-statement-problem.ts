/** Checks of the actions in a trust policy, and of each principal with the actions it may call. */
import {
  error,
  isObject,
  type PolicyContext,
  type PolicyFinding,
  placedItems,
  type Report,
  warning,
} from "./policy-problem";
import { federatedProvider } from "./principal-problem";
import { rolesAnywhere, serviceActions } from "./service-session-actions";
import { globMatches } from "./text-pattern";

const withSaml = "sts:AssumeRoleWithSAML";
const withWebIdentity = "sts:AssumeRoleWithWebIdentity";

/**
 * The actions that IAM accepts in a trust policy.
 * Sources: the error of the IAM API, `MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions`,
 * and the actions "on a STS session" in https://docs.aws.amazon.com/service-authorization/latest/reference/list_sts.html
 */
const trustActions = [
  "sts:AssumeRole",
  withSaml,
  withWebIdentity,
  "sts:SetContext",
  "sts:SetSourceIdentity",
  "sts:TagSession",
];

/** The problem with an action of a trust policy; `undefined` if there is none. */
export function trustActionProblem(action: string): PolicyFinding | undefined {
  if (trustActions.some((known) => known.toLowerCase() === action.toLowerCase())) return undefined;
  return /^sts:/i.test(action) && matched(action).length > 0
    ? warning(
        "unsupported-action-in-policy",
        `"${action}" has a wildcard, which IAM may refuse in a trust policy; write each action, such as sts:AssumeRole`,
      )
    : error(
        "unsupported-action-in-policy",
        `"${action}" is not an action of a trust policy; these are ${trustActions.join(", ")}`,
      );
}

/** Reports principals of an Allow that can call none of its actions. */
export function checkTrust(
  statement: Record<string, unknown>,
  { isUnknown = () => false }: PolicyContext,
  report: Report,
): void {
  const { Principal: principal, Action: action } = statement;
  const actions = texts(action);
  if (statement.Effect !== "Allow" || !isObject(principal) || actions.some(isUnknown)) return;
  const allowed = actions.flatMap(matched).filter((name) => name.startsWith("sts:AssumeRole"));
  for (const [kind, values] of Object.entries(principal))
    for (const [path, value] of placedItems(values)) {
      if (typeof value !== "string" || value === "*" || isUnknown(value)) continue;
      const needed = actionOf(kind, value);
      if (allowed.length > 0 && needed !== undefined && !allowed.includes(needed))
        report(
          ["Principal", kind, ...path],
          error(
            "mismatched-action-for-principal",
            `${JSON.stringify(value)} assumes a role by ${needed}, and the statement allows ${allowed.join(", ")} only; add the action, or remove the principal`,
          ),
        );
    }
}

/** The action by which a principal assumes a role; `undefined` if it is not clear from its kind. */
function actionOf(kind: string, principal: string): string | undefined {
  if (kind === "AWS" || kind === "Service") return "sts:AssumeRole";
  const provider = kind === "Federated" ? federatedProvider(principal) : undefined;
  return provider && (provider.kind === "saml" ? withSaml : withWebIdentity);
}

/** Reports a trust policy that names IAM Roles Anywhere without all the actions that it calls. */
export function checkRolesAnywhere(
  statements: readonly (readonly [path: readonly (string | number)[], statement: unknown])[],
  { isUnknown = () => false }: PolicyContext,
  report: Report,
): void {
  const trusting = statements.filter(
    ([, statement]) =>
      isObject(statement) &&
      statement.Effect === "Allow" &&
      isObject(statement.Principal) &&
      texts(statement.Principal.Service).includes(rolesAnywhere),
  ) as (readonly [readonly (string | number)[], Record<string, unknown>])[];
  const [first] = trusting;
  if (!first || trusting.some(([, { Action }]) => Action === undefined)) return;
  const actions = trusting.flatMap(([, { Action }]) => texts(Action));
  if (actions.some(isUnknown)) return;
  const allowed = actions.flatMap(matched);
  const needed = serviceActions(rolesAnywhere);
  const missing = needed.filter((action) => !allowed.includes(action));
  if (missing.length > 0)
    report(
      [...first[0], "Action"],
      error(
        "missing-action-for-roles-anywhere-trust-policy",
        `${rolesAnywhere} needs ${needed.join(", ")} to assume a role; add ${missing.join(", ")}`,
      ),
    );
}

/** The actions of a trust policy that an action covers. */
function matched(action: string): string[] {
  return trustActions.filter((known) => globMatches(action.toLowerCase(), known.toLowerCase()));
}

function texts(value: unknown): string[] {
  return placedItems(value).flatMap(([, item]) => (typeof item === "string" ? [item] : []));
}
