/** The access file as text: YAML or JSON, with the position of everything in it. */
import { isScalar } from "yaml";
import type { Access } from "./access";
import { alteredTexts } from "./altered-text";
import { atOrigins, withDefaults } from "./defaults";
import type { Deployed } from "./deployed";
import { FileContents } from "./file-contents";
import type { Files } from "./files";
import { type FoundProblem, includeFiles, readSource, yamlProblems } from "./include";
import { listed } from "./listed";
import { printable } from "./printable";
import { error, failures, messageText, type Problem, pathText } from "./problem";
import { type ReadAccess, type ReadOptions, readAccess } from "./read";
import type { AccessFile } from "./schema";
import { positionText } from "./sources";
import type { Place } from "./yaml";

/** A problem with its place in a file. */
export interface PlacedProblem extends Problem {
  /** `access.yaml:14:22  roles.CrossAccount-B.targetAccounts[0]  error: no target account "acount-b"; ...` */
  readonly text: string;
}

/** The result of reading the text of an access file. */
export interface LoadedAccess {
  /** The checked access. `undefined` if there is an error among the problems. */
  readonly access?: Access;
  /** The access also where rules refuse it, see `ReadAccess`. */
  readonly refused?: Access;
  /** The data in the files, as if it were written in one, with the defaults filled in. Present with either access. */
  readonly declaration?: AccessFile;
  /** In the order of the files, and of each file. */
  readonly problems: readonly PlacedProblem[];
}

/** Options for reading the text of an access file. */
export interface LoadOptions extends Pick<ReadOptions, "now"> {
  /**
   * The path of the access file, relative to the folder of `files`.
   *
   * @default access.yaml
   */
  readonly path?: string;
  /**
   * The files that it may include.
   *
   * @default - none; a file that includes others has an error
   */
  readonly files?: Files;
  /**
   * Tells what is deployed, to warn of what the next apply would do to it; it is called if the file has no error.
   *
   * @default - the file is compared with nothing
   */
  readonly deployed?: (access: Access) => Deployed;
}

/**
 * Reads the text of an access file.
 *
 * @param name the file's name, as messages show it
 */
export function loadAccess(
  text: string,
  name: string,
  { path = "access.yaml", files, deployed, now }: LoadOptions = {},
): LoadedAccess {
  const main = readSource(path, name, text);
  const { value: written, sources, problems: included } = includeFiles(main, files);
  const { value: unfilled, originOf } = withDefaults(written);
  const isEmpty = main.yaml.value === null || main.yaml.value === undefined;
  const isRead = unfilled !== null && unfilled !== undefined;
  const contents = new FileContents(sources, files);
  const {
    access,
    refused,
    problems: read,
  }: ReadAccess = isRead
    ? readAccess(unfilled, {
        isFile: true,
        deployed,
        now,
        readFile: (file, at) => contents.read(file, at, originOf(at)),
      })
    : { problems: [] };
  const value = contents.fillIn(unfilled);
  const altered = alteredTexts(value, (at) => sources.placeOf(originOf(at)));
  const found: FoundProblem[] = [
    ...yamlProblems(main),
    ...included,
    ...contents.problems,
    ...(isEmpty && main.yaml.problems.length === 0
      ? [{ problem: emptyFile, source: main, offset: 0, writtenAt: "" }]
      : []),
    ...atOrigins([...altered, ...read], originOf).map((problem) => {
      const place = sources.placeOf(problem.path, problem.aboutKey);
      return { ...place, problem: { ...problem, message: problem.message + readAs(place, problem) } };
    }),
  ];
  const problems = oncePerText(found.sort((a, b) => sources.compare(a, b))).map((one) => ({
    ...one.problem,
    text: problemText(one),
  }));
  const declaration = value as AccessFile;
  const isSound = failures(problems, false).length === 0;
  return {
    ...(isSound
      ? { access, declaration }
      : refused &&
        [...main.yaml.problems, ...included, ...contents.problems].length === 0 && { refused, declaration }),
    problems,
  };
}

const emptyFile = error("empty", [], "is empty; start with identityAccount, targetAccounts and roles");

/**
 * Text that aliases use in several places has a problem once: the message names the other places. Their messages may differ in
 * names.
 */
function oncePerText(found: readonly FoundProblem[]): FoundProblem[] {
  const same = new Map<string, FoundProblem[]>();
  for (const one of found) {
    const key = [one.source.name, one.writtenAt, one.problem.code].join();
    same.set(key, [...(same.get(key) ?? []), one]);
  }
  return [...same.values()].flatMap((all) => {
    const [first = "", ...others] = new Set(all.map(({ problem }) => pathText(problem.path)));
    // One value can have several problems of one kind.
    const kept = all.filter(({ problem }) => pathText(problem.path) === first);
    if (others.length === 0) return kept;
    const note = ` (also used in ${listed(others)})`;
    return kept.map((one) => ({ ...one, problem: { ...one.problem, message: one.problem.message + note } }));
  });
}

function problemText(found: FoundProblem): string {
  const { problem } = found;
  const parts = [positionText(found), pathText(problem.path), `${problem.severity}: ${messageText(problem)}`];
  return printable(parts.filter((part) => part !== "").join("  "));
}

/** How YAML reads an unquoted value that should be a text: the usual cause, and not to be seen in the file. */
function readAs({ node }: Place, { data }: Problem): string {
  return data?.expectsText && isScalar(node) && node.type === "PLAIN"
    ? `: YAML reads ${node.source} as a ${typeof node.value}`
    : "";
}
