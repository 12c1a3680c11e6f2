/** YAML as plain data, with the position of everything in it. JSON is YAML too. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Path } from "./problem";

/** Something that is wrong with the text itself, whatever it was to say. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
}

/** Where something is. */
export interface Place {
  readonly offset: number;
  /** What stands there; `undefined` where the place is a key, or only near to what was meant. */
  readonly node?: Node;
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
 * More values than any access file has, when each alias is counted as what it stands for: a few lines of aliases of
 * aliases can stand for billions.
 */
const manyValues = 1_000_000;

export function readYaml(text: string): Yaml {
  const lines = new LineCounter();
  const lineAndColumn = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return [line, col] as const;
  };
  const broken = (problems: readonly YamlProblem[]): Yaml => ({
    value: undefined,
    problems,
    placeOf: () => ({ offset: 0 }),
    lineAndColumn,
  });
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      // Keys are names: what looks like a number is still a text. Twice the same is found below, and hides nothing.
      stringKeys: true,
      uniqueKeys: false,
      merge: true,
      schema: "core",
      resolveKnownTags: false,
    });
    if (document.errors.length > 0) return broken(syntaxProblems(document, text));
    const walk = new Walk();
    const values = walk.visit(document.contents, []);
    const problems = [
      ...document.warnings.map(({ message, pos }) => ({ offset: pos[0], message: tagMessage(message) })),
      ...walk.problems,
    ];
    if (values > manyValues)
      return broken([
        ...problems,
        { offset: 0, message: "stands for too much: its aliases name aliases that name aliases" },
      ]);
    if (walk.unreadable) return broken(problems);
    return {
      value: document.toJS({ maxAliasCount: -1 }),
      problems,
      placeOf: (path, aboutKey) => placeOf(document, walk.targets, path, aboutKey),
      lineAndColumn,
    };
  } catch (cause) {
    const { message } = cause as Error;
    return broken([{ offset: 0, message: /call stack/.test(message) ? tooDeep : `is no YAML: ${message}` }]);
  }
}

const tooDeep = "is nested more deeply than any access file";

/** The parser's own errors; those that follow from another at the same place are left out. */
function syntaxProblems(document: Document.Parsed, text: string): YamlProblem[] {
  const byOffset = new Map<number, string>();
  for (const { message, pos } of document.errors)
    if (!byOffset.has(pos[0])) byOffset.set(pos[0], syntaxMessage(message, text, pos[0]));
  return [...byOffset].map(([offset, message]) => ({ offset, message }));
}

function syntaxMessage(message: string, text: string, offset: number): string {
  if (/\btabs?\b/i.test(message) || text[offset] === "\t")
    return `YAML does not indent with tabs; use spaces (${message})`;
  if (/call stack/.test(message)) return tooDeep;
  if (/multiple documents/.test(message)) return "a second document begins here; write one file for each";
  if (/all keys must be strings/.test(message)) return "a key must be a text";
  return `is no YAML: ${message}`;
}

function tagMessage(message: string): string {
  const [tag] = /!\S+|tag:\S+/.exec(message) ?? [];
  return tag === undefined ? message : `the tag ${tag} means nothing here; write the value itself`;
}

/** Goes through a document once: what each alias stands for, and what the parser lets pass. */
class Walk {
  readonly problems: YamlProblem[] = [];
  readonly targets = new Map<Alias, Node>();
  /** Whether there is no value at all. */
  unreadable = false;
  private readonly anchors = new Map<string, Node>();
  private readonly sizes = new Map<Node, number>();

  /** How many values a node stands for. `around`: the nodes it is in. */
  visit(node: unknown, around: readonly unknown[]): number {
    if (isAlias(node)) return this.visitAlias(node, around);
    const known = node as Node | null;
    if (known?.anchor) this.anchors.set(known.anchor, known);
    let size = 1;
    if (isMap(node)) {
      const inside = [...around, node];
      this.visitKeys(node);
      for (const { key, value } of node.items) {
        size += this.visit(key, inside) + this.visit(value, inside);
        if (isMergeKey(key)) this.visitMerge(value as Node | null);
      }
    } else if (isSeq(node)) {
      const inside = [...around, node];
      for (const item of node.items) size += this.visit(item, inside);
    }
    if (known?.anchor) this.sizes.set(known, size);
    return size;
  }

  private visitAlias(alias: Alias, around: readonly unknown[]): number {
    const target = this.anchors.get(alias.source);
    if (target === undefined || around.includes(target)) {
      this.unreadable = true;
      this.report(
        alias,
        target === undefined
          ? `no anchor &${alias.source} stands before this alias`
          : `the alias *${alias.source} stands for something that it is in itself`,
      );
      return 1;
    }
    this.targets.set(alias, target);
    return this.sizes.get(target) ?? 1;
  }

  private visitKeys(map: YAMLMap): void {
    const seen = new Set<string>();
    for (const { key } of map.items) {
      if (!isScalar(key) || isMergeKey(key)) continue;
      const name = String(key.value);
      if (seen.has(name))
        this.report(key, `the key "${name}" stands twice in this mapping; drop or rename one`);
      seen.add(name);
    }
  }

  private visitMerge(value: Node | null): void {
    const sources = this.mergeSources(value);
    if (sources.every(isMap)) return;
    this.unreadable = true;
    this.report(value, "<< takes a mapping, or a list of them");
  }

  private mergeSources(value: Node | null): (Node | null | undefined)[] {
    const source = resolved(value, this.targets);
    return isSeq(source) ? source.items.map((item) => resolved(item as Node, this.targets)) : [source];
  }

  private report(node: Node | null, message: string): void {
    this.problems.push({ offset: node?.range?.[0] ?? 0, message });
  }
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.value === "<<";
}

function resolved(node: Node | null | undefined, targets: ReadonlyMap<Alias, Node>): Node | null | undefined {
  return isAlias(node) ? targets.get(node) : node;
}

function placeOf(document: Document, targets: ReadonlyMap<Alias, Node>, path: Path, aboutKey = false): Place {
  let node: Node | null | undefined = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    const around = resolved(node, targets);
    if (isMap(around)) {
      const pair = pairOf(around, String(part), targets);
      if (!pair) return { offset };
      offset = pair.key.range?.[0] ?? offset;
      if (aboutKey && index === path.length - 1) return { offset };
      node = pair.value as Node | null;
    } else if (isSeq(around)) {
      node = around.items[Number(part)] as Node | undefined;
      offset = node?.range?.[0] ?? offset;
    } else return { offset: node?.range?.[0] ?? offset };
    if (!node) return { offset };
  }
  return { node: resolved(node, targets) ?? undefined, offset: node?.range?.[0] ?? offset };
}

/** The pair with a key, in a mapping itself or in what it merges. Of two the last counts, as it does for the value. */
function pairOf(
  map: YAMLMap,
  name: string,
  targets: ReadonlyMap<Alias, Node>,
): Pair<Scalar, unknown> | undefined {
  const pairs = map.items.filter((item): item is Pair<Scalar, unknown> => isPair(item) && isScalar(item.key));
  const own = pairs.findLast(({ key }) => !isMergeKey(key) && String(key.value) === name);
  if (own) return own;
  for (const { value } of pairs.filter(({ key }) => isMergeKey(key))) {
    const source = resolved(value as Node, targets);
    for (const merged of isSeq(source) ? source.items : [source]) {
      const inside = resolved(merged as Node, targets);
      const found = isMap(inside) ? pairOf(inside, name, targets) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}
