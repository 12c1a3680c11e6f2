/** Files of the stacks that are committed to git, and that no synth writes. */
import { existsSync, lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Exit, exitStatus } from "./exit";
import { git } from "./files";
import { lockFile } from "./lock-file";

/**
 * The committed files below the folder `stacks` of an output that are neither written by a synth nor a lock file, by their
 * paths in the output. Terraform obeys what it finds in `.terraform`: providers, the selected workspace, where the state is.
 *
 * @param isWritten whether a synth writes the file of this path in the output
 */
export function foreignCommittedFiles(output: string, isWritten: (file: string) => boolean): string[] {
  return committedFiles(output).filter(
    (file) =>
      !isWritten(file) &&
      !isLockFile(file) &&
      lstatSync(join(output, file), { throwIfNoEntry: false }) !== undefined,
  );
}

/** Empty where the output is in no repository. */
function committedFiles(output: string): string[] {
  if (!existsSync(output) || !isInRepository(resolve(output))) return [];
  const { status, stdout, stderr } = git("-C", output, "ls-files", "-z", "--", "stacks");
  // Such as a repository that another user owns: nothing is known then about what is committed.
  if (status !== 0)
    throw new Exit(exitStatus.outsideFailed, `git cannot list the files of ${output}: ${stderr.trim()}`);
  return stdout.split("\0").filter((file) => file !== "");
}

function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}

function isLockFile(file: string): boolean {
  const [, , name, below] = file.split("/");
  return name === lockFile && below === undefined;
}
