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

export interface ExitOptions {
  /** Lines below the message. Default: none. */
  readonly details?: readonly string[];
  /** Whether the lines say by themselves that they are errors, as the problems of an access file do. Default: false. */
  readonly isMarked?: boolean;
}

/** Ends the command with a status and a message; thrown, so that nothing after it is done. */
export class Exit extends Error {
  /** @param errors an error, or errors, each on one line, in which control characters are shown and not obeyed */
  constructor(
    readonly status: number,
    errors: string | readonly string[] = [],
    { details = [], isMarked = false }: ExitOptions = {},
  ) {
    const marked = [errors].flat().map((error) => (isMarked ? error : `error: ${error}`));
    super(printableLines([...marked, ...details]).trimEnd());
  }
}

/** Says on standard error why the command ends, and returns the exit status. */
export function reportFailure(failure: unknown): number {
  const isExit = failure instanceof Exit;
  const { message } = isExit
    ? failure
    : new Error(`error: ${failure instanceof Error ? failure.message : failure}`);
  if (message !== "") warn(message.split("\n"));
  return isExit ? failure.status : exitStatus.outsideFailed;
}

/** Does some work. A failure ends it with a message on standard error, and with the process's exit status. */
export function exitable(work: () => void): void {
  allowClosedPipes();
  try {
    work();
  } catch (failure) {
    process.exitCode = reportFailure(failure);
  }
}
