/**
 * The files beside an access file: those that it includes, and documents. All are in the folder of the access file or below:
 * a file of another team cannot bring in what is elsewhere on the machine.
 */
import { posix } from "node:path";
import { globMatches } from "../iam/statement";

/** The files in the folder of an access file and below it. Paths are relative to that folder, with slashes. */
export interface Files {
  /** The name of a file as messages show it. */
  readonly shownName: (path: string) => string;
  /** The text of a file, or why it cannot be read. */
  readonly read: (path: string) => FileText;
  /** What is in a folder. None if there is no such folder. */
  readonly list: (folder: string) => readonly FolderEntry[];
}

/** The text of a file, or why it cannot be read, such as `there is no such file`. */
export type FileText =
  | {
      /** The text. */
      readonly text: string;
    }
  | {
      /** Why the file cannot be read. */
      readonly problem: string;
    };

/** A file or a folder in a folder. */
export interface FolderEntry {
  /** The name in the folder, without a path. */
  readonly name: string;
  /** Whether it is a file. Otherwise it is a folder. */
  readonly isFile: boolean;
}

/** The path of a file that another one names, or why it is not read. */
export type NamedFile = { readonly path: string } | { readonly problem: string };

/** The file that `from` names, relative to its own folder. */
export function fileNamed(name: string, from: string): NamedFile {
  if (name.includes("\\")) return { problem: "must have slashes between folders, on Windows too" };
  if (/^[/~]|^[A-Za-z]:/.test(name)) return { problem: "must be relative to the folder of this file" };
  const path = posix.join(posix.dirname(from), name);
  return path === ".." || path.startsWith("../")
    ? { problem: "is outside the folder of the access file; move the file into it" }
    : { path };
}

/** Whether a name stands for every file that matches it. */
export function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

/** The files that a path with `*` and `?` matches, sorted. As in a shell, neither matches a slash or a leading dot. */
export function filesMatching(pattern: string, { list }: Files): string[] {
  let folders = [""];
  const segments = pattern.split("/");
  const last = segments.pop() ?? "";
  const matches = (name: string, segment: string) =>
    globMatches(segment, name) && (segment.startsWith(".") || !name.startsWith("."));
  for (const segment of segments)
    folders = folders.flatMap((folder) =>
      isPattern(segment)
        ? list(folder)
            .filter(({ name, isFile }) => !isFile && matches(name, segment))
            .map(({ name }) => posix.join(folder, name))
        : posix.join(folder, segment),
    );
  return folders
    .flatMap((folder) =>
      list(folder)
        .filter(({ name, isFile }) => isFile && matches(name, last))
        .map(({ name }) => posix.join(folder, name)),
    )
    .sort();
}
