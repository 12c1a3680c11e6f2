/** A declaration in several files: the access file, and those that it includes. */
import { type Files, fileNamed, filesMatching, isPattern } from "./files";
import { error, type Path, type Problem } from "./problem";
import { positionText, type Source, type SourcePlace, Sources } from "./sources";
import { readYaml, type Yaml } from "./yaml";

/** A problem, and where it is. */
export interface FoundProblem extends Omit<SourcePlace, "node"> {
  readonly problem: Problem;
}

/** What the files declare together. */
export interface Included {
  /**
   * The declaration, as if it were written in one file; with `include`, if that is no list of names. `undefined`: a file cannot
   * be read, and anything could be declared there.
   */
  readonly value: unknown;
  readonly sources: Sources;
  readonly problems: readonly FoundProblem[];
}

/** The top-level maps: several files can have entries of each. Any other key is in one of the files. */
const maps = ["targetAccounts", "roles", "policies", "identityProviders", "groups", "users", "principals"];

/** Reads a text. A byte order mark is not part of it. */
export function readSource(path: string, name: string, text: string): Source {
  const own = text.replace(/^\uFEFF/, "");
  return { path, name, text: own, yaml: readYaml(own) };
}

/** The problems of a text as YAML. */
export function yamlProblems(source: Source): FoundProblem[] {
  return source.yaml.problems.map(({ code, offset, message }) =>
    foundAt(source, offset, error(code, [], message)),
  );
}

/** Puts the files that an access file includes together with it. */
export function includeFiles(main: Source, files: Files | undefined): Included {
  const sources = new Sources(main);
  const { value } = main.yaml;
  const names = files && isMapping(value) ? namesIn(value.include) : undefined;
  if (!names || !files)
    return { value: isMapping(value) ? withoutExtensions(value) : value, sources, problems: [] };
  const problems: FoundProblem[] = [];
  const merged = new Merged(sources, problems);
  merged.add(main);
  const seen = new Set([main.path]);
  let isWhole = true;
  for (const [index, name] of names.entries()) {
    const report = (problem: string) => {
      isWhole = false;
      problems.push(problemAt(main, ["include", index], error("wrong-include", ["include", index], problem)));
    };
    const found = pathsOf(name, main, files);
    if ("problem" in found) report(found.problem);
    for (const path of "paths" in found ? found.paths : []) {
      if (seen.has(path)) continue;
      seen.add(path);
      const read = files.read(path);
      const shown = files.shownName(path);
      if ("problem" in read) {
        report(isPattern(name) ? `${shown}: ${read.problem}` : read.problem);
        continue;
      }
      const source = readSource(path, shown, read.text);
      problems.push(...yamlProblems(source));
      isWhole &&= merged.add(source);
    }
  }
  return { value: isWhole ? merged.value() : undefined, sources, problems };
}

/** The names in `include`; `undefined` if there is no such list of names. */
function namesIn(include: unknown): readonly string[] | undefined {
  return Array.isArray(include) && include.every((name) => typeof name === "string") ? include : undefined;
}

type Paths = { readonly paths: readonly string[] } | { readonly problem: string };

function pathsOf(name: string, main: Source, files: Files): Paths {
  const named = fileNamed(name, main.path);
  if ("problem" in named) return named;
  if (name.includes("**"))
    return { problem: "** is not supported; write a pattern for each level of folders" };
  if (!isPattern(name))
    return named.path === main.path ? { problem: "is this file itself; remove it" } : { paths: [named.path] };
  const paths = filesMatching(named.path, files);
  return paths.length === 0 ? { problem: "matches no file; correct or remove it" } : { paths };
}

/** What files declare together. Of two values for one key, the first counts. */
class Merged {
  private readonly keys = new Map<string, unknown>();
  private readonly entries = new Map<string, Map<string, unknown>>();

  constructor(
    private readonly sources: Sources,
    private readonly problems: FoundProblem[],
  ) {}

  /** Adds what a text declares, and says whether it can be read. */
  add(source: Source): boolean {
    const isMain = this.keys.size === 0 && this.entries.size === 0;
    const { value } = source.yaml;
    // A file of comments declares nothing.
    if (value === null) return true;
    if (value === undefined) return false;
    if (!isMapping(value)) {
      const message = `must be a mapping with some of the keys of an access file, such as ${maps.join(", ")}`;
      this.problems.push(foundAt(source, 0, error("wrong-type", [], message)));
      return false;
    }
    for (const [key, inner] of Object.entries(withoutExtensions(value))) {
      if (key === "include" && !isMain) {
        const message = "only the access file itself can include files; list them there";
        this.problems.push(
          problemAt(source, [key], error("nested-include", [key], message, { aboutKey: true })),
        );
      } else if (key === "include" || (key === "$schema" && !isMain)) continue;
      else if (maps.includes(key) && isMapping(inner)) this.addEntries(source, key, inner);
      else this.addKey(source, key, inner);
    }
    return true;
  }

  private addEntries(source: Source, key: string, inner: Readonly<Record<string, unknown>>): void {
    const entries = this.entries.get(key) ?? new Map<string, unknown>();
    if (!this.entries.has(key)) this.sources.add([key], source, [key]);
    this.entries.set(key, entries);
    for (const [name, entry] of Object.entries(inner)) {
      const path = [key, name];
      if (entries.has(name)) this.reportTwice(source, path);
      else {
        entries.set(name, entry);
        this.sources.add(path, source, path);
      }
    }
  }

  private addKey(source: Source, key: string, value: unknown): void {
    if (this.keys.has(key)) this.reportTwice(source, [key]);
    else {
      this.keys.set(key, value);
      this.sources.add([key], source, [key]);
    }
  }

  private reportTwice(source: Source, path: Path): void {
    const first = positionText(this.sources.placeOf(path, true));
    const message = `is at ${first} already; remove or rename one of the two`;
    this.problems.push(
      problemAt(source, path, error("given-twice", path, message, { aboutKey: true, data: { first } })),
    );
  }

  /** A map that is not written as one in some file is wrong as a whole. */
  value(): unknown {
    return Object.fromEntries([
      ...[...this.entries].map(([key, entries]) => [key, Object.fromEntries(entries)]),
      ...this.keys,
    ]);
  }
}

function problemAt(source: Source, path: Path, problem: Problem): FoundProblem {
  const { offset } = source.yaml.placeOf(path, problem.aboutKey);
  return foundAt(source, offset, problem);
}

function foundAt(source: Source, offset: number, problem: Problem): FoundProblem {
  return { problem, source, offset, writtenAt: `${offset}` };
}

/** The keys that only hold text for YAML's anchors. */
function withoutExtensions(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
}

function isMapping(value: Yaml["value"]): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
