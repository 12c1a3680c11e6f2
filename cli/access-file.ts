import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { config } from "zod";
import { type Access, type AccessFile, failures, type LoadedAccess, loadAccess } from "../access";
import { Exit, exitStatus } from "./exit";
import { checkAgainstPreviousOutput } from "./previous-output";
import { warn } from "./terminal";

// A process reads one file or two, so compiling the schema takes longer than it saves.
config({ jitless: true });

/** The access file of a command that names none. */
export function defaultAccessFile(): string {
  return process.env.ACCESS_FILE || "access.yaml";
}

export interface ReadOptions {
  /** Whether warnings are errors. Default: false. */
  readonly strict?: boolean;
  /** Whether warnings are left out. Default: false. */
  readonly quiet?: boolean;
  /** Folder of the last output, to compare with. Default: none. */
  readonly output?: string;
  /** Whether a file that rules refuse is read too, if all its names and values can be read. Default: false. */
  readonly acceptRefused?: boolean;
}

/**
 * Reads an access file. Warnings go to standard error.
 *
 * @throws Exit with every problem of the file, in the form of the contract
 */
export function readAccessFile(file: string, options: ReadOptions = {}): Access {
  return loadFile(file, options).access;
}

/** The same, but the file as data, by the access file's keys. */
export function readDeclaration(file: string, options: ReadOptions = {}): AccessFile {
  return loadFile(file, options).declaration;
}

/** What an access file declares: the access, and the file as data. */
export interface AccessAndDeclaration {
  readonly access: Access;
  readonly declaration: AccessFile;
}

function loadFile(file: string, options: ReadOptions): AccessAndDeclaration {
  const name = shownName(file);
  return load(readText(file, name), name, options);
}

/**
 * Reads an access file, or the file in a revision of git.
 *
 * @param name an access file, or `git:<revision>[:<path>]`; the path is relative to the working directory
 */
export function readRevision(name: string, options: ReadOptions = {}): AccessAndDeclaration {
  const [, revision, path = defaultAccessFile()] = /^git:([^:]+)(?::(.+))?$/.exec(name) ?? [];
  if (revision === undefined) return loadFile(name, options);
  // Git takes a path that begins with a dot relative to the working directory, any other relative to the repository.
  const object = `${revision}:./${relative(process.cwd(), path)}`;
  const { status, stdout, stderr, error } = spawnSync("git", ["show", "--end-of-options", object], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (error) throw new Exit(exitStatus.outsideFailed, `cannot run git: ${error.message}`);
  if (status !== 0)
    throw new Exit(exitStatus.wrongInput, `${name}: git has no such file: ${stderr.trim().split("\n")[0]}`);
  return load(stdout, `git:${revision}:${path}`, options);
}

/** Reads an access file, and says on standard error how it is. */
export function checkAccessFile(file: string, options: ReadOptions): void {
  const name = shownName(file);
  const { length: count } = load(readText(file, name), name, options).problems;
  const warnings = `no errors, ${count} warning${count === 1 ? "" : "s"}`;
  warn(`${name}: ${count === 0 ? "no problems" : warnings}`);
}

function load(
  text: string,
  name: string,
  options: ReadOptions,
): AccessAndDeclaration & Pick<LoadedAccess, "problems"> {
  const { output } = options;
  const loaded = loadAccess(text, name, (read) =>
    output === undefined ? [] : checkAgainstPreviousOutput(read, output),
  );
  const { declaration, problems } = loaded;
  const access = loaded.access ?? (options.acceptRefused ? loaded.refused : undefined);
  const lines = problems.map((problem) => problem.text);
  const isRefused = !loaded.access || failures(problems, options.strict ?? false).length > 0;
  if (!access || !declaration || (isRefused && !options.acceptRefused))
    throw new Exit(exitStatus.wrongInput, lines);
  if (!options.quiet) warn(lines);
  return { access, declaration, problems };
}

/** The name relative to the working directory, if the file is in it. */
function shownName(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") || path === "" ? file : path;
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem =
      code === "ENOENT"
        ? "there is no such file; name another, or run: cross-account-roles init"
        : `cannot be read: ${message}`;
    throw new Exit(exitStatus.wrongInput, `${name}:1:1  error: ${problem}`);
  }
}
