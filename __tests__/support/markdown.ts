/** The Markdown files of the repository, and what is in them. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "../..");

/** A fenced block: ```` ```sh aws ```` has the language `sh` and the mark `aws`. */
export interface Block {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly mark: string;
  readonly text: string;
}

/** Paths from the root, in order. */
export function markdownFiles(): string[] {
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file !== "" && existsSync(join(root, file)))
    .sort();
}

export function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** The fenced blocks of a file. One in a list is as far to the left as its fence is. */
export function blocksOf(file: string): Block[] {
  const text = textOf(file);
  return [...text.matchAll(/^( *)```(\w+)(?: ([\w-]+))?\n([\s\S]*?)^\1```$/gm)].map(
    ({ index, 1: indent = "", 2: language = "", 3: mark = "", 4: block = "" }) => ({
      file,
      line: text.slice(0, index).split("\n").length,
      language,
      mark,
      text: block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );
}
