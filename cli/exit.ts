import { printableLines } from "../access/printable";
import { allowClosedPipes, warn } from "./terminal";

/** The exit statuses of the contract. */
export const exitStatus = {
  done: 0,
  /** The access file is wrong, or the answer is no. */
  wrongInput: 1,
  /** The command was called wrongly. */
  wrongCall: 2,
  /** Something outside failed: Terraform, the file system, the emulator. */
  outsideFailed: 3,
} as const;

/** Ends the command with a status and a message; thrown, so that nothing after it is done. */
export class Exit extends Error {
  /** @param lines the message: a line, or lines, in which control characters are shown and not obeyed */
  constructor(
    readonly status: number,
    lines: string | readonly string[] = [],
  ) {
    super(printableLines([lines].flat()).trimEnd());
  }
}

/** Does some work. An `Exit` ends it with the message on standard error, and with the process's exit status. */
export function exitable(work: () => void): void {
  allowClosedPipes();
  try {
    work();
  } catch (failure) {
    if (!(failure instanceof Exit)) throw failure;
    warn(failure.message.split("\n"));
    process.exitCode = failure.status;
  }
}
