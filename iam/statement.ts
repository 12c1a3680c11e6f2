/**
 * What a statement of a policy document says, as IAM reads it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
import { type Condition, conditionsOf, operatorOf } from "./condition";
import { coversAction, resourceCovered } from "./evaluation";
import { type PolicyDocument, type Statement, toList } from "./policy-document";
import { globMatches } from "./text-pattern";

export { conditionsOf, coversAction, globMatches };

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

/** Whether a statement is about a resource; with wildcards in it, about all that they stand for. */
export function coversResource(statement: Statement, resource: string): boolean {
  return resourceCovered(statement, resource, new Map()) === true;
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
export function demandsItsKey({ operator: name }: Condition): boolean {
  const operator = operatorOf(name);
  return (
    operator !== undefined &&
    operator.type !== "presence" &&
    operator.set !== "ForAllValues" &&
    !operator.negated &&
    !operator.ifExists
  );
}
