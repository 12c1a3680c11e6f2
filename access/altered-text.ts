/**
 * Values without quotes that YAML reads as another text, such as `0042` as 42 or `True` as true. A condition then compares
 * something else than what is written.
 */
import { isScalar } from "yaml";
import { writtenDocuments } from "./documents";
import { error, type Problem } from "./problem";
import type { Readable } from "./readable";
import type { AccessFile } from "./schema";
import type { Yaml } from "./yaml";

/** Conditions whose operators compare texts. To the others, 0042 and 42 are the same, as are True and true. */
const comparesNoText = /Numeric|Date|Bool|Null/;

/** The values in the conditions of policy documents that YAML reads as another text. */
export function alteredTexts(value: unknown, placeOf: Yaml["placeOf"]): Problem[] {
  if (value === null || typeof value !== "object") return [];
  return writtenDocuments(value as Readable<AccessFile>).flatMap(({ path, document }) =>
    conditionValues(document).flatMap((within) => {
      const at = [...path, ...within];
      const { node } = placeOf(at);
      if (!isScalar(node) || node.type !== "PLAIN" || typeof node.value === "string") return [];
      if (node.source === undefined || node.source === String(node.value)) return [];
      const message = `YAML reads ${node.source} as ${node.value}, and the condition compares that; put it in quotes: "${node.source}"`;
      return [error("altered-text", at, message, { data: { source: node.source, value: node.value } })];
    }),
  );
}

/** The paths of the numbers and booleans in conditions that compare texts. */
function conditionValues(document: unknown): (string | number)[][] {
  return entriesOf(elementOf(document, "Statement"), "Statement").flatMap(([path, statement]) =>
    Object.entries(objectOf(elementOf(statement, "Condition"))).flatMap(([operator, keys]) =>
      comparesNoText.test(operator)
        ? []
        : Object.entries(objectOf(keys)).flatMap(([key, values]) =>
            entriesOf(values, key)
              .filter(([, value]) => typeof value === "number" || typeof value === "boolean")
              .map(([within]) => [...path, "Condition", operator, ...within]),
          ),
    ),
  );
}

/** A value or each of a list, with its path. */
function entriesOf(value: unknown, key: string): [path: (string | number)[], item: unknown][] {
  return Array.isArray(value) ? value.map((item, index) => [[key, index], item]) : [[[key], value]];
}

function elementOf(value: unknown, key: string): unknown {
  return objectOf(value)[key];
}

function objectOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}
