/** JSON in a text, as policy documents may be written. */
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Path } from "./problem";

/**
 * The keys that an object in a JSON text has twice: `JSON.parse` keeps the last of them without a word.
 *
 * @param text valid JSON. Nothing is found in text that is nested too deeply.
 */
export function duplicateKeys(text: string): Path[] {
  // The parser of the yaml library needs the stack for each level; JSON.parse does not.
  if (isDeeper(JSON.parse(text), deepest)) return [];
  return duplicatesIn(parseDocument(text, { schema: "json", uniqueKeys: false }).contents, []);
}

function duplicatesIn(node: unknown, path: Path): Path[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => duplicatesIn(item, [...path, index]));
  if (!isMap(node)) return [];
  const seen = new Set<string>();
  return node.items.flatMap(({ key, value }) => {
    const name = String(isScalar(key) ? key.value : key);
    const twice = seen.has(name) ? [[...path, name]] : [];
    seen.add(name);
    return [...twice, ...duplicatesIn(value, [...path, name])];
  });
}

/** Levels of nesting that no policy document has. */
const deepest = 20;

function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== "object") return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
