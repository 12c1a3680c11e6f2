/** YAML as plain data, with the position of everything in it. JSON is YAML too. */
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type ScalarTag,
  visit,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { accountId } from "../iam/limits";
import type { Path } from "./problem";

/** A problem of the text itself, whatever it says. */
export interface YamlProblem {
  readonly code: string;
  readonly offset: number;
  readonly message: string;
}

/** Where something is. */
export interface Place {
  readonly offset: number;
  /** What stands there; `undefined` where the place is a key, or only near to what was meant. */
  readonly node?: unknown;
  /** The same for two paths that lead to the same text, through an alias or a merge key. */
  readonly writtenAt: string;
}

export interface Yaml {
  /** `undefined` where the text cannot be read at all. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Where something is, or the nearest thing around it that exists. `aboutKey`: its key, rather than its value. */
  readonly placeOf: (path: Path, aboutKey?: boolean) => Place;
  /** Line and column of an offset, from 1. */
  readonly lineAndColumn: (offset: number) => readonly [line: number, column: number];
}

/**
 * More aliases of an anchor than any access file has, those inside other aliases included: a few lines of aliases of
 * aliases can stand for billions of values.
 */
const maxAliasCount = 100_000;

/** Twelve digits without quotes are an account id, and so text: programs that follow YAML 1.1 write `054169542720`. */
const plainAccountId: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  test: accountId,
  resolve: (text) => text,
};

export function readYaml(text: string): Yaml {
  const lineCounter = new LineCounter();
  const lineAndColumn = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return [line, col] as const;
  };
  const unreadable = (problems: readonly YamlProblem[]): Yaml => ({
    value: undefined,
    problems,
    placeOf: () => ({ offset: 0, writtenAt: "" }),
    lineAndColumn,
  });
  try {
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      // Keys are names: one that looks like a number is still text.
      stringKeys: true,
      merge: true,
      schema: "core",
      resolveKnownTags: false,
      customTags: (tags) => [plainAccountId, ...tags],
    });
    if (document.errors.some(({ code }) => code === "RESOURCE_EXHAUSTION"))
      return unreadable([nestedTooDeep]);
    const problems = problemsOf(document, text);
    if (document.errors.some(({ code }) => code !== "DUPLICATE_KEY")) return unreadable(problems);
    const aliases = resolveAliases(document);
    if (aliases.problems.length > 0) return unreadable([...problems, ...aliases.problems]);
    return {
      value: document.toJS({ maxAliasCount }),
      problems,
      placeOf: (path, aboutKey = false) =>
        placeOf(document.contents, path, { aboutKey, resolve: aliases.resolve }),
      lineAndColumn,
    };
  } catch (cause) {
    // Thrown where the stack is exhausted, and by the library where there are more aliases than it is to follow.
    if (cause instanceof RangeError) return unreadable([nestedTooDeep]);
    if (cause instanceof ReferenceError)
      return unreadable([{ code: "yaml-alias", offset: 0, message: tooManyAliases }]);
    throw cause;
  }
}

const nestedTooDeep: YamlProblem = {
  code: "yaml-depth",
  offset: 0,
  message: "is nested too deeply for an access file; remove some levels",
};
const tooManyAliases =
  "expands to too much data: its aliases name aliases that name aliases; write fewer of them";

/** The parser's errors and warnings; those that follow from another at the same place are left out. */
function problemsOf(document: Document.Parsed, text: string): YamlProblem[] {
  const byOffset = new Map<number, YamlProblem>();
  for (const problem of [...document.errors, ...document.warnings]) {
    const [offset] = problem.pos;
    if (!byOffset.has(offset))
      byOffset.set(offset, { code: codeOf(problem), offset, message: messageOf(problem, text) });
  }
  return [...byOffset.values()];
}

function codeOf({ code }: YAMLError): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return "duplicate-key";
    case "TAG_RESOLVE_FAILED":
      return "yaml-tag";
    default:
      return "yaml-syntax";
  }
}

function messageOf({ code, message, pos }: YAMLError, text: string): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return "this key is in the mapping already; remove or rename one of the two";
    case "TAG_RESOLVE_FAILED":
      return `the tag ${text.slice(...pos)} means nothing here; write the value itself`;
    case "NON_STRING_KEY":
      return "a key must be text; put it in quotes";
    case "MULTIPLE_DOCS":
      return "a second document begins here; write one file for each";
    default:
      return code === "TAB_AS_INDENT" || text[pos[0]] === "\t"
        ? `YAML does not indent with tabs; use spaces (${message})`
        : `is not valid YAML: ${message}`;
  }
}

/** The node itself, or what it stands for as an alias. */
type Resolve = (node: unknown) => unknown;

/** Resolves all aliases. Aliases and merge keys that stand for nothing are problems. */
function resolveAliases(document: Document): { resolve: Resolve; problems: readonly YamlProblem[] } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const problems: YamlProblem[] = [];
  const report = (node: unknown, message: string) =>
    problems.push({ code: "yaml-alias", offset: offsetOf(node) ?? 0, message });
  visit(document, {
    Value: (_key, node) => {
      if (node.anchor) anchors.set(node.anchor, node);
    },
    Alias: (_key, alias, path) => {
      const target = anchors.get(alias.source);
      if (!target)
        report(
          alias,
          `there is no anchor &${alias.source} before this alias; define it first, or write the value itself`,
        );
      else if (path.includes(target))
        report(alias, `the alias *${alias.source} is inside its own anchor; write the value itself`);
      else targets.set(alias, target);
    },
    Pair: (_key, { key, value }) => {
      if (!isMergeKey(key)) return;
      const sources = mergeSources(value, (node) => (isAlias(node) ? anchors.get(node.source) : node));
      // An alias without an anchor is reported above.
      if (!sources.every((node) => node === undefined || isMap(node)))
        report(value, "<< takes a mapping, or a list of them");
    },
  });
  return { resolve: (node) => (isAlias(node) ? targets.get(node) : node), problems };
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.value === "<<";
}

/** The nodes that a merge key names: one, or a list. */
function mergeSources(value: unknown, resolve: Resolve): unknown[] {
  const source = resolve(value);
  return isSeq(source) ? source.items.map(resolve) : [source];
}

/** The pairs of a mapping, then those that it merges. Of two with the same key the first counts. */
function pairsOf(map: YAMLMap, resolve: Resolve): Pair[] {
  const merged = map.items
    .filter(({ key }) => isMergeKey(key))
    .flatMap(({ value }) => mergeSources(value, resolve))
    .filter(isMap)
    .flatMap((source) => pairsOf(source, resolve));
  return [...map.items.filter(({ key }) => !isMergeKey(key)).reverse(), ...merged];
}

/** The place below a node. `around`: the offset of what the node is in. */
function placeOf(
  node: unknown,
  path: Path,
  options: { aboutKey: boolean; resolve: Resolve },
  around = 0,
): Place {
  const { aboutKey, resolve } = options;
  const [part, ...rest] = path;
  const offset = offsetOf(node) ?? around;
  const found = resolve(node);
  if (part === undefined) return { offset, node: found, writtenAt: `${offsetOf(found) ?? offset}` };
  if (isMap(found)) {
    const pair = pairsOf(found, resolve).find(({ key }) => isScalar(key) && key.value === String(part));
    const keyOffset = offsetOf(pair?.key) ?? around;
    if (pair && aboutKey && rest.length === 0) return { offset: keyOffset, writtenAt: `${keyOffset}` };
    if (pair) return placeOf(pair.value, rest, options, keyOffset);
  }
  if (isSeq(found) && Number(part) in found.items) {
    const item = found.items[Number(part)];
    return placeOf(item, rest, options, offsetOf(item) ?? around);
  }
  // Something is missing in a collection, or below a value.
  return {
    offset: isCollection(found) ? around : offset,
    writtenAt: JSON.stringify([offsetOf(found), ...path]),
  };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
