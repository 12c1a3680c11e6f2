/**
 * Whether IAM allows a request.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
import { type Condition, conditionHolds, conditionsOf } from "./condition";
import type { Context } from "./context";
import { type PolicyDocument, policyVersion, type Statement, toList } from "./policy-document";
import { withVariables } from "./policy-variable";
import { type Caller, isNamed, type Named, namedIn } from "./principal";
import { arnPattern, globMatches, matchesText, wildcardText } from "./text-pattern";
import { and, every, not, or, some, type Truth } from "./truth";

/** A request to AWS. */
export interface Request {
  readonly caller: Caller;
  /** Such as `sts:AssumeRole`. */
  readonly action: string;
  /** The ARN of the resource; for `sts:AssumeRole...` that of the role. */
  readonly resource: string;
  /** The request's condition keys. */
  readonly context: Context;
}

/** The policies that decide about a request. */
export interface Policies {
  /** The role's trust policy. */
  readonly trust?: PolicyDocument;
  /**
   * The caller's inline, managed and group policies. "unknown" stands for a policy whose text is not known. "granted": the
   * caller has the permission, by a policy that is not given.
   *
   * @default - none
   */
  readonly identity?: readonly (PolicyDocument | "unknown")[] | "granted";
  /** The caller's permissions boundary. */
  readonly boundary?: PolicyDocument | "unknown";
  /** The service control policies of the caller's account: one list for the root, each unit and the account. */
  readonly serviceControl?: readonly (readonly PolicyDocument[])[];
}

/** A statement of one of the policies. */
export interface DecidingStatement {
  readonly policy: keyof Policies;
  readonly statement: Statement;
  readonly conditions: readonly Condition[];
  /** Set when the document's version is older than policy variables. */
  readonly withoutVariables?: true;
}

export interface Decision {
  readonly effect: "allow" | "explicitDeny" | "implicitDeny" | "unknown";
  /** The statements that decide; for "unknown", those that are unknown themselves; for an implicit deny, none. */
  readonly statements: readonly DecidingStatement[];
}

/**
 * Decides about a request.
 *
 * `sts:AssumeRole...` also needs `sts:TagSession` when the request has session tags, and `sts:SetSourceIdentity` when it has
 * a source identity: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */
export function decide(policies: Policies, request: Request): Decision {
  const read = readPolicies(policies);
  const statements = allStatements(read);
  const those = (effect: Statement["Effect"] | undefined, truth: Truth) =>
    statements.filter(
      (one) =>
        (effect === undefined || one.statement.Effect === effect) &&
        some(actionsOf(request), (action) => applies(one, { ...request, action })) === truth,
    );
  const allowed = isAllowed(read, request);
  if (allowed === true) return { effect: "allow", statements: those("Allow", true) };
  if (allowed === "unknown") return { effect: "unknown", statements: those(undefined, "unknown") };
  const denies = those("Deny", true);
  return denies.length > 0
    ? { effect: "explicitDeny", statements: denies }
    : { effect: "implicitDeny", statements: [] };
}

/** Policies, read for many decisions. */
export interface ReadPolicies {
  readonly trust?: readonly DecidingStatement[];
  readonly identity: readonly DecidingStatement[] | "granted";
  readonly boundary?: readonly DecidingStatement[];
  readonly serviceControl: readonly (readonly DecidingStatement[])[];
}

export function readPolicies({
  trust,
  identity = [],
  boundary,
  serviceControl = [],
}: Policies): ReadPolicies {
  return {
    trust: trust && readDocument("trust", trust),
    identity:
      identity === "granted" ? identity : identity.flatMap((document) => readDocument("identity", document)),
    boundary: boundary && readDocument("boundary", boundary),
    serviceControl: serviceControl.map((level) =>
      level.flatMap((document) => readDocument("serviceControl", document)),
    ),
  };
}

export function allStatements({
  trust,
  identity,
  boundary,
  serviceControl,
}: ReadPolicies): DecidingStatement[] {
  return [
    ...(trust ?? []),
    ...(identity === "granted" ? [] : identity),
    ...(boundary ?? []),
    ...serviceControl.flat(),
  ];
}

/** A policy whose text is not known may allow anything, and deny anything. */
const unknownPolicy: PolicyDocument = {
  Version: policyVersion,
  Statement: (["Allow", "Deny"] as const).map((Effect) => ({
    Effect,
    Action: "*",
    Resource: "*",
    Condition: { unknown: { "policy text": "not known" } },
  })),
};

/** Cache: the same documents decide about many requests. */
const readDocuments = new WeakMap<PolicyDocument, Map<string, readonly DecidingStatement[]>>();

function readDocument(
  policy: keyof Policies,
  document: PolicyDocument | "unknown",
): readonly DecidingStatement[] {
  const written = document === "unknown" ? unknownPolicy : document;
  const read = readDocuments.get(written) ?? new Map<string, readonly DecidingStatement[]>();
  readDocuments.set(written, read);
  const flag = written.Version === policyVersion ? {} : { withoutVariables: true as const };
  const statements =
    read.get(policy) ??
    toList(written.Statement).map((statement) => ({
      policy,
      statement,
      conditions: conditionsOf(statement).map((condition) => ({ ...condition, ...flag })),
      ...flag,
    }));
  read.set(policy, statements);
  return statements;
}

/**
 * Whether a request is allowed.
 *
 * @param by Counts only this Allow statement of the trust policy.
 */
export function isAllowed(policies: ReadPolicies, request: Request, by?: DecidingStatement): Truth {
  return every(actionsOf(request), (action) =>
    isActionAllowed(policies, { ...request, action }, action === request.action ? by : undefined),
  );
}

/** The actions that a request needs. */
function actionsOf({ action, context }: Request): string[] {
  if (!isAssumeRole(action)) return [action];
  // Session tags and a source identity are optional: when they are not known, none are sent.
  const sends = (key: string) => (context.get(key)?.length ?? 0) > 0;
  return [
    action,
    ...(sends("aws:tagkeys") ? ["sts:TagSession"] : []),
    ...(sends("sts:sourceidentity") ? ["sts:SetSourceIdentity"] : []),
  ];
}

function isActionAllowed(policies: ReadPolicies, request: Request, by?: DecidingStatement): Truth {
  const { trust, identity, boundary, serviceControl } = policies;
  const allows = (statements: readonly DecidingStatement[] | "granted" | undefined) =>
    statements === "granted" ||
    statements === undefined ||
    some(statements.filter(isAllow), (one) => applies(one, request));
  const denied = some(
    allStatements(policies).filter((one) => !isAllow(one)),
    (one) => applies(one, request),
  );
  if (denied === true) return false;

  const named = (how: (named: Named) => Truth): Truth =>
    some((by === undefined ? (trust ?? []) : [by]).filter(isAllow), (one) =>
      and(how(namedIn(one.statement, request.caller, request.context)), applies(one, request)),
    );
  const trusted = trust === undefined || named(isNamed);
  if (request.caller.kind !== "aws") return and(trusted, not(denied));

  const permitted = and(allows(identity), allows(boundary));
  const sameAccount = isSameAccount(request);
  return and(
    not(denied),
    trusted,
    every(serviceControl, allows),
    or(
      permitted,
      // In the caller's own account, a trust policy that names the caller is enough. A permissions boundary limits a role
      // that is named, but not a user, a session or everybody.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
      and(
        sameAccount,
        trust !== undefined &&
          or(
            named(({ directly }) => directly),
            and(
              named(({ asRole }) => asRole),
              allows(boundary),
            ),
          ),
      ),
    ),
  );
}

/** Whether a statement is about a request and all its conditions hold. */
export function applies(
  { policy, statement, conditions, withoutVariables }: DecidingStatement,
  request: Request,
): Truth {
  if (!coversAction(statement, request.action)) return false;
  const about =
    policy === "trust"
      ? isNamed(namedIn(statement, request.caller, request.context))
      : resourceCovered(statement, request.resource, request.context, withoutVariables);
  if (about === false) return false;
  return and(
    about,
    every(conditions, (condition) => conditionHolds(condition, request.context)),
  );
}

/** Whether a statement is about an action, such as `sts:AssumeRole`. Upper and lower case are the same. */
export function coversAction(statement: Statement, action: string): boolean {
  const covers = (pattern: string) => globMatches(pattern.toLowerCase(), action.toLowerCase());
  return statement.NotAction === undefined
    ? toList(statement.Action).some(covers)
    : !toList(statement.NotAction).some(covers);
}

/** Whether a statement of a permissions policy is about a resource. */
export function resourceCovered(
  { Resource, NotResource }: Statement,
  resource: string,
  context: Context,
  withoutVariables?: true,
): Truth {
  const covers = (pattern: string): Truth => {
    if (pattern === "*") return true;
    const match = withoutVariables
      ? { pattern: wildcardText(pattern), certain: true }
      : withVariables(pattern, wildcardText, context);
    // A variable without a value makes the ARN match no resource.
    if (match === undefined) return false;
    // IAM completes an ARN of fewer than six parts with wildcards.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    const missing = Math.max(0, 5 - pattern.split(":").length + 1);
    const tokens = [...match.pattern, ...wildcardText(":*".repeat(missing))];
    return matchesText(arnPattern(tokens) ?? tokens, resource) && (match.certain || "unknown");
  };
  return NotResource === undefined ? some(toList(Resource), covers) : not(some(toList(NotResource), covers));
}

/** Whether caller and resource are of one account; unknown when an id is not known yet, such as one that Terraform makes. */
function isSameAccount({ context, resource }: Request): Truth {
  const [caller] = context.get("aws:principalaccount") ?? [];
  const owner = resource.split(":")[4];
  if (caller !== undefined && caller === owner) return true;
  return [caller, owner].every((id) => id !== undefined && /^\d{12}$/.test(id)) ? false : "unknown";
}

function isAssumeRole(action: string): boolean {
  return /^sts:AssumeRole(WithSAML|WithWebIdentity)?$/i.test(action);
}

function isAllow({ statement }: DecidingStatement): boolean {
  return statement.Effect === "Allow";
}
