/**
 * Replaces what an earlier synth wrote: all of it or nothing, however the process ends.
 *
 * A synth writes into a new folder inside the output folder. When that is complete, it renames `stacks` to a name of its own,
 * moves the files in, and renames `stacks` back. So a reader finds all stacks of one synth, or for a moment no `stacks`. A
 * synth that is killed in this moment leaves none, and the next one completes it. The folder of a stack is never replaced:
 * Terraform may be running in it, and keeps its own files there.
 *
 * The rename also keeps two synths apart: only one of them gets `stacks`. When the next synth takes it from one that seems
 * dead and is not, all paths of that one are gone, so it fails and changes nothing.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, join } from "node:path";
import { listed } from "../access/listed";
import { Exit, exitStatus } from "./exit";
import { lockFile } from "./lock-file";
import { showWork } from "./terminal";

const stacksFolder = "stacks";
/** How the names of a running synth's folders begin; its process id and a random text follow. */
const staging = ".synth-";
const holding = ".stacks-";
/** How long a synth waits for another one that holds `stacks`, which takes it milliseconds. */
const patienceMilliseconds = 10_000;

/**
 * Whether Terraform or OpenTofu reads a file of this name as configuration.
 *
 * Source: https://developer.hashicorp.com/terraform/language/files and https://opentofu.org/docs/language/files/
 */
export function isConfiguration(file: string): boolean {
  return /\.(tf|tofu)(\.json)?$/.test(file);
}

/**
 * Replaces the output in a folder. Under `stacks`, everything that Terraform would read and `write` did not write is removed.
 *
 * @param write writes the output into the folder that it is given
 * @throws Exit when the folder cannot be written, or holds files that must not be deleted; the old output is then unchanged
 */
export function replaceOutput(output: string, write: (folder: string) => void): void {
  let staged: string | undefined;
  try {
    requireFolder(output);
    mkdirSync(output, { recursive: true });
    removeLeftovers(output);
    staged = mkdtempSync(join(output, `${staging}${process.pid}-`));
    for (const folder of ["new", "old"]) mkdirSync(join(staged, folder));
    write(join(staged, "new"));
    showWork(`replacing ${output}`);
    const swap = new Swap(output, staged);
    while (!swap.succeeds());
  } catch (failure) {
    throw asExit(failure, output);
  } finally {
    if (staged !== undefined) rmSync(staged, { recursive: true, force: true });
    removeIfEmpty(output);
  }
}

class Swap {
  private readonly fresh: string;
  private readonly old: string;
  private readonly stacks: string;
  /** The name of `stacks` while this synth changes it. It is as deep, so relative paths of a running Terraform stay valid. */
  private readonly held: string;
  /** Name of each stack that was written -> its files. `undefined`: a module or reports were written. */
  private readonly written?: ReadonlyMap<string, readonly string[]>;
  private readonly undos: (() => void)[] = [];

  constructor(
    private readonly output: string,
    staged: string,
  ) {
    [this.fresh, this.old] = [join(staged, "new"), join(staged, "old")];
    this.stacks = join(output, stacksFolder);
    this.held = join(output, basename(staged).replace(staging, holding));
    const stacks = join(this.fresh, stacksFolder);
    if (!existsSync(stacks)) return;
    this.written = new Map(readdirSync(stacks).map((stack) => [stack, readdirSync(join(stacks, stack))]));
  }

  /** Whether the files are replaced now. `false`: another first synth was quicker, nothing has changed; try again. */
  succeeds(): boolean {
    try {
      const others = readdirSync(this.fresh).filter((name) => name !== stacksFolder);
      if (!this.written) {
        // A module is one file, and reports are a folder of their own.
        for (const name of others) {
          if (statSync(join(this.fresh, name)).isDirectory()) this.replace(name, join(this.output, name));
          else renameSync(join(this.fresh, name), join(this.output, name));
        }
        return true;
      }
      this.takeStacks();
      for (const name of others) this.replace(name, join(this.output, name));
      this.replaceStacks(this.written);
      this.move(this.held, this.stacks);
      return true;
    } catch (failure) {
      this.undo();
      if (
        isFailure(failure) &&
        failure.dest === this.stacks &&
        /^(ENOTEMPTY|EEXIST)$/.test(failure.code ?? "")
      )
        return false;
      throw failure;
    }
  }

  private takeStacks(): void {
    const deadline = Date.now() + patienceMilliseconds;
    for (;;) {
      if (this.moveIfThere(this.stacks, this.held)) {
        this.requireWrittenBySynth();
        return;
      }
      const other = readdirSync(this.output).find((name) => name.startsWith(holding));
      if (other !== undefined) {
        if ((isDead(other) || Date.now() > deadline) && this.moveIfThere(join(this.output, other), this.held))
          return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      } else if (!existsSync(this.stacks)) {
        mkdirSync(this.held);
        this.undos.push(() => rmSync(this.held, { recursive: true }));
        return;
      }
    }
  }

  /** What is deleted here must be the files of a synth, and not a project that somebody keeps in a folder of this name. */
  private requireWrittenBySynth(): void {
    // The stack of the identity account is in every output.
    if (existsSync(join(this.held, "access", "cdk.tf.json"))) return;
    const foreign = readdirSync(this.held, { recursive: true, encoding: "utf8" }).find(isConfiguration);
    if (foreign === undefined) return;
    throw new Exit(
      exitStatus.wrongInput,
      `${this.stacks} holds Terraform configuration that no synth wrote, such as ${foreign}, and a synth deletes what the access file does not declare there; name another folder with --output, or move ${this.stacks} away`,
    );
  }

  private replaceStacks(written: ReadonlyMap<string, readonly string[]>): void {
    for (const entry of readdirSync(this.held, { withFileTypes: true })) {
      const { name } = entry;
      const stack = written.get(name);
      if (entry.isDirectory() && stack) this.clearStack(name, stack);
      else if (entry.isDirectory()) this.removeStack(name);
      else if (isConfiguration(name) || entry.isSymbolicLink() || stack) this.setAside(join(this.held, name));
    }
    for (const [stack, files] of written) {
      const at = join(this.held, stack);
      if (existsSync(at))
        for (const file of files) this.replace(join(stacksFolder, stack, file), join(at, file));
      else this.move(join(this.fresh, stacksFolder, stack), at);
    }
  }

  /** Removes the configuration of a stack that is declared. Terraform's own files stay. */
  private clearStack(stack: string, written: readonly string[]): void {
    const at = join(this.held, stack);
    for (const file of readdirSync(at))
      if (isConfiguration(file) && !written.includes(file)) this.setAside(join(at, file));
  }

  /** Removes the folder of a stack that is not declared. What `terraform init` makes again goes with it. */
  private removeStack(stack: string): void {
    const at = join(this.held, stack);
    const kept = readdirSync(at).filter(
      (file) => !isConfiguration(file) && file !== ".terraform" && file !== lockFile,
    );
    if (kept.length > 0)
      throw new Exit(
        exitStatus.wrongInput,
        `the access file no longer declares the stack "${stack}", but ${join(this.stacks, stack)} holds files that a synth does not delete: ${listed(kept)}; move or delete them, then run the synth again`,
      );
    this.setAside(at);
    // CDKTF's command lists the folders before it runs this, deletes those of undeclared stacks afterwards, and fails if
    // one is gone. https://github.com/hashicorp/terraform-cdk (packages/@cdktf/cli-core/src/lib/synth-stack.ts)
    if (process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS !== undefined) {
      mkdirSync(at);
      this.undos.push(() => rmSync(at, { recursive: true }));
    }
  }

  /** Puts a new file or folder in the place of an old one. */
  private replace(name: string, at: string): void {
    this.setAside(at);
    this.move(join(this.fresh, name), at);
  }

  private setAside(at: string): void {
    this.moveIfThere(at, join(this.old, `${this.undos.length}`));
  }

  private move(from: string, to: string): void {
    renameSync(from, to);
    this.undos.push(() => renameSync(to, from));
  }

  private moveIfThere(from: string, to: string): boolean {
    try {
      this.move(from, to);
      return true;
    } catch (failure) {
      if (isFailure(failure) && failure.code === "ENOENT" && !existsSync(from)) return false;
      throw failure;
    }
  }

  private undo(): void {
    try {
      for (const undo of this.undos.splice(0).reverse()) undo();
    } catch (failure) {
      throw new Exit(
        exitStatus.outsideFailed,
        `${this.output} is incomplete: ${(failure as Error).message}; run the synth again before you run Terraform`,
      );
    }
  }
}

/** Deletes what synths that were killed have left. */
function removeLeftovers(output: string): void {
  for (const name of readdirSync(output))
    if (name.startsWith(staging) && isDead(name))
      rmSync(join(output, name), { recursive: true, force: true });
}

/** Whether the process with the id in a folder's name is gone. In a container, an earlier one often had the same id. */
function isDead(folder: string): boolean {
  const processId = Number(/\d+/.exec(folder)?.[0]);
  if (processId === process.pid) return true;
  try {
    process.kill(processId, 0);
    return false;
  } catch (failure) {
    return isFailure(failure) && failure.code === "ESRCH";
  }
}

/** Where a first synth fails, no folder stays. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds an output, or was not made.
  }
}

/** @throws Exit when the output is something else than a folder; it may be missing */
export function requireFolder(output: string): void {
  const found = lstatSync(output, { throwIfNoEntry: false });
  if (!found || found.isDirectory()) return;
  const problem = found.isSymbolicLink()
    ? `is a symbolic link, and Terraform would look for its state beside the folder that it leads to; name that folder with --output: ${readlinkSync(output)}`
    : "is a file; name a folder with --output, or delete the file";
  throw new Exit(exitStatus.wrongInput, `${output} ${problem}`);
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: "free space on the disk",
  EDQUOT: "free space within your disk quota",
  EROFS: "name another folder with --output",
  EACCES: "give yourself write permission, or name another folder with --output",
  EPERM: "give yourself write permission, or name another folder with --output",
};

/** A failure of the file system as a message; any other failure as it is. */
function asExit(failure: unknown, output: string): unknown {
  if (!isFailure(failure)) return failure;
  const remedy = remedies[failure.code ?? ""] ?? "remove the cause";
  return new Exit(
    exitStatus.outsideFailed,
    `${output} cannot be written, and is unchanged: ${failure.message}; ${remedy}, then run the synth again`,
  );
}

function isFailure(failure: unknown): failure is NodeJS.ErrnoException & { readonly dest?: string } {
  return failure !== null && typeof failure === "object" && "syscall" in failure;
}
