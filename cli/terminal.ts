/**
 * Standard output and standard error. Everything that the command writes goes through here, so no text of an access file,
 * of git or of Terraform reaches a terminal as an escape sequence, or as a line of its own.
 */
import { printable } from "../access/printable";
import { fittedTable } from "../reports/fitted-table";
import type { Mark, MarkedLines } from "../reports/marked-lines";
import { textTable } from "../reports/text-table";
import { wrap } from "../reports/wrap";
import { chunks } from "./chunks";

/** A line: on a terminal, it is wrapped to the width. What people copy, such as a command, stands as it is. */
export type Line = string | { readonly verbatim: string };

/** Writes a line, or lines, of a result to standard output. */
export function print(lines: Line | readonly Line[]): void {
  writeLines("stdout", lines);
}

/** Writes a line, or lines, that are not a result to standard error: `error:` in red and `warning:` in yellow. */
export function warn(lines: Line | readonly Line[]): void {
  writeLines("stderr", lines);
}

type Stream = "stdout" | "stderr";

const colors = { danger: "\u001b[31m", caution: "\u001b[33m" } as const;
const noColor = "\u001b[39m";

/** Writes lines of a result to standard output: in colours where there are any. */
export function printMarked(parts: readonly MarkedLines[]): void {
  for (const { lines, mark } of parts) writeLines("stdout", lines, mark);
}

/**
 * Writes a table to standard output. On a terminal, it fits the width.
 *
 * @param markOf the mark of each row, which a terminal shows. Default: none
 */
export function printTable<Row extends readonly string[]>(
  columns: readonly string[],
  rows: readonly Row[],
  markOf: (row: Row) => Mark | undefined = () => undefined,
): void {
  const width = terminalWidth();
  if (width === undefined) {
    print(textTable(columns, rows));
    return;
  }
  const [head = [], ...body] = fittedTable(columns, rows, width);
  printMarked([
    { lines: head },
    ...rows.map((row, index) => ({ lines: body[index] ?? [], mark: markOf(row) })),
  ]);
}

/** The width of the terminal in characters. `undefined`: standard output is not a terminal. */
export function terminalWidth(): number | undefined {
  return widthOf("stdout");
}

/** Writes a document to standard output as it is: JSON or Markdown, whose own escapes leave nothing to a terminal. */
export function printDocument(pieces: Iterable<string>): void {
  for (const chunk of chunks(pieces)) write("stdout", chunk);
}

/** Short work shows no progress, and long work is not slowed down by it. */
const betweenUpdates = 200;

/**
 * Shows on standard error, if that is a terminal, how much of a long work is done. The line is gone when something else is
 * written, or the command ends.
 *
 * @param what such as `accounts read`
 * @returns to be called with the number of things that are done
 */
export function progress(what: string, of: number): (done: number) => void {
  if (!process.stderr.isTTY) return () => {};
  let shown = Date.now();
  return (done) => {
    const isDue = done === of ? isLongWork : Date.now() - shown >= betweenUpdates;
    if (!isDue) return;
    shown = Date.now();
    showWork(`${done} of ${of} ${what}`, true);
  };
}

/**
 * Shows, as `progress` does, what a long work is doing now.
 *
 * @param what such as `writing reports`
 * @param isLong whether the work is long. Default: whether the command has shown progress before
 */
export function showWork(what: string, isLong = isLongWork): void {
  const width = widthOf("stderr");
  if (!isLong || width === undefined) return;
  write("stderr", printable(what).slice(0, width - 1));
  isLongWork = true;
  isProgressShown = true;
}

/** Ends the progress of a command. */
export function endProgress(): void {
  write("stderr", "");
  isLongWork = false;
}

let isLongWork = false;
let isProgressShown = false;
const eraseLine = "\r\u001b[K";

function writeLines(stream: Stream, lines: Line | readonly Line[], mark?: Mark): void {
  const width = widthOf(stream);
  const isNarrow = width !== undefined;
  for (const line of [lines].flat()) {
    const text = printable(typeof line === "string" ? line : line.verbatim);
    const indent = `${/^ */.exec(text)?.[0]}  `;
    const wrapped = isNarrow && typeof line === "string" ? wrap(text, width, { indent }) : [text];
    const shown = mark ? wrapped.map((part) => colored(stream, mark, part)) : wrapped;
    write(stream, `${(stream === "stderr" ? withColor(shown) : shown).join("\n")}\n`);
  }
}

/** Lines with the word in colour that a message begins with, or that follows its place in the access file. */
function withColor(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => marks.test(line));
  return lines.map((line, index) =>
    index !== at
      ? line
      : line.replace(marks, (_, before: string, word: keyof typeof markOf) => {
          return before + colored("stderr", markOf[word], word);
        }),
  );
}

const markOf = { "error:": "danger", "warning:": "caution" } as const;
const marks = /^(|.*? )(error:|warning:)(?= )/;

function colored(stream: Stream, mark: Mark, text: string): string {
  return isColored(stream) ? `${colors[mark]}${text}${noColor}` : text;
}

/** Sources: https://no-color.org, https://force-color.org; `FORCE_COLOR=0` means none, as to Node.js. */
function isColored(stream: Stream): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return process[stream].isTTY === true && !NO_COLOR && TERM !== "dumb";
}

function widthOf(stream: Stream): number | undefined {
  return process[stream].isTTY ? process[stream].columns || 80 : undefined;
}

function write(stream: Stream, text: string): void {
  if (isProgressShown) {
    isProgressShown = false;
    process.stderr.write(eraseLine);
  }
  if (text !== "") process[stream].write(text);
}

/**
 * Lets a reader stop early, as `| head` does. What it does not want is dropped; the exit status stays that of the command,
 * so that `diff --fail-on` does not pass because of it.
 */
export function allowClosedPipes(): void {
  // By name: another copy of this module may have done it.
  for (const stream of [process.stdout, process.stderr])
    if (!stream.listeners("error").some(({ name }) => name === dropClosedPipe.name))
      stream.on("error", dropClosedPipe);
}

function dropClosedPipe(failure: NodeJS.ErrnoException): void {
  if (failure.code !== "EPIPE") throw failure;
}
