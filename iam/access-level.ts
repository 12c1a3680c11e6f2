/**
 * The access level of an action: whether it reads, writes, or manages permissions.
 *
 * Three of AWS's five levels: List counts as reading here, and Tagging as writing.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 *
 * `npm run generate:action-levels` makes the table. scripts/action-levels.ts says where it differs from AWS's own
 * levels, and why.
 */
import { globCovers, globsMeet } from "./glob";

export type AccessLevel = "read" | "write" | "permissions";

/** The highest first. */
export const accessLevels: readonly AccessLevel[] = ["permissions", "write", "read"];

/** Patterns of action names by service prefix, separated by spaces. Every service that AWS has is in `write`. */
export interface ActionTable {
  /** First words of the actions that write, as `Create*`, and writing actions whose first word says that they read. */
  readonly write: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, string>>;
  /** Actions that read although their first word does not say so. */
  readonly read: Readonly<Record<string, string>>;
}

/** First words of actions that read, unless the table says otherwise. */
export const readingVerbs = [
  "Get",
  "List",
  "Describe",
  "BatchGet",
  "BatchDescribe",
  "Search",
  "View",
  "Lookup",
];

// Upper and lower case are the same in actions. Patterns to be compared are in lower case.
const readingPatterns = readingVerbs.map((verb) => `${verb.toLowerCase()}*`);
const readingName = new RegExp(`^(?:${readingVerbs.join("|")})`, "i");

type ServiceActions = Readonly<Record<AccessLevel, readonly string[]>>;

/** A service that the table does not know may have what others have. */
const unknownService: ServiceActions = {
  permissions: ["putresourcepolicy"],
  write: ["create*", "put*", "update*", "delete*"],
  read: [],
};

let table: ActionTable | undefined;
const known = new Map<string, ServiceActions>();

/** Loads the table when it is first needed: most commands never ask for a level. */
function actionTable(): ActionTable {
  table ??= require("./aws-action-levels.json") as typeof import("./aws-action-levels.json");
  return table;
}

/** The prefixes of all services, as in `s3:GetObject`, in lower case. */
export function servicePrefixes(): readonly string[] {
  return Object.keys(actionTable().write);
}

function actionsOf(service: string): ServiceActions {
  const found = known.get(service);
  if (found) return found;
  const patterns = (level: AccessLevel) =>
    Object.hasOwn(actionTable()[level], service)
      ? (actionTable()[level][service] ?? "").toLowerCase().split(" ").filter(Boolean)
      : [];
  const actions = Object.hasOwn(actionTable().write, service)
    ? { permissions: patterns("permissions"), write: patterns("write"), read: patterns("read") }
    : unknownService;
  known.set(service, actions);
  return actions;
}

/** An action or a pattern of the table as AWS writes it, by the same in lower case; `undefined` for any other. */
export function spelledAction(service: string, name: string): string | undefined {
  const patterns = accessLevels.flatMap((level) =>
    Object.hasOwn(actionTable()[level], service) ? (actionTable()[level][service] ?? "").split(" ") : [],
  );
  const spelled = [...patterns, ...readingVerbs.map((verb) => `${verb}*`)].find(
    (one) => one.toLowerCase() === name,
  );
  return spelled && `${service}:${spelled}`;
}

/** The level of one action. An action that the table does not know is judged by its first word. */
export function levelOfAction(service: string, action: string): AccessLevel {
  const { permissions, write, read } = actionsOf(service);
  if (permissions.includes(action)) return "permissions";
  if (read.includes(action)) return "read";
  return readingName.test(action) && !write.includes(action) ? "read" : "write";
}

/**
 * The actions of a level that a pattern stands for, each as the narrower of two patterns: the given one, or one of the
 * table's. A pattern may stand for actions of several levels.
 *
 * @param service the prefix, in lower case
 * @param pattern the rest of the action, in lower case, as `get*`
 */
export function actionsAtLevel(service: string, pattern: string, level: AccessLevel): readonly string[] {
  if (!/[*?]/.test(pattern)) return levelOfAction(service, pattern) === level ? [pattern] : [];
  const actions = actionsOf(service);
  if (pattern === "*") return level === "read" ? [...actions.read, ...readingPatterns] : actions[level];
  const meets = (one: string) => globsMeet(pattern, one);
  const narrower = (one: string) => (globCovers(one, pattern) ? pattern : one);
  if (level === "read") return [...actions.read, ...readingPatterns].filter(meets).map(narrower);
  const met = actions[level].filter(meets);
  // No action that the table knows begins so: a new one may write.
  const isNew = level === "write" && met.length === 0 && ![...actions.read, ...readingPatterns].some(meets);
  return isNew ? [pattern] : met.map(narrower);
}
