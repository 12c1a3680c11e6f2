/**
 * The summary of an AWS managed policy in the tables. All documents together are too large to be shipped.
 *
 * A role has the same level by the summary as by the document. Only what a boundary or the Deny of another policy takes
 * away is less exact: some actions of a service at a level leave the level there.
 */
import { accessLevels } from "../iam/access-level";
import { effectiveActions } from "../iam/effective-access";
import { escalationPaths, type Need } from "../iam/escalation";
import { callers, heldPath, taggingActions } from "../iam/held-escalation";
import { boundaryRemovals } from "../iam/level";
import {
  byCodePoint,
  canonicalJson,
  oneOrSorted,
  type PolicyDocument,
  type Statement,
  toList,
} from "../iam/policy-document";
import { conditionsHold } from "../iam/request-conditions";
import {
  type PolicyContent,
  type Rule,
  ruleOf,
  type StatementText,
  speaksOfAction,
} from "../iam/role-policy";
import { conditionsOf, statementsOf } from "../iam/statement";

export interface ManagedPolicySummary {
  /** The levels of access by service, without those of `statements` about all services. As `rw:s3 ec2;r:iam`. */
  readonly levels: string;
  /** Statements about all services, those that deny, and those that an escalation path may need. */
  readonly statements: readonly StatementText[];
}

/** Summarizes a document. */
export function summarize(document: PolicyDocument): ManagedPolicySummary {
  const statements = statementsOf(document).map(({ statement: { Sid: _, ...statement } }) => statement);
  const allows = statements.filter(({ Effect }) => Effect === "Allow");
  const denies = statements.filter(({ Effect }) => Effect === "Deny");
  const wide = allows.filter((statement) => isWide(ruleOf("", statement)));
  const narrow = allows.filter((statement) => !wide.includes(statement));
  return {
    levels: levelsOf([...narrow, ...denies]),
    statements: [...wide, ...joined(narrow.flatMap(escalating)), ...joined(denies.flatMap(denying))].map(
      textOf,
    ),
  };
}

function textOf({ Effect, Action, NotAction, Resource, NotResource, Condition }: Statement): StatementText {
  const text = (values: Statement["Action"], not: Statement["Action"]) =>
    `${not ? "!" : ""}${toList(values ?? not).join(" ")}`;
  if (toList(Resource ?? NotResource).some((one) => one.includes(" ")))
    throw new Error(`${Resource} has a space`);
  const texts = [Effect, text(Action, NotAction), text(Resource, NotResource)] as const;
  return Condition ? [...texts, Condition] : texts;
}

/** Whether a statement is about services that it does not name. */
function isWide({ actions, exceptActions }: Rule): boolean {
  return exceptActions || actions.has("*");
}

function levelsOf(statements: readonly Statement[]): string {
  const permissions = { policies: [contentOf(statements)] };
  const letters = new Map<string, string>();
  for (const level of [...accessLevels].reverse())
    for (const service of new Set(
      [...effectiveActions(permissions, level)].map((actions) => actions.service),
    ))
      letters.set(service, (letters.get(service) ?? "") + level[0]);
  const groups = new Map<string, string[]>();
  for (const [service, own] of letters) groups.set(own, [...(groups.get(own) ?? []), service]);
  return [...groups]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([own, services]) => `${own}:${services.sort(byCodePoint).join(" ")}`)
    .join(";");
}

function contentOf(statements: readonly Statement[]): PolicyContent {
  return { policy: "", rules: statements.map((statement) => ruleOf("", statement)), levels: new Map() };
}

const pathNeeds = [...escalationPaths, ...boundaryRemovals].flatMap(({ needs }) => needs);

/** The needs of escalation paths, and the setting of tags, which may meet a condition on tags. */
const needs: readonly Need[] = [
  ...pathNeeds,
  ...pathNeeds.flatMap(({ on }) => {
    const [, , service] = on.split(":");
    return service ? taggingActions(service).map((action) => ({ action, on })) : [];
  }),
];
const neededActions = [...new Set(needs.map(({ action }) => action))].sort(byCodePoint);

function neededActionsOf(rule: Rule): readonly string[] {
  return neededActions.filter((action) => {
    const [service = "", name = ""] = action.toLowerCase().split(":");
    return speaksOfAction(rule, service, name);
  });
}

/** The part of an Allow that escalation paths may need: a statement for each action. */
function escalating(statement: Statement): Statement[] {
  return neededActionsOf(ruleOf("", statement)).flatMap((action): Statement[] => {
    const here = needs.filter((need) => need.action === action);
    const useful = toList(statement.Resource ?? "*").filter((Resource) =>
      here.some((need) => serves({ ...statement, Action: action, Resource }, need)),
    );
    if (useful.length === 0) return [];
    const makesSomething = here.every(({ on }) => on === "anything");
    const Resource = makesSomething ? "*" : oneOrSorted(useful);
    return [
      {
        Effect: "Allow",
        Action: action,
        Resource,
        Condition: decisiveConditions(statement, !makesSomething),
      },
    ];
  });
}

/** Whether a statement by itself allows what a need asks for. Its conditions on tags other policies may meet. */
function serves(statement: Statement, { on, ...need }: Need): boolean {
  if (on === "its policy") return toList(statement.Resource).some((one) => /^\*$|:\*$|:policy\//.test(one));
  // A tag that is set when something is made is no tag of a resource that exists.
  const conditions = conditionsOf(statement);
  if (conditionsHold(conditions, { "ec2:createaction": null }) === false) return false;
  if (callers.every((caller) => conditionsHold(conditions, caller) === false)) return false;
  const untagged = { ...statement, Condition: decisiveConditions(statement, false) };
  const path = { needs: [{ ...need, on: on === "itself" ? ("one role" as const) : on }] };
  return heldPath(path, { policies: [contentOf([untagged])] }, { policyArns: [] }) !== undefined;
}

/** The keys besides tags that decide something in iam/effective-permissions.ts and iam/held-escalation.ts. */
const decisiveKeys = [
  "iam:passedtoservice",
  "iam:policyarn",
  "iam:permissionsboundary",
  "aws:ismcpserviceaction",
];

/** The conditions of an Allow that decide something. All others count as met. */
function decisiveConditions(statement: Statement, withTags: boolean): Statement["Condition"] {
  const kept = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) => {
    const known = Object.entries(keys).filter(([key]) => decisiveKeys.includes(key.toLowerCase()));
    return known.length > 0 ? [[operator, Object.fromEntries(known)] as const] : [];
  });
  // Which tags and values they are makes no difference.
  const demandsTags = conditionsHold(conditionsOf(statement), { "resourcetag/": null }) === false;
  const tags = withTags && demandsTags ? [["Null", { "aws:ResourceTag/any": "false" }] as const] : [];
  return kept.length + tags.length > 0 ? Object.fromEntries([...kept, ...tags]) : undefined;
}

/**
 * The part of a Deny that counts: whole services, and actions that escalation paths need. A Deny of all actions but
 * some leaves the services of these.
 */
function denying({ Effect, Action, NotAction, Resource, NotResource, Condition }: Statement): Statement[] {
  const rest = { Effect, Resource: Resource && oneOrSorted(toList(Resource)), NotResource, Condition };
  if (!conditionsOf(rest).every(({ key }) => decisiveKeys.includes(key))) return [];
  const needed = neededActionsOf(ruleOf("", { Effect, Action, NotAction, Resource }));
  const serviceOf = (action: string) => action.replace(/:.*$/, ":*");
  if (!NotAction) {
    const whole = toList(Action).filter((one) => one === "*" || one === serviceOf(one));
    return [...whole, ...needed].map((one) => ({ ...rest, Action: one }));
  }
  const left = toList(NotAction).map(serviceOf);
  const neededThere = needed.filter((one) => left.includes(serviceOf(one)));
  return [{ ...rest, NotAction: oneOrSorted(left) }, ...neededThere.map((one) => ({ ...rest, Action: one }))];
}

/** Joins statements that differ in their actions only, and leaves out actions that a wildcard covers. */
function joined(statements: readonly Statement[]): Statement[] {
  const byRest = new Map<string, Statement[]>();
  for (const statement of statements) {
    const { Action, ...rest } = statement;
    const key = canonicalJson(Action ? rest : statement);
    byRest.set(key, [...(byRest.get(key) ?? []), statement]);
  }
  return [...byRest.values()].map((alike) => {
    const [{ Action: _, ...rest }] = alike as [Statement];
    const actions = alike.flatMap(({ Action }) => toList(Action));
    const own = actions.filter((one) => one.endsWith("*") || !actions.some((wide) => isWhole(wide, one)));
    return actions.length > 0 ? { ...rest, Action: oneOrSorted(own) } : rest;
  });
}

/** Whether an action is one of a whole service, or of all. */
function isWhole(wide: string, action: string): boolean {
  return wide === "*" || wide === action.replace(/:.*$/, ":*");
}
