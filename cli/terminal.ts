/**
 * Standard output and standard error. Everything that the command writes goes through here, so no text of an access file,
 * of git or of Terraform reaches a terminal as an escape sequence, or as a line of its own.
 */
import { printableLines } from "../access/printable";
import { chunks } from "./chunks";

/** Writes a line, or lines, of a result to standard output. */
export function print(lines: string | readonly string[]): void {
  process.stdout.write(printableLines([lines].flat()));
}

/** Writes a line, or lines, that are not a result to standard error. */
export function warn(lines: string | readonly string[]): void {
  process.stderr.write(printableLines([lines].flat()));
}

/** Writes a document to standard output as it is: JSON or Markdown, whose own escapes leave nothing to a terminal. */
export function printDocument(pieces: Iterable<string>): void {
  for (const chunk of chunks(pieces)) process.stdout.write(chunk);
}

/**
 * Lets a reader stop early, as `| head` does. What it does not want is dropped; the exit status stays that of the command,
 * so that `diff --fail-on` does not pass because of it.
 */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    if (!stream.listeners("error").includes(dropClosedPipe)) stream.on("error", dropClosedPipe);
}

function dropClosedPipe(failure: NodeJS.ErrnoException): void {
  if (failure.code !== "EPIPE") throw failure;
}
