/** The access file as text: YAML or JSON, with the position of everything in it. */
import { isScalar } from "yaml";
import type { Access } from "./access";
import { alteredTexts } from "./altered-text";
import { printable } from "./printable";
import { error, failures, messageText, type Problem, pathText } from "./problem";
import { type ReadAccess, readAccess } from "./read";
import type { AccessFile } from "./schema";
import { type Place, readYaml } from "./yaml";

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
  /** The data in the file, as it was written. Present with either access. */
  readonly declaration?: AccessFile;
  /** In the order of the file. */
  readonly problems: readonly PlacedProblem[];
}

/**
 * Reads the text of an access file.
 *
 * @param name the file's name, as messages show it
 * @param alsoCheck finds problems that only the caller can know of, such as a conflict with an earlier synth; it is called if
 * the file has no error
 */
export function loadAccess(
  text: string,
  name: string,
  alsoCheck: (access: Access) => readonly Problem[] = () => [],
): LoadedAccess {
  // A byte order mark is not part of the text.
  const yaml = readYaml(text.replace(/^\uFEFF/, ""));
  const empty = yaml.value === null || yaml.value === undefined;
  const { access, refused, problems }: ReadAccess = empty
    ? { problems: [] }
    : readAccess(yaml.value, { isFile: true });
  const found: Found[] = [
    ...yaml.problems.map(({ code, offset, message }) => ({
      problem: error(code, [], message),
      offset,
      writtenAt: `${offset}`,
    })),
    ...(empty && yaml.problems.length === 0 ? [emptyFile] : []),
    ...[...alteredTexts(yaml), ...problems, ...(access ? alsoCheck(access) : [])].map((problem) => {
      const place = yaml.placeOf(problem.path, problem.aboutKey);
      return { ...place, problem: { ...problem, message: problem.message + readAs(place, problem) } };
    }),
  ];
  const placed = oncePerText(found.sort((a, b) => a.offset - b.offset)).map(({ problem, offset }) => ({
    ...problem,
    text: problemText(name, yaml.lineAndColumn(offset), problem),
  }));
  const declaration = yaml.value as AccessFile;
  const isSound = failures(placed, false).length === 0;
  return {
    ...(isSound
      ? { access, declaration }
      : refused && yaml.problems.length === 0 && { refused, declaration }),
    problems: placed,
  };
}

interface Found extends Omit<Place, "node"> {
  readonly problem: Problem;
}

const emptyFile: Found = {
  problem: error("empty", [], "is empty; start with identityAccount, targetAccounts and roles"),
  offset: 0,
  writtenAt: "",
};

/** Text that aliases use in several places has a problem once: the message names the other places. */
function oncePerText(found: readonly Found[]): Found[] {
  const same = new Map<string, Found[]>();
  for (const one of found) {
    const key = [one.writtenAt, one.problem.code, one.problem.message].join();
    same.set(key, [...(same.get(key) ?? []), one]);
  }
  return [...same.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const places = new Set(others.map(({ problem }) => pathText(problem.path)));
    places.delete(pathText(first.problem.path));
    if (places.size === 0) return first;
    const named = [...places].slice(0, placesNamed).join(", ");
    const more = places.size > placesNamed ? ` and ${places.size - placesNamed} more` : "";
    const message = `${first.problem.message} (also used in ${named}${more})`;
    return { ...first, problem: { ...first.problem, message } };
  });
}

const placesNamed = 3;

function problemText(name: string, [line, column]: readonly [number, number], problem: Problem): string {
  const parts = [
    `${name}:${line}:${column}`,
    pathText(problem.path),
    `${problem.severity}: ${messageText(problem)}`,
  ];
  return printable(parts.filter((part) => part !== "").join("  "));
}

/** How YAML reads an unquoted value that should be a text: the usual cause, and not to be seen in the file. */
function readAs({ node }: Place, { data }: Problem): string {
  return data?.expectsText && isScalar(node) && node.type === "PLAIN"
    ? `: YAML reads ${node.source} as a ${typeof node.value}`
    : "";
}
