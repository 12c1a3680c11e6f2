/**
 * What the policies of a role allow together, less what they deny, within the permissions boundary.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * Everything errs on one side: where it cannot be known whether a request is allowed, it counts as allowed. An Allow under
 * conditions counts unless the conditions certainly fail; a Deny counts only if its conditions certainly hold.
 */
import {
  type AccessLevel,
  accessLevels,
  actionsAtLevel,
  servicePrefixes,
  spelledAction,
} from "./access-level";
import { administratorRoles, anyName } from "./escalation";
import { globCovers, globsMeet } from "./glob";
import { conditionsHold, type RequestContext } from "./request-conditions";
import {
  actionPatterns,
  type PolicyContent,
  type Rule,
  speaksOfAction,
  speaksOfResource,
} from "./role-policy";

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

/** What allows a request; `undefined` when nothing does. */
export function allowanceFor(
  { policies, boundary }: EffectivePermissions,
  { action, resource, context }: Request,
): Allowance | undefined {
  const [service, name] = splitAction(action);
  const known = { ...contextOf(service), ...context };
  const speaks = (rule: Rule) => speaksOfAction(rule, service, name) && speaksOfResource(rule, resource);
  const allowed = (rule: Rule) =>
    rule.allows && speaks(rule) && conditionsHold(rule.conditions, known) !== false;
  const denied = (rule: Rule) =>
    !rule.allows && speaks(rule) && conditionsHold(rule.conditions, known) === true;

  const rule = firstOf(policies, ({ rules }) => rules.find(allowed));
  if (!rule || policies.some(({ rules }) => rules.some(denied))) return undefined;
  if (boundary && (!boundary.rules.some(allowed) || boundary.rules.some(denied))) return undefined;
  return { policy: rule.policy, statement: rule.path, action };
}

/** The Allow statements that speak of an action, on whatever resource, of the policies and of the boundary. */
export function rulesAllowing({ policies, boundary }: EffectivePermissions, action: string): readonly Rule[] {
  const [service, name] = splitAction(action);
  return [...policies, ...(boundary ? [boundary] : [])].flatMap(({ rules }) =>
    rules.filter((rule) => rule.allows && speaksOfAction(rule, service, name)),
  );
}

/** The highest level of any action that is allowed on anything; `undefined` when none is. */
export function highestAccess(
  permissions: EffectivePermissions,
): { readonly level: AccessLevel; readonly by: Allowance } | undefined {
  for (const level of accessLevels)
    for (const { policy, rule, service, name } of effectiveActions(permissions, level)) {
      if (!rule) return { level, by: { policy, action: service } };
      const asWritten = rule.written.find((one) => one.toLowerCase() === `${service}:${name}`);
      const action = asWritten ?? spelledAction(service, name) ?? `${service}:${name}`;
      return { level, by: { policy, statement: rule.path, action } };
    }
  return undefined;
}

/** The actions of a level that are allowed on anything. */
export function* effectiveActions(
  permissions: EffectivePermissions,
  level: AccessLevel,
): Iterable<AllowedActions> {
  const remains = (actions: AllowedActions) =>
    !isDenied(permissions, actions) && isWithin(permissions.boundary, actions);
  const policy = "";
  for (const content of permissions.policies)
    for (const actions of allowedActions(content, level, (service) =>
      remains({ policy, level, service, name: "*", resources: ["*"] }),
    ))
      if (remains(actions)) yield actions;
}

/** Some actions of one level, as a pattern, on some resources. */
export interface AllowedActions {
  readonly policy: string;
  /** `undefined` where only the levels of an AWS managed policy are known. */
  readonly rule?: Rule;
  readonly level: AccessLevel;
  readonly service: string;
  readonly name: string;
  readonly resources: readonly string[];
}

const letterOf: Readonly<Record<AccessLevel, string>> = { read: "r", write: "w", permissions: "p" };

/** What one policy allows at a level, by itself. Services for which nothing would remain are left out at once. */
function* allowedActions(
  content: PolicyContent,
  level: AccessLevel,
  remains: (service: string) => boolean,
): Iterable<AllowedActions> {
  const { policy } = content;
  for (const [service, letters] of content.levels)
    if (letters.includes(letterOf[level]) && remains(service))
      for (const name of actionsAtLevel(service, "*", level))
        yield { policy, level, service, name, resources: ["*"] };
  for (const rule of content.rules) {
    if (!rule.allows) continue;
    const resources = rule.exceptResources ? ["*"] : rule.resources;
    const at = { policy, rule, level, resources };
    for (const service of servicesOf(rule))
      if (remains(service) && conditionsHold(rule.conditions, contextOf(service)) !== false)
        for (const name of namesAtLevel(rule, service, level)) yield { ...at, service, name };
  }
}

function namesAtLevel(rule: Rule, service: string, level: AccessLevel): readonly string[] {
  const listed = actionPatterns(rule, service);
  if (rule.exceptActions)
    return actionsAtLevel(service, "*", level).filter((name) => !listed.some((one) => globCovers(one, name)));
  return listed.flatMap((pattern) =>
    accessLevels
      .flatMap((own) => actionsAtLevel(service, pattern, own).map((name) => ({ own, name })))
      .filter(({ own, name }) => (confinedLevel(rule, `${service}:${name}`) ?? own) === level)
      .map(({ name }) => name),
  );
}

/** The services of which a rule may allow something. Only they can have the resources that it names. */
function servicesOf(rule: Rule): readonly string[] {
  if (!rule.exceptActions && !rule.actions.has("*")) return [...rule.actions.keys()];
  const all = servicePrefixes();
  if (rule.exceptResources) return all;
  const named = new Set(rule.resources.map((resource) => /^arn:[^:]*:([^:*?]+):/.exec(resource)?.[1] ?? "*"));
  return [...named].every((service) => all.includes(service)) ? [...named] : all;
}

function isDenied({ policies, boundary }: EffectivePermissions, actions: AllowedActions): boolean {
  const { service, name, resources } = actions;
  const denies = (rule: Rule): boolean => {
    if (rule.allows || conditionsHold(rule.conditions, contextOf(service)) !== true) return false;
    const listed = actionPatterns(rule, service);
    const allActions = rule.exceptActions
      ? !listed.some((one) => globsMeet(one, name))
      : listed.some((one) => globCovers(one, name));
    return (
      allActions &&
      resources.every((resource) =>
        rule.exceptResources
          ? !rule.resources.some((one) => globsMeet(one, resource))
          : rule.resources.some((one) => globCovers(one, resource)),
      )
    );
  };
  return [...policies, ...(boundary ? [boundary] : [])].some(({ rules }) => rules.some(denies));
}

/** Whether a boundary allows some of the actions on some of the resources. */
function isWithin(boundary: PolicyContent | undefined, actions: AllowedActions): boolean {
  if (!boundary) return true;
  const { service, name, level, resources } = actions;
  if (boundary.levels.get(service)?.includes(letterOf[level])) return true;
  return boundary.rules.some((rule) => {
    if (!rule.allows || conditionsHold(rule.conditions, contextOf(service)) === false) return false;
    const listed = actionPatterns(rule, service);
    const someAction = rule.exceptActions
      ? !listed.some((one) => globCovers(one, name))
      : listed.some((one) => globsMeet(one, name));
    return (
      someAction &&
      resources.some((resource) =>
        rule.exceptResources
          ? !rule.resources.some((one) => globCovers(one, resource))
          : rule.resources.some((one) => globsMeet(one, resource)),
      )
    );
  });
}

/**
 * What is known of every request to a service. Only the services of AWS's MCP servers have actions of MCP.
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSMcpServiceActionsFullAccess.html
 */
function contextOf(service: string): RequestContext {
  return { "aws:ismcpserviceaction": String(/-mcp$/.test(service)) };
}

/** Conditions under which an action does less than it can. Key and value as they are compared. */
const confinements: Readonly<Record<string, { key: string; value: string; level: AccessLevel }>> = {
  // Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam-identity-policies.html
  "s3express:createsession": { key: "s3express:sessionmode", value: "readonly", level: "read" },
  // A grant to a service of AWS only, for a resource of the caller's.
  // Source: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
  "kms:creategrant": { key: "kms:grantisforawsresource", value: "true", level: "write" },
};

/** The level of an action where a statement confines it. */
function confinedLevel(rule: Rule, action: string): AccessLevel | undefined {
  // AWS gives iam:PassRole the level write. It gives permissions away if the role can be a stronger one.
  if (action === "iam:passrole") return coversStrongerRole(rule) ? undefined : "write";
  const confinement = confinements[action];
  const confined = rule.conditions.some(
    ({ operator, key, values }) =>
      key === confinement?.key &&
      /^(StringEquals|Bool)$/.test(operator) &&
      values.every((value) => value.toLowerCase() === confinement.value),
  );
  return confined ? confinement?.level : undefined;
}

function coversStrongerRole({ resources, exceptResources }: Rule): boolean {
  const names = [anyName, ...administratorRoles].map((name) => `role/${name.replace(/\{\w+\}/g, "*")}`);
  const role = (resource: string) => (resource === "*" ? "*" : resource.split(":").slice(5).join(":"));
  return (
    exceptResources || resources.some((resource) => names.some((name) => globCovers(role(resource), name)))
  );
}

function splitAction(action: string): [service: string, name: string] {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  return [service, name];
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
