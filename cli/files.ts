/** The files beside an access file: in its folder, or in the same revision of git. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Files, FolderEntry } from "../access";
import { Exit, exitStatus } from "./exit";

const noSuchFile = "there is no such file";
const notAFile = "is not a file";
const leavesFolder =
  "is a symbolic link that leaves the folder of the access file; put the file itself there";

/** Why a file cannot be read, in plain words where it is missing. */
export function reasonOf(failure: unknown): string {
  const { code, message, path } = failure as NodeJS.ErrnoException;
  return code === "ENOENT" ? `there is no ${path}` : message;
}

/**
 * The files in a folder and below it. A symbolic link may lead to another file in the folder, but not out of it.
 *
 * @param shown the folder's name as messages show it
 */
export function filesInFolder(folder: string, shown: string): Files {
  const isInside = (file: string) => {
    const path = relative(realpathSync(folder), realpathSync(file));
    return path !== ".." && !path.startsWith(`..${sep}`);
  };
  return {
    shownName: (path) => join(shown, path),
    read: (path) => {
      const file = join(folder, path);
      try {
        if (!isInside(file)) return { problem: leavesFolder };
        if (!statSync(file).isFile()) return { problem: notAFile };
        return { text: readFileSync(file, "utf8") };
      } catch (cause) {
        const { code, message } = cause as NodeJS.ErrnoException;
        return {
          problem: code === "ENOENT" || code === "ENOTDIR" ? noSuchFile : `cannot be read: ${message}`,
        };
      }
    },
    list: (path) => {
      const inside = join(folder, path);
      try {
        if (!isInside(inside)) return [];
        return readdirSync(inside).map(
          (name): FolderEntry => ({ name, isFile: !isFolder(join(inside, name)) }),
        );
      } catch {
        return [];
      }
    },
  };
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The files in a folder of a revision and below it. Git does not follow symbolic links.
 *
 * @param folder relative to the working directory
 */
export function filesInRevision(revision: string, folder: string): Files {
  /** What is in a folder. Without `--full-tree`, git would look in it for the path of the working directory. */
  const entries = (path: string) => {
    const { status, stdout } = git(
      "ls-tree",
      "-z",
      "--full-tree",
      "--end-of-options",
      objectName(revision, path),
    );
    return status !== 0
      ? []
      : stdout.split("\0").flatMap((line) => {
          const [, mode, name] = /^(\d+) [^\t]*\t(.*)$/s.exec(line) ?? [];
          return mode === undefined || name === undefined ? [] : [{ mode, name }];
        });
  };
  return {
    shownName: (path) => `git:${revision}:${join(folder, path)}`,
    read: (path) => {
      const { base, parent } = split(path);
      const entry = entries(join(folder, parent)).find(({ name }) => name === base);
      if (!entry) return { problem: noSuchFile };
      if (entry.mode === symbolicLink)
        return { problem: "is a symbolic link; in a revision, put the file itself there" };
      if (!/^100/.test(entry.mode)) return { problem: notAFile };
      const { status, stdout, stderr } = git(
        "show",
        "--end-of-options",
        objectName(revision, join(folder, path)),
      );
      return status === 0 ? { text: stdout } : { problem: `cannot be read: ${stderr.trim()}` };
    },
    list: (path) =>
      entries(join(folder, path)).map(({ mode, name }) => ({ name, isFile: mode !== subfolder })),
  };
}

// Modes of https://git-scm.com/docs/gitformat-index
const symbolicLink = "120000";
const subfolder = "040000";

function split(path: string): { readonly parent: string; readonly base: string } {
  const slash = path.lastIndexOf("/");
  return { parent: path.slice(0, Math.max(slash, 0)), base: path.slice(slash + 1) };
}

/**
 * The name of a file or folder in a revision. Git takes a path that begins with a dot relative to the working directory, any
 * other relative to the repository.
 */
export function objectName(revision: string, path: string): string {
  return `${revision}:./${relative(process.cwd(), path)}`;
}

/** @throws Exit when there is no git */
export function git(...args: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const { error, ...result } = spawnSync("git", args, { encoding: "utf8", maxBuffer: 1 << 30 });
  if (error) throw new Exit(exitStatus.outsideFailed, `cannot run git: ${error.message}`);
  return result;
}
