/** The access file as text: YAML or JSON, with the position of everything in it. */
import { isScalar } from "yaml";
import type { Access } from "./access";
import { error, type Problem, pathText } from "./problem";
import { failures, readAccess } from "./read";
import { type Place, readYaml } from "./yaml";

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
  // A byte order mark is nothing that anybody wrote.
  const yaml = readYaml(text.replace(/^\uFEFF/, ""));
  const empty = yaml.value === null || yaml.value === undefined;
  const { access, problems }: ReturnType<typeof readAccess> = empty
    ? { problems: [] }
    : readAccess(yaml.value);
  const found: Found[] = [
    ...yaml.problems.map(({ offset, message }) => ({
      problem: error([], message),
      offset,
      writtenAt: `${offset}`,
    })),
    ...(empty && yaml.problems.length === 0 ? [emptyFile] : []),
    ...[...problems, ...(access ? alsoCheck(access) : [])].map((problem) => {
      const place = yaml.placeOf(problem.path, problem.aboutKey);
      return { ...place, problem: { ...problem, message: problem.message + readAs(place, problem) } };
    }),
  ];
  const placed = oncePerText(found.sort((a, b) => a.offset - b.offset)).map(({ problem, offset }) => ({
    ...problem,
    text: problemText(name, yaml.lineAndColumn(offset), problem),
  }));
  return {
    ...(failures(placed, false).length === 0 && { access }),
    problems: placed,
  };
}

interface Found extends Omit<Place, "node"> {
  readonly problem: Problem;
}

const emptyFile: Found = {
  problem: error([], "is empty; start with identityAccount, targetAccounts and roles"),
  offset: 0,
  writtenAt: "",
};

/** Text that aliases use in several places has a problem once: the message names the other places. */
function oncePerText(found: readonly Found[]): Found[] {
  const same = new Map<string, Found[]>();
  for (const one of found) {
    const key = [one.writtenAt, one.problem.rule, one.problem.message].join();
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

function problemText(
  name: string,
  [line, column]: readonly [number, number],
  { path, severity, message, rule }: Problem,
): string {
  const parts = [
    `${name}:${line}:${column}`,
    pathText(path),
    `${severity === "warning" ? "warning: " : ""}${message}${rule === undefined ? "" : ` [${rule}]`}`,
  ];
  return printable(parts.filter((part) => part !== "").join("  "));
}

/** What a file says may hold line ends and what steers a terminal; a message shows it instead of doing it. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** What YAML made of an unquoted value that should have been a text: the usual cause, and not to be seen in the file. */
function readAs({ node }: Place, { message }: Problem): string {
  if (!isScalar(node) || node.type !== "PLAIN" || typeof node.value === "string" || node.value === null)
    return "";
  return /quotes/.test(message) ? `: YAML reads ${node.source} as a ${typeof node.value}` : "";
}
