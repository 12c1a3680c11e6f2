/** Work of some minutes that Ctrl-C may end at any time. */
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { killAllGroups } from "../sandbox/process-group";
import { progress } from "./measure";

class Interrupted extends Error {
  constructor(readonly by: NodeJS.Signals) {
    super(`interrupted by ${by}`);
  }
}

/** Does some work in a folder that is removed afterwards; returns the exit status. */
export async function inOwnFolder(
  work: (folder: string, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const interruption = new AbortController();
  const interrupted = (name: NodeJS.Signals) => {
    if (interruption.signal.aborted) return killAllGroups();
    progress(`${name}: cleaning up; once more to do it at once`);
    interruption.abort(new Interrupted(name));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, interrupted);
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    await work(folder, interruption.signal);
    return 0;
  } catch (failure) {
    const { aborted, reason } = interruption.signal;
    if (aborted && reason instanceof Interrupted) return 128 + constants.signals[reason.by];
    throw failure;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const name of signals) process.off(name, interrupted);
  }
}
