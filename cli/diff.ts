import { spawnSync } from "node:child_process";
import { relative } from "node:path";
import type { Access } from "../access";
import { nearestHint } from "../access/nearest";
import { differenceBetween } from "../reports/difference/difference";
import { differenceJson } from "../reports/difference/difference-json";
import { differenceMarkdown, differenceText } from "../reports/difference/difference-text";
import { type FindingId, findingIds } from "../reports/difference/findings";
import { holdingsOf } from "../reports/difference/holding";
import { differenceReport, findingIdsOf } from "../reports/difference/report";
import { accessOf, defaultAccessFile, readAccessFile } from "./access-file";
import { Exit, exitStatus } from "./exit";

export const diffFormats = ["text", "markdown", "json"] as const;

export interface DiffOptions {
  readonly format: (typeof diffFormats)[number];
  /** Ids of findings, with commas between them. */
  readonly failOn?: string;
}

/**
 * Shows what access a change gives, takes and alters.
 *
 * @param before an access file, or `git:<revision>[:<path>]`; the path is as seen from here
 * @throws Exit when a finding of `failOn` occurs
 */
export function diff(before: string, after: string, { format, failOn }: DiffOptions): void {
  const stopping = findingsNamed(failOn ?? "");
  const [old, current] = [readRevision(before), readRevision(after)];
  const difference = differenceBetween(old, current);
  const report = differenceReport(difference, holdingsOf(current).values());
  process.stdout.write(
    format === "json"
      ? `${differenceJson(difference, report.renamed)}\n`
      : format === "markdown"
        ? differenceMarkdown(report)
        : differenceText(report),
  );
  const occurring = findingIdsOf(report);
  const found = stopping.filter((id) => occurring.has(id));
  if (found.length > 0) throw new Exit(exitStatus.wrongInput, `the change has: ${found.join(", ")}`);
}

function findingsNamed(list: string): FindingId[] {
  const named = list.split(",").map((id) => id.trim());
  return named
    .filter((id) => id !== "")
    .map((id) => {
      const known = findingIds.find((each) => each === id);
      if (known === undefined)
        throw new Exit(
          exitStatus.wrongCall,
          `--fail-on knows no "${id}"${nearestHint(id, findingIds, "it knows")}`,
        );
      return known;
    });
}

function readRevision(name: string): Access {
  const [, revision, path = defaultAccessFile()] = /^git:([^:]+)(?::(.+))?$/.exec(name) ?? [];
  if (revision === undefined) return readAccessFile(name, { quiet: true });
  // Git takes a path that begins with a dot as seen from here, any other as seen from the top of the repository.
  const object = `${revision}:./${relative(process.cwd(), path)}`;
  const { status, stdout, stderr, error } = spawnSync("git", ["show", "--end-of-options", object], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (error) throw new Exit(exitStatus.outsideFailed, `git cannot be run: ${error.message}`);
  if (status !== 0)
    throw new Exit(exitStatus.wrongInput, `${name}: git has no such file: ${stderr.trim().split("\n")[0]}`);
  return accessOf(stdout, `git:${revision}:${path}`, { quiet: true });
}
