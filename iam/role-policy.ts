/** The policies of a role as far as they are known, with their statements ready to be compared. */
import type { Condition } from "./condition";
import { globCovers } from "./glob";
import { awsManagedPolicyLevels } from "./managed-policy";
import { type PolicyDocument, policyDocument, type Statement, toList } from "./policy-document";
import { conditionsOf, statementsOf } from "./statement";

/** A managed or inline policy of a role, or its permissions boundary. */
export type RolePolicy =
  /** An AWS managed policy, by its name, or its path and name. */
  | { readonly kind: "aws"; readonly name: string }
  /** A policy of known content. `arn`: of a customer managed one. */
  | {
      readonly kind: "document";
      readonly name: string;
      readonly document: PolicyDocument;
      readonly arn?: string;
    }
  /** A customer managed policy whose content is not known. */
  | { readonly kind: "unknown"; readonly name: string; readonly arn?: string };

/** A statement of a policy, its patterns ready to be compared. */
export interface Rule {
  /** Name of the policy. */
  readonly policy: string;
  /** Where the statement is in its document. `undefined` for an AWS managed policy, whose document is not here. */
  readonly path?: readonly (string | number)[];
  readonly allows: boolean;
  /** The patterns of actions as they are written. */
  readonly written: readonly string[];
  /** Patterns of action names by service prefix, in lower case; under `*` those that hold for every service. */
  readonly actions: ReadonlyMap<string, readonly string[]>;
  /** Whether the statement is about all actions but these. */
  readonly exceptActions: boolean;
  /** Patterns of ARNs. */
  readonly resources: readonly string[];
  /** The same apart: what matches no other text than itself, and what may. A list of grants is long and has no wildcards. */
  readonly resourceSet: { readonly exact: ReadonlySet<string>; readonly patterns: readonly string[] };
  /** Whether the statement is about all resources but these. */
  readonly exceptResources: boolean;
  readonly conditions: readonly Condition[];
}

/** The content of a policy, as far as levels depend on it. */
export interface PolicyContent {
  readonly policy: string;
  readonly rules: readonly Rule[];
  /**
   * Of an AWS managed policy: the levels of access by service that its statements allow besides `rules`, as `rw`:
   * `r` read, `w` write, `p` permissions.
   */
  readonly levels: ReadonlyMap<string, string>;
}

/**
 * A statement in the table of AWS managed policies: effect, actions, resources and conditions. Actions and resources are
 * separated by spaces; `!` before them stands for NotAction and NotResource.
 */
export type StatementText = readonly [
  effect: string,
  actions: string,
  resources: string,
  conditions?: Statement["Condition"],
];

let statementTexts: Readonly<Record<string, readonly StatementText[]>> | undefined;
const managed = new Map<string, PolicyContent>();
const documents = new WeakMap<PolicyDocument, Map<string, PolicyContent>>();

/**
 * Statements of AWS managed policies that say more than levels by service: about all services, denying, or useful for
 * becoming administrator. `npm run generate:managed-policies` makes the table. It is loaded when it is first needed.
 */
function managedStatements(name: string): readonly Statement[] {
  if (!statementTexts) {
    const json =
      require("./aws-managed-policy-statements.json") as typeof import("./aws-managed-policy-statements.json");
    statementTexts = json.statements as unknown as Readonly<Record<string, readonly StatementText[]>>;
  }
  return Object.hasOwn(statementTexts, name) ? (statementTexts[name] ?? []).map(readStatement) : [];
}

function readStatement([effect, actions, resources, Condition]: StatementText): Statement {
  const list = (text: string) => text.replace(/^!/, "").split(" ");
  return {
    Effect: effect === "Deny" ? "Deny" : "Allow",
    [actions.startsWith("!") ? "NotAction" : "Action"]: list(actions),
    [resources.startsWith("!") ? "NotResource" : "Resource"]: list(resources),
    Condition,
  };
}

/** The content of a policy; `undefined` where it is not known. */
export function contentOf(policy: RolePolicy): PolicyContent | undefined {
  if (policy.kind === "unknown") return undefined;
  return policy.kind === "aws" ? managedContent(policy.name) : documentContent(policy.name, policy.document);
}

const managedDocuments = new Map<string, PolicyDocument>();

/**
 * The document of a policy; "unknown" where its content is not known. Of an AWS managed policy, the statements that say more
 * than levels by service: all that are about assuming roles are among them.
 */
export function documentOf(policy: RolePolicy): PolicyDocument | "unknown" {
  if (policy.kind === "document") return policy.document;
  if (policy.kind === "unknown" || awsManagedPolicyLevels(policy.name) === undefined) return "unknown";
  const name = policy.name.slice(policy.name.lastIndexOf("/") + 1);
  const document = managedDocuments.get(name) ?? policyDocument(...managedStatements(name));
  managedDocuments.set(name, document);
  return document;
}

function managedContent(name: string): PolicyContent | undefined {
  const levels = awsManagedPolicyLevels(name);
  const known = managed.get(name);
  if (known || levels === undefined) return known;
  const content = {
    policy: name,
    rules: managedStatements(name.slice(name.lastIndexOf("/") + 1)).map((statement) =>
      ruleOf(name, statement),
    ),
    levels: readLevels(levels),
  };
  managed.set(name, content);
  return content;
}

function documentContent(name: string, document: PolicyDocument): PolicyContent {
  const byName = documents.get(document) ?? new Map<string, PolicyContent>();
  documents.set(document, byName);
  const content = byName.get(name) ?? {
    policy: name,
    rules: statementsOf(document).map(({ statement, path }) => ruleOf(name, statement, path)),
    levels: new Map<string, string>(),
  };
  byName.set(name, content);
  return content;
}

function readLevels(summary: string): ReadonlyMap<string, string> {
  return new Map(
    summary.split(";").flatMap((group) => {
      const [letters = "", services = ""] = group.split(":");
      return services
        .split(" ")
        .filter(Boolean)
        .map((service) => [service, letters] as const);
    }),
  );
}

/** Makes the patterns of a statement ready to be compared. */
export function ruleOf(policy: string, statement: Statement, path?: Rule["path"]): Rule {
  const written = toList(statement.Action ?? statement.NotAction);
  const actions = new Map<string, string[]>();
  for (const action of written) {
    const [service = "", name = service === "*" ? "*" : ""] = action
      .toLowerCase()
      .replace(/\*+/g, "*")
      .split(/:(.*)/s);
    actions.set(service, [...(actions.get(service) ?? []), name]);
  }
  const resources = toList(statement.Resource ?? statement.NotResource).map(resourcePattern);
  const patterns = resources.filter((resource) => /[*?]/.test(resource));
  return {
    policy,
    path,
    allows: statement.Effect === "Allow",
    written,
    actions,
    exceptActions: statement.Action === undefined,
    resources,
    resourceSet: { exact: new Set(resources), patterns },
    exceptResources: statement.Resource === undefined,
    conditions: conditionsOf(statement),
  };
}

/** Stands for the value of a policy variable: one text that is not known, and no wildcard. */
const someValue = "\u0002";

/**
 * A resource with its missing parts, as AWS completes it: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.
 * A variable for a partition, region or account may be any of them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function resourcePattern(resource: string): string {
  const parts = resource.replace(/\$\{[^}]*\}/g, someValue).split(":");
  if (parts[0] !== "arn") return parts.join(":");
  const head = [1, 2, 3, 4].map((part) => parts[part]?.replaceAll(someValue, "*") ?? "*");
  return ["arn", ...head, parts.length > 5 ? parts.slice(5).join(":") : "*"].join(":");
}

/** Whether a rule is about an action. Service and name in lower case. */
export function speaksOfAction(rule: Rule, service: string, name: string): boolean {
  const covers = (pattern: string) => globCovers(pattern, name);
  const listed = actionPatterns(rule, service).some(covers);
  return listed !== rule.exceptActions;
}

/** Whether a rule is about one resource. */
export function speaksOfResource({ resourceSet, exceptResources }: Rule, resource: string): boolean {
  const { exact, patterns } = resourceSet;
  const isListed = exact.has(resource) || patterns.some((pattern) => globCovers(pattern, resource));
  return isListed !== exceptResources;
}

/** The patterns that a rule lists for the actions of a service. */
export function actionPatterns({ actions }: Rule, service: string): readonly string[] {
  const everywhere = actions.get("*");
  const here = actions.get(service);
  return everywhere && here ? [...everywhere, ...here] : (here ?? everywhere ?? []);
}
