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
