/** Where the files of an access come from, as far as the disk and git know. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Provenance, SourceCommit } from "../reports/provenance";

/**
 * The provenance of an access file. The same files in the same repository give the same, at any time.
 *
 * @param included the files that it includes, relative to its folder
 */
export function provenanceOf(file: string, included: readonly string[]): Provenance {
  const folder = dirname(file);
  const names = [...new Set([basename(file), ...included])];
  return {
    files: names.map((name) => ({ name, sha256: sha256Of(join(folder, name)) })),
    commit: commitOf(folder, names),
  };
}

/** The SHA-256 of a file's bytes, in hexadecimal. */
export function sha256Of(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** Whether git would commit a file that is or will be there: its folder is in a work tree, and no rule ignores the file. */
export function isForGit(file: string): boolean {
  const path = resolve(file);
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  // Exit status 1: in a work tree, and not ignored. 128: in no work tree.
  return spawnSync("git", ["-C", folder, "check-ignore", "--quiet", relative(folder, path)]).status === 1;
}

function commitOf(folder: string, names: readonly string[]): SourceCommit | undefined {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync("git", ["-C", folder, ...args, "--", ...names], {
      encoding: "utf8",
      env: { ...process.env, TZ: "UTC", GIT_LITERAL_PATHSPECS: "1" },
    });
    return status === 0 ? stdout.trim() : undefined;
  };
  const date = "--date=format-local:%Y-%m-%dT%H:%M:%SZ";
  const [id, at] = git("log", "-1", date, "--format=%H %cd")?.split(" ") ?? [];
  if (!id || at === undefined) return undefined;
  return { id, date: at, isChangedSince: git("status", "--porcelain") !== "" };
}
