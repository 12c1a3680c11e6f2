/**
 * Whether permissions hold an escalation path.
 *
 * A path is tried out: on resources that stand for all others, such as a role with a name that no policy means, and on
 * the resources that the policies name.
 */
import {
  type Allowance,
  allowanceFor,
  type EffectivePermissions,
  statementsAllowing,
} from "./effective-permissions";
import { administratorRoles, anyName, type EscalationPath, escalationPaths, type Need } from "./escalation";
import type { RequestContext } from "./request-conditions";
import { type Rule, speaksOfResource } from "./role-policy";

/** The bearer of the permissions. */
export interface Bearer {
  /**
   * The role's name, and its path, which begins and ends with a slash. Without it, a policy that names the role is not
   * seen to name the role itself.
   */
  readonly role?: { readonly name: string; readonly path: string };
  /** The role's account. Without it, a resource of any account may be the role's own. */
  readonly accountId?: string;
  /** ARNs of its customer managed policies. */
  readonly policyArns: readonly string[];
}

/** A path, and the Allow of each action that it needs. */
export interface HeldPath {
  readonly path: EscalationPath;
  readonly because: readonly Allowance[];
}

/** The first path that the permissions hold, a proven one if there is one. */
export function heldEscalation(
  permissions: EffectivePermissions,
  bearer: Bearer,
  paths = escalationPaths,
): HeldPath | undefined {
  const tried = new Map<string, Allowance | undefined>();
  const isAllowedSomewhere = ({ action }: Need) => statementsAllowing(permissions, action).length > 0;
  for (const path of paths) {
    if (!path.needs.every(isAllowedSomewhere)) continue;
    const because = heldPath(path, permissions, bearer, tried);
    if (because) return { path, because };
  }
  return undefined;
}

/** The Allow of each action that a path needs; `undefined` when one is missing. */
export function heldPath(
  path: Pick<EscalationPath, "needs">,
  permissions: EffectivePermissions,
  bearer: Bearer,
  tried = new Map<string, Allowance | undefined>(),
): readonly Allowance[] | undefined {
  // One resource for all needs, or each its own.
  if (path.needs.some(({ on }) => on === "one role" || on === "one user"))
    return firstOf(namedResources(path, permissions), (resource) =>
      allOf(path.needs, (need) => allowanceOn(need, [resource], permissions)),
    );
  return allOf(path.needs, (need) => {
    const key = `${need.action} ${need.on} ${need.passedTo}`;
    if (!tried.has(key))
      tried.set(key, allowanceOn(need, resourcesFor(need, permissions, bearer), permissions));
    return tried.get(key);
  });
}

function allowanceOn(
  need: Need,
  resources: readonly string[],
  permissions: EffectivePermissions,
): Allowance | undefined {
  const statements = statementsAllowing(permissions, need.action);
  const named = resources.filter((resource) => statements.some((rule) => speaksOfResource(rule, resource)));
  return firstOf(named, (resource) =>
    firstOf(contextsOf(need, resource, permissions), (context) =>
      allowanceFor(permissions, { action: need.action, resource, context }),
    ),
  );
}

/** The ARNs that stand for the target of a need. */
function resourcesFor(
  { action, on }: Need,
  permissions: EffectivePermissions,
  { role, accountId, policyArns }: Bearer,
): readonly string[] {
  const rules = statementsAllowing(permissions, action);
  if (rules.length === 0) return [];
  if (on === "anything") return rules.flatMap((rule) => newResources(rule, action));
  // Roles and root users of other accounts can be assumed too.
  const own = action.startsWith("sts:") ? undefined : accountId;
  const places = placesOf(rules, own);
  const placed = (form: string) => places.map((place) => fill(form, place));
  const roles = (names: readonly string[]) => names.flatMap((name) => placed(iamForm(`role/${name}`)));
  switch (on) {
    case "itself":
      return [...roles([anyName]), ...(role ? placed(iamForm(`role${role.path}${role.name}`)) : [])];
    case "any role":
      return roles([anyName, ...administratorRoles]);
    case "any user":
      return placed(iamForm(`user/${anyName}`));
    case "any group":
      return placed(iamForm(`group/${anyName}`));
    case "its policy":
      return [...placed(iamForm(`policy/${anyName}`)), ...policyArns];
    default:
      return placed(on);
  }
}

function iamForm(resource: string): string {
  return `arn:{partition}:iam::{account}:${resource}`;
}

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Where the resources of some statements are: every partition, region and account that they name. */
function placesOf(rules: readonly Rule[], accountId?: string): readonly Place[] {
  const places = new Map<string, Place>();
  // An account that an AWS managed policy names is AWS's own.
  const own = rules.filter(({ path }) => path !== undefined);
  for (const pattern of ["*", ...own.flatMap(({ resources }) => resources)]) {
    const [, partition, , region, account] = pattern.split(":");
    const place = {
      partition: exampleOf(partition, "aws"),
      region: exampleOf(region, "us-east-1"),
      account: accountId ?? exampleOf(account, "000000000000"),
    };
    places.set(Object.values(place).join(":"), place);
  }
  return [...places.values()];
}

/** A text that a pattern covers. */
function exampleOf(pattern: string | undefined, ofAny: string): string {
  return !pattern || pattern === "*" ? ofAny : pattern.replace(/[*?]/g, "x");
}

function fill(form: string, place: Place): string {
  return form
    .replaceAll("{partition}", place.partition)
    .replaceAll("{region}", place.region)
    .replaceAll("{account}", place.account)
    .replaceAll("{any}", anyName);
}

/** Resources that a statement lets an action make: one for each of its patterns that is about the action's service. */
function newResources({ resources, exceptResources }: Rule, action: string): readonly string[] {
  const service = action.slice(0, action.indexOf(":"));
  return (exceptResources ? ["*"] : resources)
    .map((pattern) => example(pattern, service))
    .filter((arn) => arn.split(":")[2] === service);
}

/** The roles, or users, that a path of `one role` can be about: some for each pattern of the statements that allow it. */
function namedResources(
  { needs }: Pick<EscalationPath, "needs">,
  permissions: EffectivePermissions,
): readonly string[] {
  const kind = needs[0]?.on === "one role" ? "role" : "user";
  const rules = needs.map(({ action }) => statementsAllowing(permissions, action));
  if (rules.some(({ length }) => length === 0)) return [];
  const all = rules.flat();
  return [
    ...placesOf(all).map((place) => fill(iamForm(`${kind}/${anyName}`), place)),
    ...new Set(all.flatMap(({ resources }) => resources.map((pattern) => example(pattern, "iam")))),
  ].filter((arn) => arn.split(":")[2] === "iam" && arn.split(":")[5]?.startsWith(`${kind}/`));
}

/** An ARN that a pattern covers, of a service where the pattern leaves that open. */
function example(pattern: string, ofService: string): string {
  const [, partition, service, region, account, ...resource] = pattern.split(":");
  const parts = [
    exampleOf(partition, "aws"),
    exampleOf(service, ofService),
    ofService === "iam" ? "" : exampleOf(region, "us-east-1"),
    exampleOf(account, "000000000000"),
    exampleOf(resource.join(":"), "x"),
  ];
  return `arn:${parts.join(":")}`;
}

/**
 * How the role calls an action: itself, or by a template that CloudFormation carries out. Other services that call an
 * action for it decide themselves what they do.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
 */
export const callers: readonly RequestContext[] = [null, "cloudformation.amazonaws.com"].map((via) => ({
  "aws:viaawsservice": String(via !== null),
  "aws:calledvia": via,
  "aws:calledviafirst": via,
  "aws:calledvialast": via,
}));

/** The condition keys of a request for a need, in all the ways in which it helps. */
function contextsOf(
  need: Need,
  resource: string,
  permissions: EffectivePermissions,
): readonly RequestContext[] {
  return keysOf(need, resource, permissions).flatMap((keys) =>
    callers.map((caller) => ({ ...caller, ...keys })),
  );
}

function keysOf(
  { action, on, passedTo }: Need,
  resource: string,
  permissions: EffectivePermissions,
): readonly RequestContext[] {
  // In China a service's principal may end in .cn. Source: https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html
  if (passedTo)
    return passedTo
      .flatMap((service) => [service, `${service}.cn`])
      .map((service) => ({ "iam:passedtoservice": service }));
  // A resource that stands for all others has no tags, unless the role can give it some.
  const isAny = on.startsWith("any ") || on.startsWith("arn:");
  const tags: RequestContext = isAny && !maySetTags(resource, permissions) ? { "resourcetag/": null } : {};
  if (!/^iam:(Attach|Put|Create)(Role|User|Group)/.test(action)) return [tags];
  const [, partition = "aws", , , account = ""] = resource.split(":");
  const awsPolicy = (name: string) => `arn:${partition}:iam::aws:policy/${name}`;
  // A boundary that allows everything confines nothing, and neither does one that can be removed later.
  const boundaries: RequestContext[] = [null, awsPolicy("AdministratorAccess")].map((boundary) => ({
    ...tags,
    "iam:permissionsboundary": boundary,
  }));
  if (losesBoundary(resource, permissions)) boundaries.push(tags);
  if (!action.startsWith("iam:Attach")) return boundaries;
  const attached = [
    ...["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"].map(awsPolicy),
    `arn:${partition}:iam::${account}:policy/${anyName}`,
  ];
  return boundaries.flatMap((keys) => attached.map((arn) => ({ ...keys, "iam:policyarn": arn })));
}

/** The actions that set tags of a service's resources, as far as they matter here. */
export function taggingActions(service: string): readonly string[] {
  if (service === "ec2") return ["ec2:CreateTags"];
  if (service === "iam") return ["iam:TagRole", "iam:TagUser", "iam:TagSAMLProvider"];
  if (service === "ssm") return ["ssm:AddTagsToResource"];
  return [`${service}:TagResource`, `${service}:AddTags`];
}

function maySetTags(resource: string, permissions: EffectivePermissions): boolean {
  const [, , service = ""] = resource.split(":");
  // A tag that is set when something is made is no tag of a resource that exists.
  const keys = { "resourcetag/": null, "ec2:createaction": null };
  return taggingActions(service).some((action) => mayCall(action, resource, keys, permissions));
}

/** Whether the boundary of a role or user may be removed, or replaced by one that allows everything. */
function losesBoundary(resource: string, permissions: EffectivePermissions): boolean {
  const kind = resource.includes(":user/") ? "User" : "Role";
  const [, partition] = resource.split(":");
  const everything = { "iam:permissionsboundary": `arn:${partition}:iam::aws:policy/AdministratorAccess` };
  return (
    mayCall(`iam:Delete${kind}PermissionsBoundary`, resource, {}, permissions) ||
    mayCall(`iam:Put${kind}PermissionsBoundary`, resource, everything, permissions)
  );
}

function mayCall(
  action: string,
  resource: string,
  keys: RequestContext,
  permissions: EffectivePermissions,
): boolean {
  return callers.some(
    (caller) =>
      allowanceFor(permissions, { action, resource, context: { ...caller, ...keys } }) !== undefined,
  );
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function allOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): readonly R[] | undefined {
  const found: R[] = [];
  for (const item of items) {
    const one = find(item);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}
