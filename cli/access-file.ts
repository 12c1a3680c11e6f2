import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { type Access, failures, loadAccess } from "../access";
import { Exit, exitStatus } from "./exit";
import { checkAgainstPreviousOutput } from "./previous-output";

/** The access file that is meant when none is named. */
export function defaultAccessFile(): string {
  return process.env.ACCESS_FILE || "access.yaml";
}

export interface ReadOptions {
  /** Whether warnings are errors. Default: false. */
  readonly strict?: boolean;
  /** Whether nothing is said of warnings. Default: false. */
  readonly quiet?: boolean;
  /** Folder of the last output, to be compared with. Default: none. */
  readonly output?: string;
}

/**
 * Reads an access file. Warnings go to standard error.
 *
 * @throws Exit with every problem of the file, in the form of the contract
 */
export function readAccessFile(file: string, options: ReadOptions = {}): Access {
  const name = shownName(file);
  return accessOf(readText(file, name), name, options);
}

/** The same, of an access file's text; `name` is the file's name as messages shall show it. */
export function accessOf(text: string, name: string, options: ReadOptions = {}): Access {
  const { output } = options;
  const { access, problems } = loadAccess(text, name, (read) =>
    output === undefined ? [] : checkAgainstPreviousOutput(read, output),
  );
  const stopping = failures(problems, options.strict ?? false);
  if (!access || stopping.length > 0)
    throw new Exit(exitStatus.wrongInput, problems.map(({ text: line }) => line).join("\n"));
  if (!options.quiet) for (const { text: line } of problems) process.stderr.write(`${line}\n`);
  return access;
}

/** As the user would name the file from here. */
function shownName(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") || path === "" ? file : path;
}

function readText(file: string, name: string): string {
  if (!existsSync(file))
    throw new Exit(
      exitStatus.wrongInput,
      `${name}:1:1  there is no such file; name another, or start from the example in the README`,
    );
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Exit(exitStatus.wrongInput, `${name}:1:1  cannot be read: ${(cause as Error).message}`);
  }
}
