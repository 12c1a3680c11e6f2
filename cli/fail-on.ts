/** The option `--fail-on`: findings that end a command with status 1. */
import { findingLevels } from "../access/finding-levels";
import { nearestHint } from "../access/nearest";
import { Exit, exitStatus } from "./exit";

/**
 * The names in the value of `--fail-on`: levels and ids of findings, with commas between them.
 *
 * @throws Exit 2 where there is no such name
 */
export function namesToFailOn(list: string, ids: readonly string[]): string[] {
  const known = [...findingLevels, ...ids];
  const names = list.split(/[\s,]+/).filter((name) => name !== "");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return known.filter((name) => names.includes(name));
  const hint = nearestHint(unknown, known, "there are");
  throw new Exit(exitStatus.wrongCall, `--fail-on has no finding "${unknown}"${hint}`);
}

/** Those of the names that occur. A level stands for itself and all above it. */
export function occurring(
  names: readonly string[],
  found: Iterable<{ readonly id: string; readonly level: string }>,
): string[] {
  const there = new Set([...found].flatMap(({ id, level }) => [id, level]));
  const levels: readonly string[] = findingLevels;
  return names.filter(
    (name) => there.has(name) || levels.slice(0, levels.indexOf(name) + 1).some((level) => there.has(level)),
  );
}
