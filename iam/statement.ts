/**
 * What a statement of a policy document says, as IAM reads it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
import { conditionsOf } from "./condition";
import { coversAction } from "./evaluation";
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
