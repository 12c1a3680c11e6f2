/**
 * The permissions that the policies of a role give together, less those that they deny, within the permissions boundary.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * Everything errs on one side: where it cannot be known whether a request is allowed, it counts as allowed. An Allow under
 * conditions counts unless the conditions certainly fail; a Deny counts only if its conditions certainly hold.
 */
import { conditionsHold, type RequestContext } from "./request-conditions";
import { type PolicyContent, type Rule, speaksOfAction, speaksOfResource } from "./role-policy";

/** The policies of a role whose content is known. */
export interface EffectivePermissions {
  readonly policies: readonly PolicyContent[];
  readonly boundary?: PolicyContent;
}

/** A call of one action on one resource. */
export interface Request {
  /** As `iam:PassRole`. */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

/** The Allow by which a request or an action is allowed. */
export interface Allowance {
  /** Name of the policy. */
  readonly policy: string;
  /** Where its statement is in the document. `undefined` for an AWS managed policy. */
  readonly statement?: readonly (string | number)[];
  /**
   * The action, or a pattern of actions such as `s3:Put*`. For the level of access that an AWS managed policy gives, the
   * service alone, as `s3`: the policy's document is not here.
   */
  readonly action: string;
}

/** The Allow by which a request is allowed; `undefined` when it is not. */
export function allowanceFor(
  permissions: EffectivePermissions,
  { action, resource, context }: Request,
): Allowance | undefined {
  const { allows, limits, denies } = statementsOn(permissions, action);
  const known = { ...contextOf(action.slice(0, action.indexOf(":"))), ...context };
  const may = (rule: Rule) =>
    speaksOfResource(rule, resource) && conditionsHold(rule.conditions, known) !== false;
  const must = (rule: Rule) =>
    speaksOfResource(rule, resource) && conditionsHold(rule.conditions, known) === true;

  const rule = allows.find(may);
  if (!rule || (permissions.boundary && !limits.some(may)) || denies.some(must)) return undefined;
  return { policy: rule.policy, statement: rule.path, action };
}

/**
 * The Allow statements about an action, on whatever resource, of the policies and of the boundary. None if the
 * action is never allowed.
 */
export function statementsAllowing(permissions: EffectivePermissions, action: string): readonly Rule[] {
  const { allows, limits } = statementsOn(permissions, action);
  return [...allows, ...limits];
}

/** The statements about an action. */
interface StatementsOnAction {
  readonly allows: readonly Rule[];
  /** The Allow statements of the boundary. */
  readonly limits: readonly Rule[];
  readonly denies: readonly Rule[];
}

const noStatements: StatementsOnAction = { allows: [], limits: [], denies: [] };

/** An action is asked for on many resources: its statements are looked up once. */
const onAction = new WeakMap<EffectivePermissions, Map<string, StatementsOnAction>>();

function statementsOn(permissions: EffectivePermissions, action: string): StatementsOnAction {
  const byAction = onAction.get(permissions) ?? new Map<string, StatementsOnAction>();
  onAction.set(permissions, byAction);
  const found = byAction.get(action) ?? findStatements(permissions, action);
  byAction.set(action, found);
  return found;
}

function findStatements({ policies, boundary }: EffectivePermissions, action: string): StatementsOnAction {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  const speaking = (contents: readonly PolicyContent[]) =>
    contents.flatMap(({ rules }) => rules.filter((rule) => speaksOfAction(rule, service, name)));
  const rules = speaking(policies);
  const limits = boundary ? speaking([boundary]) : [];
  const denies = [...rules, ...limits].filter((rule) => !rule.allows);
  const found = {
    allows: rules.filter((rule) => rule.allows),
    limits: limits.filter((rule) => rule.allows),
    denies,
  };
  const never =
    found.allows.length === 0 || (boundary && found.limits.length === 0) || denies.some(deniesAlways);
  return never ? noStatements : found;
}

function deniesAlways({ resources, exceptResources, conditions }: Rule): boolean {
  return conditions.length === 0 && !exceptResources && resources.includes("*");
}

/**
 * The condition keys that are known of every request to a service. Only the services of AWS's MCP servers have actions of MCP.
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSMcpServiceActionsFullAccess.html
 */
export function contextOf(service: string): RequestContext {
  return { "aws:ismcpserviceaction": String(/-mcp$/.test(service)) };
}
