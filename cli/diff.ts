import { spawnSync } from "node:child_process";
import { relative } from "node:path";
import type { Access } from "../access";
import { nearestHint } from "../access/nearest";
import { differenceBetween } from "../reports/difference/difference";
import { differenceJson } from "../reports/difference/difference-json";
import { differenceRows, findingIdsOf } from "../reports/difference/difference-rows";
import { differenceMarkdown, differenceText } from "../reports/difference/difference-text";
import { type FindingId, findingIds } from "../reports/difference/findings";
import { accessOf, defaultAccessFile, readAccessFile } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { print, printDocument } from "./terminal";

export interface DiffOptions {
  readonly format: "text" | "markdown" | "json";
  /** Ids of findings, with commas between them. */
  readonly failOn?: string;
}

/**
 * Shows the access that a change gives, changes and takes.
 *
 * @param before an access file, or `git:<revision>[:<path>]`; the path is relative to the working directory
 * @throws Exit when a finding of `failOn` occurs
 */
export function diff(before: string, after: string, { format, failOn }: DiffOptions): void {
  const failing = findingsNamed(failOn ?? "");
  const difference = differenceBetween(readRevision(before), readRevision(after));
  const rows = differenceRows(difference);
  if (format === "json") printDocument([differenceJson(difference, rows.renamed)]);
  else if (format === "markdown") printDocument([differenceMarkdown(rows)]);
  else print(differenceText(rows));
  const occurring = findingIdsOf(rows);
  const found = failing.filter((id) => occurring.has(id));
  if (found.length > 0) throw new Exit(exitStatus.wrongInput, `the change has: ${found.join(", ")}`);
}

function findingsNamed(list: string): FindingId[] {
  const names = list.split(/[\s,]+/).filter((name) => name !== "");
  const unknown = names.find((name) => !findingIds.some((id) => id === name));
  if (unknown === undefined) return findingIds.filter((id) => names.includes(id));
  const hint = nearestHint(unknown, findingIds, "there are");
  throw new Exit(exitStatus.wrongCall, `--fail-on has no finding "${unknown}"${hint}`);
}

function readRevision(name: string): Access {
  const [, revision, path = defaultAccessFile()] = /^git:([^:]+)(?::(.+))?$/.exec(name) ?? [];
  if (revision === undefined) return readAccessFile(name, { quiet: true });
  // Git takes a path that begins with a dot relative to the working directory, any other relative to the repository.
  const object = `${revision}:./${relative(process.cwd(), path)}`;
  const { status, stdout, stderr, error } = spawnSync("git", ["show", "--end-of-options", object], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (error) throw new Exit(exitStatus.outsideFailed, `cannot run git: ${error.message}`);
  if (status !== 0)
    throw new Exit(exitStatus.wrongInput, `${name}: git has no such file: ${stderr.trim().split("\n")[0]}`);
  return accessOf(stdout, `git:${revision}:${path}`, { quiet: true });
}
