/** Whether policies, as they were read, allow a role to be assumed: AWS's rules, as far as this project's policies go. */
import { type Conditions, type PolicyDocument, type Statement, toList } from "../iam/policy-document";
import { globMatches } from "../iam/statement";

const action = "sts:AssumeRole";

/** What conditions can ask about a call. */
export interface CallContext {
  /** Whether the caller has signed in with MFA; plain access keys have not. */
  readonly mfa: boolean;
  /** The organization that the role's account belongs to. */
  readonly organizationId?: string;
}

/**
 * Whether the policies of a user or role let it call `sts:AssumeRole` on a role.
 *
 * A condition that cannot be told here counts against the caller.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function permits(
  documents: readonly PolicyDocument[],
  roleArn: string,
  context: CallContext,
): boolean {
  const statements = documents
    .flatMap(({ Statement }) => toList(Statement))
    .filter((statement) => concerns(statement, roleArn));
  const denied = statements.some(
    ({ Effect, Condition }) => Effect === "Deny" && holds(Condition, context) !== false,
  );
  return (
    !denied &&
    statements.some(({ Effect, Condition }) => Effect === "Allow" && holds(Condition, context) === true)
  );
}

function concerns({ Action, NotAction, Resource, NotResource }: Statement, roleArn: string): boolean {
  const names = (patterns: Statement["Action"]) =>
    toList(patterns).some((pattern) => globMatches(pattern.toLowerCase(), action.toLowerCase()));
  const matches = (patterns: Statement["Resource"]) =>
    toList(patterns).some((pattern) => globMatches(pattern, roleArn));
  return (
    (NotAction === undefined ? names(Action) : !names(NotAction)) &&
    (NotResource === undefined ? matches(Resource) : !matches(NotResource))
  );
}

/** Whether all conditions hold; `undefined` when it cannot be told. */
function holds(conditions: Conditions | undefined, context: CallContext): boolean | undefined {
  const each = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) =>
      holdsOne(operator, key.toLowerCase(), toList(values).map(String), context),
    ),
  );
  if (each.includes(false)) return false;
  return each.includes(undefined) ? undefined : true;
}

function holdsOne(
  operator: string,
  key: string,
  values: readonly string[],
  { mfa, organizationId }: CallContext,
): boolean | undefined {
  switch (`${operator} ${key}`) {
    // The key is absent for plain access keys.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    case "Bool aws:multifactorauthpresent":
      return mfa && values.includes("true");
    case "BoolIfExists aws:multifactorauthpresent":
      return !mfa || values.includes("true");
    case "StringEquals aws:resourceorgid":
      return organizationId !== undefined && values.includes(organizationId);
    // Grants that end. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime
    case "DateLessThan aws:currenttime":
      return values.some((value) => Date.now() < Date.parse(value));
    default:
      return undefined;
  }
}
