/** The one form that all policy documents of the same meaning share. */
import {
  byCodePoint,
  canonicalJson,
  type OneOrMore,
  type PolicyDocument,
  policyJson,
  type Statement,
  toList,
} from "./policy-document";

type Value = string | number | boolean;

/**
 * A document in the form that all documents of its meaning share, as text: IAM takes one value and a list of it for the same,
 * and lists in any order.
 */
export function canonicalPolicy({ Version, Statement }: PolicyDocument): string {
  const statements = toList(Statement).map(canonicalStatement);
  return policyJson({
    Version,
    Statement: statements
      .map((statement) => ({ statement, text: canonicalJson(statement) }))
      .sort((a, b) => byCodePoint(a.text, b.text))
      .map(({ statement }) => statement as unknown as Statement),
  });
}

function canonicalStatement(statement: Statement): Readonly<Record<string, unknown>> {
  const list = (values: OneOrMore<Value>) => [...new Set(toList(values).map(String))].sort(byCodePoint);
  const lists = (values: Readonly<Record<string, OneOrMore<Value>>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, list(value)]));
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => {
      if (key === "Condition")
        return [
          key,
          Object.fromEntries(
            Object.entries(value as NonNullable<Statement["Condition"]>).map(([operator, keys]) => [
              operator,
              lists(keys),
            ]),
          ),
        ];
      if (typeof value === "object" && !Array.isArray(value))
        return [key, lists(value as Readonly<Record<string, OneOrMore<string>>>)];
      return [key, list(value as OneOrMore<string>)];
    }),
  );
}
