/**
 * The levels of access that policies give together, less what they deny, within the permissions boundary.
 *
 * It errs as iam/effective-permissions.ts does. Two patterns that have an action or a resource in common count as if they
 * certainly allowed one that exists.
 */
import {
  type AccessLevel,
  accessLevels,
  actionsAtLevel,
  servicePrefixes,
  spelledAction,
} from "./access-level";
import { type Allowance, contextOf, type EffectivePermissions } from "./effective-permissions";
import { administratorRoles, anyName } from "./escalation";
import { globCovers, globsMeet } from "./glob";
import { conditionsHold } from "./request-conditions";
import { actionPatterns, type PolicyContent, type Rule } from "./role-policy";

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

/** Some actions of one level, as a pattern, on some resources. */
export interface AllowedActions {
  readonly policy: string;
  /** `undefined` where only the levels of an AWS managed policy are known. */
  readonly rule?: Rule;
  /** By the policy alone. */
  readonly level: AccessLevel;
  readonly service: string;
  /** In lower case. */
  readonly name: string;
  readonly resources: readonly string[];
}

/** The actions that are allowed on anything and have a level. */
export function* effectiveActions(
  permissions: EffectivePermissions,
  level: AccessLevel,
): Iterable<AllowedActions> {
  const { policies, boundary } = permissions;
  const remaining = (actions: AllowedActions) =>
    isDenied(permissions, actions) ? undefined : levelWithin(boundary, actions);
  // The boundary may confine an action to a lower level than the policy gives.
  for (const given of accessLevels.slice(0, accessLevels.indexOf(level) + 1)) {
    const all = { policy: "", level: given, name: "*", resources: ["*"] };
    const counts = (service: string) =>
      (given === level || confinedServices.has(service)) && remaining({ ...all, service }) !== undefined;
    for (const content of policies)
      for (const actions of allowedActions(content, given, counts))
        if (remaining(actions) === level) yield actions;
  }
}

const letterOf: Readonly<Record<AccessLevel, string>> = { read: "r", write: "w", permissions: "p" };

/** The actions that one policy allows at a level, by itself, of the services that count. */
function* allowedActions(
  { policy, levels, rules }: PolicyContent,
  level: AccessLevel,
  counts: (service: string) => boolean,
): Iterable<AllowedActions> {
  for (const [service, letters] of levels)
    if (letters.includes(letterOf[level]) && counts(service))
      for (const name of [...actionsAtLevel(service, "*", level), ...confinedNames(service, level)])
        yield { policy, level, service, name, resources: ["*"] };
  for (const rule of rules) {
    if (!rule.allows) continue;
    const resources = rule.exceptResources ? ["*"] : rule.resources;
    for (const service of servicesOf(rule))
      if (counts(service) && conditionsHold(rule.conditions, contextOf(service)) !== false)
        for (const name of namesAtLevel(rule, service, level))
          yield { policy, rule, level, service, name, resources };
  }
}

function namesAtLevel(rule: Rule, service: string, level: AccessLevel): readonly string[] {
  const listed = actionPatterns(rule, service);
  const atLevel = (own: AccessLevel) =>
    rule.exceptActions
      ? actionsAtLevel(service, "*", own).filter((name) => !listed.some((one) => globCovers(one, name)))
      : listed.flatMap((pattern) => actionsAtLevel(service, pattern, own));
  return accessLevels
    .filter((own) => own === level || confinedServices.has(service))
    .flatMap((own) => atLevel(own).filter((name) => (confinedLevel(rule, service, name) ?? own) === level));
}

/** The services of which a rule may allow something. */
function servicesOf(rule: Rule): readonly string[] {
  return isAboutAll(rule) ? (servicesOfResources(rule) ?? servicePrefixes()) : [...rule.actions.keys()];
}

/** Whether a rule is about services that it does not name. */
function isAboutAll({ actions, exceptActions }: Rule): boolean {
  return exceptActions || actions.has("*");
}

/** The services whose resources a rule names: no other has an action on them. `undefined` where they may be any. */
function servicesOfResources({ resources, exceptResources }: Rule): readonly string[] | undefined {
  if (exceptResources) return undefined;
  const named = new Set(resources.map((resource) => /^arn:[^:]*:([^:*?]+):/.exec(resource)?.[1] ?? "*"));
  const known = servicePrefixes();
  return [...named].every((service) => known.includes(service)) ? [...named] : undefined;
}

/** Whether all of the actions are denied for certain, on all of the resources. */
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

/** The level that a boundary leaves some of the actions on some of the resources; `undefined` when it leaves none. */
function levelWithin(boundary: PolicyContent | undefined, actions: AllowedActions): AccessLevel | undefined {
  const { service, name, level } = actions;
  if (!boundary) return level;
  const letters = boundary.levels.get(service) ?? "";
  const left = [
    ...(letters.includes(letterOf[level]) ? [level] : []),
    ...accessLevels.filter(
      (lower) => letters.includes(letterOf[lower]) && confinedNames(service, lower).includes(name),
    ),
    ...boundary.rules
      .filter((rule) => allowsSome(rule, actions))
      .map((rule) => lowerLevel(level, confinedLevel(rule, service, name) ?? level)),
  ];
  return accessLevels.find((one) => left.includes(one));
}

function allowsSome(rule: Rule, { service, name, resources }: AllowedActions): boolean {
  if (!rule.allows || conditionsHold(rule.conditions, contextOf(service)) === false) return false;
  if (isAboutAll(rule) && servicesOfResources(rule)?.includes(service) === false) return false;
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
}

function lowerLevel(a: AccessLevel, b: AccessLevel): AccessLevel {
  return accessLevels.indexOf(a) > accessLevels.indexOf(b) ? a : b;
}

/** An action that does less than it can where a statement confines it. */
interface Confinement {
  readonly service: string;
  /** In lower case. */
  readonly name: string;
  readonly level: AccessLevel;
  readonly confines: (rule: Rule) => boolean;
}

const confinements: readonly Confinement[] = [
  // AWS gives iam:PassRole the level write. It gives permissions away if the role can be a stronger one.
  { service: "iam", name: "passrole", level: "write", confines: (rule) => !coversStrongerRole(rule) },
  // A grant to a service of AWS only, for a resource of the caller's.
  // Source: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
  {
    service: "kms",
    name: "creategrant",
    level: "write",
    confines: demands("kms:grantisforawsresource", "true"),
  },
  // Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam-identity-policies.html
  {
    service: "s3express",
    name: "createsession",
    level: "read",
    confines: demands("s3express:sessionmode", "readonly"),
  },
];

const confinedServices = new Set(confinements.map(({ service }) => service));

function confinedNames(service: string, level: AccessLevel): readonly string[] {
  return confinements.filter((one) => one.service === service && one.level === level).map(({ name }) => name);
}

function confinedLevel(rule: Rule, service: string, name: string): AccessLevel | undefined {
  return confinements.find((one) => one.service === service && one.name === name && one.confines(rule))
    ?.level;
}

/** Whether a rule demands a value, given in lower case, of a condition key. */
function demands(key: string, value: string): (rule: Rule) => boolean {
  return ({ conditions }) =>
    conditions.some(
      (one) =>
        one.key === key &&
        /^(StringEquals|Bool)$/.test(one.operator) &&
        one.values.every((other) => other.toLowerCase() === value),
    );
}

function coversStrongerRole({ resources, exceptResources }: Rule): boolean {
  const names = [anyName, ...administratorRoles].map((name) => `role/${name.replace(/\{\w+\}/g, "*")}`);
  const role = (resource: string) => (resource === "*" ? "*" : resource.split(":").slice(5).join(":"));
  return (
    exceptResources || resources.some((resource) => names.some((name) => globCovers(role(resource), name)))
  );
}
