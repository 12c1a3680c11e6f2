/** The statements of a policy that let its holder assume roles, told from all others. */
import {
  type Conditions,
  canonicalJson,
  type PolicyDocument,
  type Statement,
  toList,
} from "../../iam/policy-document";
import { arnPattern, matchesText, wildcardText } from "../../iam/text-pattern";

/** Permission to assume roles: one resource of a statement. */
export interface AssumePermission {
  /** The ARN of a role, or a pattern of ARNs. */
  readonly resource: string;
  /** When it ends: a time in UTC. */
  readonly until?: string;
  /** Whether it holds with MFA only. */
  readonly mfa: boolean;
}

/** What a statement says, as far as it is about assuming roles. */
export interface AssumeStatement {
  readonly permissions: readonly AssumePermission[];
  /** What else the statement allows on the same resources: `sts:TagSession`, `sts:SetSourceIdentity`. */
  readonly session?: Statement;
}

const assume = "sts:assumerole";
/** A time as the access file writes it. */
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const sessionActions = ["sts:tagsession", "sts:setsourceidentity"];

/**
 * A statement that does nothing but let its holder assume roles, or set up their sessions.
 *
 * @returns `undefined` for any other statement, also where it allows more than that, or under conditions of another kind
 */
export function assumeStatement(statement: Statement): AssumeStatement | undefined {
  const { Effect, Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  if (Effect !== "Allow" || NotAction || NotResource || Resource === undefined) return undefined;
  const actions = toList(Action);
  const isAbout = (names: readonly string[]) => (action: string) => names.includes(action.toLowerCase());
  if (actions.length === 0 || !actions.every(isAbout([assume, ...sessionActions]))) return undefined;
  const terms = termsOf(Condition);
  if (!terms) return undefined;
  const session = actions.filter(isAbout(sessionActions));
  return {
    permissions: actions.some(isAbout([assume]))
      ? toList(Resource).map((resource) => ({ resource, ...terms }))
      : [],
    session:
      session.length === 0
        ? undefined
        : { Effect, Action: session, Resource, ...(Object.keys(Condition).length > 0 && { Condition }) },
  };
}

function termsOf(conditions: Conditions): Pick<AssumePermission, "until" | "mfa"> | undefined {
  let until: string | undefined;
  let mfa = false;
  for (const [operator, keys] of Object.entries(conditions))
    for (const [key, values] of Object.entries(keys)) {
      const [value, ...more] = toList(values).map(String);
      const term = `${operator} ${key.toLowerCase()}`;
      if (more.length > 0) return undefined;
      if (term === "DateLessThan aws:currenttime" && timeForm.test(value ?? "")) until = value;
      else if (term === "Bool aws:multifactorauthpresent" && value === "true") mfa = true;
      else return undefined;
    }
  return { until, mfa };
}

/** The ARNs that a resource of a statement with wildcards means. */
export function matchingArns(resource: string, arns: Iterable<string>): string[] {
  const tokens = wildcardText(resource);
  const pattern = resource === "*" ? tokens : (arnPattern(tokens) ?? tokens);
  return [...arns].filter((arn) => matchesText(pattern, arn));
}

/** A statement on some of its resources only. `undefined`: on none. */
export function onResources(statement: Statement, resources: readonly string[]): Statement | undefined {
  return resources.length === 0
    ? undefined
    : { ...statement, Resource: resources.length === 1 ? (resources[0] as string) : resources };
}

/** A document with other statements. `undefined`: with none. */
export function withStatements(
  document: PolicyDocument,
  statements: readonly Statement[],
): PolicyDocument | undefined {
  if (statements.length === 0) return undefined;
  const same = canonicalJson(statements) === canonicalJson(toList(document.Statement));
  return same ? document : { ...document, Statement: statements };
}
