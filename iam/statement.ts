/**
 * What a statement of a policy document says, as IAM reads it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
import { type PolicyDocument, type Statement, toList } from "./policy-document";

/** One condition of a statement; all of a statement's conditions must hold. */
export interface Condition {
  /** As it is written, such as `ForAnyValue:StringLike`. */
  readonly operator: string;
  /** In lower case: condition keys are the same in any. */
  readonly key: string;
  /** One of these must match. */
  readonly values: readonly string[];
}

/** A statement and where it is in its document. */
export interface PlacedStatement {
  readonly statement: Statement;
  readonly path: readonly (string | number)[];
}

/** The statements of a document, whichever of the two forms it is in. */
export function statementsOf(document: PolicyDocument): PlacedStatement[] {
  return toList(document.Statement).map((statement, index) => ({
    statement,
    path: Array.isArray(document.Statement) ? ["Statement", index] : ["Statement"],
  }));
}

/** All conditions of a statement. */
export function conditionsOf(statement: Statement): Condition[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: toList(values).map(String),
    })),
  );
}

/** Whether a statement speaks of an action, such as `sts:AssumeRole`. Upper and lower case are the same. */
export function coversAction(statement: Statement, action: string): boolean {
  const covers = (pattern: string) => globMatches(pattern.toLowerCase(), action.toLowerCase());
  return statement.NotAction === undefined
    ? toList(statement.Action).some(covers)
    : !toList(statement.NotAction).some(covers);
}

/** Whether a statement speaks of a resource; with wildcards in it, of all that they stand for. */
export function coversResource(statement: Statement, resource: string): boolean {
  const covers = (pattern: string) => globMatches(pattern, resource);
  return statement.NotResource === undefined
    ? toList(statement.Resource).some(covers)
    : !toList(statement.NotResource).some(covers);
}

/** Whether a statement allows every action on every resource, under whatever conditions. */
export function allowsEverything(statement: Statement): boolean {
  return (
    statement.Effect === "Allow" &&
    toList(statement.Action).some((action) => /^\*+(:\*+)?$/.test(action)) &&
    coversResource(statement, "*")
  );
}

/**
 * Whether a condition fails for a request that does not have its key, so that only requests with one of its values pass.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function demandsItsKey({ operator }: Condition): boolean {
  return !/^ForAllValues:|Not|IfExists$|^Null$/.test(operator);
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
export function globMatches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
