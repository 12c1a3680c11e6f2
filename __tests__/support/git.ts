import { execFileSync } from "node:child_process";

/** Runs git in a folder, as a test's own author. */
export function git(cwd: string, ...args: string[]): void {
  const author = ["-c", "user.name=alex", "-c", "user.email=alex@example.com"];
  execFileSync("git", [...author, ...args], { cwd, stdio: "pipe" });
}

/** Makes a repository of a folder, and commits all that is in it. */
export function commitAll(root: string): void {
  git(root, "init", "--quiet");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "access");
}
