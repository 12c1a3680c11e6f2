import { readFileSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { config } from "zod";
import { type Access, type AccessFile, type Files, failures, type LoadedAccess, loadAccess } from "../access";
import { changeRules } from "../access/rules";
import { type FoundDeployed, findDeployed } from "./deployed";
import { Exit, exitStatus } from "./exit";
import { filesInFolder, filesInRevision, git, objectName } from "./files";
import { showWork, warn } from "./terminal";

// A process reads one file or two, so compiling the schema takes longer than it saves.
config({ jitless: true });

/** The access file of a command that names none. */
export function defaultAccessFile(): string {
  return process.env.ACCESS_FILE || "access.yaml";
}

export interface ReadOptions {
  /** Whether warnings are errors. Default: false. */
  readonly strict?: boolean;
  /** Whether warnings are left out, except about the states that `state` names. Default: false. */
  readonly quiet?: boolean;
  /** Output folder; what is deployed from it is compared with the file. Default: none. */
  readonly output?: string;
  /** Terraform state that is compared with the file instead: a file, or a folder of them. Default: none. */
  readonly state?: string;
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

/** An access, and what a synth of it keeps for the next one. */
export interface AccessToSynthesize {
  readonly access: Access;
  /** The content of `keptFile`, while a warning about what is deployed is not resolved. */
  readonly kept?: string;
  /** The files beside the access file that were read, relative to its folder. Sorted. */
  readonly included: readonly string[];
}

/** The same, with what a synth of it keeps. */
export function readToSynthesize(file: string, options: ReadOptions): AccessToSynthesize {
  return loadFile(file, options);
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

function loadFile(file: string, options: ReadOptions): Loaded {
  return load(textOf(file), options);
}

/** The text of an access file, and the files beside it. */
interface AccessText {
  readonly text: string;
  /** As messages show it. */
  readonly name: string;
  /** The file's own name. */
  readonly path: string;
  readonly files: Files;
}

function textOf(file: string): AccessText {
  const name = shownName(file);
  const files = filesInFolder(dirname(file), dirname(name));
  return { text: readText(file, name), name, path: basename(file), files };
}

/**
 * Reads an access file, or the file in a revision of git.
 *
 * @param name an access file, or `git:<revision>[:<path>]`; the path is relative to the working directory
 */
export function readRevision(name: string, options: ReadOptions = {}): AccessAndDeclaration {
  const [, revision, path = defaultAccessFile()] = /^git:([^:]+)(?::(.+))?$/.exec(name) ?? [];
  if (revision === undefined) return loadFile(name, options);
  const { status, stdout, stderr } = git("show", "--end-of-options", objectName(revision, path));
  if (status !== 0)
    throw new Exit(exitStatus.wrongInput, `${name}: git has no such file: ${stderr.trim().split("\n")[0]}`);
  const files = filesInRevision(revision, dirname(path));
  return load({ text: stdout, name: `git:${revision}:${path}`, path: basename(path), files }, options);
}

/** Reads an access file, and says on standard error how it is. */
export function checkAccessFile(file: string, options: ReadOptions): void {
  const text = textOf(file);
  const { length: count } = load(text, options).problems;
  const warnings = `no errors, ${count} warning${count === 1 ? "" : "s"}`;
  warn(`${text.name}: ${count === 0 ? "no problems" : warnings}`);
}

/** The number of characters, about 500 accounts, from which reading them takes long. */
const longText = 50_000;

interface Loaded extends AccessAndDeclaration, AccessToSynthesize, Pick<LoadedAccess, "problems"> {}

function load({ text, name, path, files }: AccessText, options: ReadOptions): Loaded {
  const { output, state } = options;
  let found: FoundDeployed | undefined;
  const included = new Set<string>();
  let length = text.length;
  showWork(`reading ${name}`, length >= longText);
  const read: Files["read"] = (file) => {
    included.add(file);
    const result = files.read(file);
    length += "text" in result ? result.text.length : 0;
    showWork(`reading ${files.shownName(file)}`, length >= longText);
    return result;
  };
  const deployed = (access: Access) => {
    found = findDeployed(access, { output: output ?? ".", state });
    return found;
  };
  const compares = output !== undefined || state !== undefined;
  const loaded = loadAccess(text, name, {
    path,
    files: { ...files, read },
    now: new Date(),
    ...(compares && { deployed }),
  });
  const { declaration, problems } = loaded;
  const access = loaded.access ?? (options.acceptRefused ? loaded.refused : undefined);
  const isRefused = !loaded.access || failures(problems, options.strict ?? false).length > 0;
  if (!access || !declaration || (isRefused && !options.acceptRefused))
    throw new Exit(exitStatus.wrongInput, lines(problems), {
      isMarked: true,
      details: problems.some(({ severity }) => severity === "error")
        ? []
        : ["error: --strict treats these warnings as errors"],
    });
  const aboutDeployed = problems.filter(({ code }) => changeRules.some(({ id }) => id === code));
  if (!options.quiet) warn(lines(problems));
  else if (state !== undefined) warn(lines(aboutDeployed));
  return {
    access,
    declaration,
    problems,
    included: [...included].sort(),
    ...(aboutDeployed.length > 0 && { kept: found?.kept }),
  };
}

function lines(problems: Loaded["problems"]): string[] {
  return problems.map(({ text }) => text);
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
    throw new Exit(exitStatus.wrongInput, `${name}:1:1  error: ${problem}`, { isMarked: true });
  }
}
