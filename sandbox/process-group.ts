/**
 * Child processes in groups of their own: what is on the PATH may be a shim that forks, and Terraform starts a process a
 * provider. And so that Ctrl-C in a terminal reaches only us, who then end them in order.
 */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** When it aborts, the process is asked to end, and then made to. */
  readonly signal?: AbortSignal;
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long a process that is asked to end may take, in milliseconds. */
const patience = 15_000;

const running = new Set<number>();

/** Starts a process as the head of its own group. */
export function startGroup(
  command: string,
  args: readonly string[],
  stdio: StdioOptions,
  { env, cwd }: ProcessOptions,
): ChildProcess {
  const child = spawn(command, args, { env, cwd, stdio, detached: true });
  const { pid } = child;
  if (pid !== undefined) {
    running.add(pid);
    child.once("exit", () => running.delete(pid));
  }
  return child;
}

/** Sends a signal to a whole group; whether there was anybody to get it. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Asks a group to end, and ends it. Returns when none of it is left. */
export async function endGroup(pid: number): Promise<void> {
  signalGroup(pid, "SIGTERM");
  for (let waited = 0; signalGroup(pid, 0); waited += 50) {
    if (waited >= patience) signalGroup(pid, "SIGKILL");
    await sleep(50);
  }
  running.delete(pid);
}

/** Ends all groups at once, for those who press Ctrl-C a second time. */
export function killAllGroups(): void {
  for (const pid of running) signalGroup(pid, "SIGKILL");
}

/**
 * Runs a process to its end.
 *
 * @throws the signal's reason when it aborts; the process and what it started have ended by then
 */
export function run(command: string, args: readonly string[], options: ProcessOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal?.aborted) return reject(signal.reason);
    const child = startGroup(command, args, ["ignore", "pipe", "pipe"], options);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    let kill: NodeJS.Timeout | undefined;
    const abort = () => {
      const { pid } = child;
      if (pid === undefined) return;
      // To the process alone: Terraform ends its providers itself.
      child.kill("SIGINT");
      kill = setTimeout(() => signalGroup(pid, "SIGKILL"), patience);
      child.once("exit", () => signalGroup(pid, "SIGKILL"));
    };
    signal?.addEventListener("abort", abort, { once: true });
    const done = () => {
      clearTimeout(kill);
      signal?.removeEventListener("abort", abort);
    };
    child.once("error", (failure) => {
      done();
      reject(failure);
    });
    child.once("close", (status) => {
      done();
      if (signal?.aborted) reject(signal.reason);
      else resolve({ status, stdout, stderr });
    });
  });
}
