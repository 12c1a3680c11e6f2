/** `npm run sandbox` as people run it: a process of its own, with a temporary folder of its own to look for leftovers in. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Walk } from "../../sandbox/walk";

/** The project's folder. */
export const checkout = join(__dirname, "../..");

export interface RanSandbox {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What is left in its temporary folder. */
  readonly leftFiles: readonly string[];
  /** Processes that it left running. */
  readonly leftProcesses: readonly string[];
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Sends this signal to its process group, as a terminal does, as soon as standard error holds this text. */
  readonly interrupt?: { readonly by: NodeJS.Signals; readonly at: string };
  /** The command. Default: the compiled sandbox. */
  readonly command?: readonly [string, ...string[]];
}

/** A temporary folder, gone after the test file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-test-")));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Runs the sandbox to its end. */
export async function runSandbox(
  args: readonly string[],
  {
    env = {},
    interrupt,
    command: [name, ...first] = [process.execPath, join(checkout, "lib/sandbox/main.js")],
  }: RunOptions = {},
): Promise<RanSandbox> {
  const folder = temporaryFolder();
  const child = spawn(name, [...first, ...args], {
    cwd: checkout,
    detached: true,
    env: { ...process.env, ACCESS_FILE: "", ...env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  let interrupted = false;
  child.stdout.on("data", (data) => {
    written.stdout += data;
  });
  child.stderr.on("data", (data) => {
    written.stderr += data;
    if (interrupt && !interrupted && written.stderr.includes(interrupt.at)) {
      interrupted = true;
      process.kill(-(child.pid as number), interrupt.by);
    }
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { status, ...written, leftFiles: readdirSync(folder), leftProcesses: processesWith(folder) };
}

/** The processes that were started with a temporary folder: all that a sandbox starts inherit it. */
function processesWith(folder: string): string[] {
  const { stdout } = spawnSync("ps", ["axeww", "-o", "pid=,command="], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(`TMPDIR=${folder}`));
}

/** The document that `--json` prints. */
export function walkOf({ status, stdout, stderr }: RanSandbox): Walk & { readonly error?: string } {
  if (stdout === "")
    throw new Error(`the sandbox ended with status ${status} and said nothing but:\n${stderr}`);
  return JSON.parse(stdout);
}

/** `role@account` of all that a user was let into. */
export function letInto({ trials }: Pick<Walk, "trials">, user: string): string[] {
  return trials
    .filter((trial) => trial.user === user && trial.observed === "allowed")
    .map(({ role, account }) => `${role}@${account}`)
    .sort();
}
