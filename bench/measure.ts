/** One process, from its start to its end. */
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";

/** The checkout. */
export const root = join(__dirname, "../..");

/** What the figures of a result belong to. */
export function machine() {
  return {
    cpus: availableParallelism(),
    cpuModel: cpus()[0]?.model,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

export interface Measured {
  /** Wall time. */
  readonly seconds: number;
  /** User and system time, all threads. */
  readonly cpuSeconds: number;
  /** The most memory it held at a time (resident set), in 10^6 bytes. */
  readonly megabytes: number;
}

export interface Program {
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program in a `node` of its own, which tells what it has used.
 *
 * @throws Error with what the program said, when it fails
 */
export function measure(program: Program): Measured {
  const { seconds, output } = run(program, ["--require", join(__dirname, "usage.js")]);
  const usage = JSON.parse(output[3] ?? "") as NodeJS.ResourceUsage;
  return {
    seconds,
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    // A process starts with what the one that starts it has held, which is less than any of these comes to hold.
    megabytes: (usage.maxRSS * 1024) / 1e6,
  };
}

/** Wall time of a program that may start others. */
export function measureSeconds(program: Program): number {
  return run(program, []).seconds;
}

function run(
  { script, args = [], env }: Program,
  nodeOptions: readonly string[],
): { seconds: number; output: readonly (string | null)[] } {
  const start = performance.now();
  const ended = spawnSync(process.execPath, [...nodeOptions, script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = (performance.now() - start) / 1000;
  if (ended.status !== 0)
    throw new Error(
      `${[script, ...args].join(" ")} ended with ${ended.signal ?? ended.error?.message ?? `status ${ended.status}`}\n${`${ended.stdout}${ended.stderr}`.slice(-2000)}`,
    );
  return { seconds, output: ended.output };
}
