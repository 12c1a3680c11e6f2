/** The exit statuses of the contract. */
export const exitStatus = {
  done: 0,
  /** What the access file says is wrong. */
  wrongInput: 1,
  /** The command was called wrongly. */
  wrongCall: 2,
  /** Something outside failed: Terraform, the file system, the emulator. */
  outsideFailed: 3,
} as const;

/** Ends the command with a message and a status; thrown, so that nothing after it is done. */
export class Exit extends Error {
  constructor(
    readonly status: number,
    message = "",
  ) {
    super(message);
  }
}

/** Does some work. An `Exit` ends it with the message on standard error, and with the process's exit status. */
export function exitable(work: () => void): void {
  try {
    work();
  } catch (failure) {
    if (!(failure instanceof Exit)) throw failure;
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = failure.status;
  }
}
