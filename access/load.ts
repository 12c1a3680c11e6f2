/** The access file as text: YAML or JSON, with the position of everything in it. */
import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Access } from "./access";
import { error, type Problem, pathText } from "./problem";
import { readAccess } from "./read";

/** A problem with its place in a file. */
export interface PlacedProblem extends Problem {
  /** `access.yaml:14:22  roles.CrossAccount-B.targetAccounts[0]  no target account ...` */
  readonly text: string;
}

export interface LoadedAccess {
  /** Missing when there is an error among the problems. */
  readonly access?: Access;
  /** In the order of the file. */
  readonly problems: readonly PlacedProblem[];
}

/**
 * Reads the text of an access file; `name` is the file's name as messages shall show it. `alsoCheck` adds what can only be
 * known outside, such as what was synthesized before.
 */
export function loadAccess(
  text: string,
  name: string,
  alsoCheck: (access: Access) => readonly Problem[] = () => [],
): LoadedAccess {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const placed = (problem: Problem, offset: number): PlacedProblem & { offset: number } => {
    const { line, col } = lines.linePos(offset);
    const severity = problem.severity === "warning" ? "warning: " : "";
    const rule = problem.rule === undefined ? "" : ` [${problem.rule}]`;
    const parts = [`${name}:${line}:${col}`, pathText(problem.path), `${severity}${problem.message}${rule}`];
    return { ...problem, offset, text: parts.filter((part) => part !== "").join("  ") };
  };
  if (document.errors.length > 0)
    return {
      problems: document.errors.map((found) =>
        placed(error([], yamlMessage(found.message, text, found.pos[0])), found.pos[0]),
      ),
    };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return {
      problems: [placed(error([], "is empty; start with identityAccount, targetAccounts and roles"), 0)],
    };
  const { access, problems } = readAccess(document.toJS({ maxAliasCount: 1000 }));
  return {
    access,
    problems: [...problems, ...(access ? alsoCheck(access) : [])]
      .map((problem) => {
        const { node, offset } = placeOf(document, problem);
        return placed({ ...problem, message: problem.message + readAs(node, problem) }, offset);
      })
      .sort((a, b) => a.offset - b.offset),
  };
}

function yamlMessage(message: string, text: string, offset: number): string {
  if (/tab/i.test(message) || text[offset] === "\t")
    return `YAML does not indent with tabs; use spaces (${message})`;
  if (/Map keys must be unique/.test(message))
    return "the same key stands twice in this mapping; drop or rename one";
  return `is no YAML: ${message}`;
}

/** Where a problem is: at the key or the value it speaks of, or at the nearest thing around that exists. */
function placeOf(document: Document, { path, aboutKey }: Problem): { node?: Node; offset: number } {
  let node = document.contents as Node | null;
  let keyOffset = node?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1;
    let next: Node | null | undefined;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (!pair) return { offset: keyOffset };
      keyOffset = (pair.key as Node).range?.[0] ?? keyOffset;
      if (last && aboutKey) return { offset: keyOffset };
      next = pair.value as Node | null;
    } else if (isSeq(node)) {
      next = node.items[Number(part)] as Node | undefined;
      keyOffset = next?.range?.[0] ?? keyOffset;
    }
    if (!next) return { offset: keyOffset };
    node = next;
  }
  return { node: node ?? undefined, offset: node?.range?.[0] ?? keyOffset };
}

/** What YAML made of an unquoted value that should have been a string: the usual cause, and not to be seen in the file. */
function readAs(node: Node | undefined, { message }: Problem): string {
  if (!isScalar(node) || node.type !== "PLAIN" || typeof node.value === "string") return "";
  if (!/quotes/.test(message) || node.value === null) return "";
  return `: YAML reads ${node.source} as a ${typeof node.value}`;
}
