/** What the processes hold that this one has started, sampled while they run. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Of the executable; the system may have cut it. */
  readonly name: string;
  readonly memory: Memory;
}

/** In bytes. */
export interface Memory {
  /** What no other process can have a part in. */
  readonly own: number;
  /** What was read from files, such as the program itself: processes of one program hold the same. */
  readonly fromFiles: number;
}

/** The most that was held at a time. */
export interface Peak {
  /** 10^6 bytes, of all processes together. A program that several of them run counts once, where the system can tell. */
  readonly megabytes: number;
  /** How many processes of Terraform's providers there were. */
  readonly providers: number;
}

export interface Watched extends Peak {
  readonly seconds: number;
  /** User and system time of all processes that ended; `undefined` where the system does not tell. */
  readonly cpuSeconds?: number;
}

/** Milliseconds from one sample to the next. */
const interval = 100;
/** The part of the time that sampling may take: the machine has other things to do, and those are what is measured. */
const share = 0.1;

/**
 * Does some work, and watches what this process starts for it.
 *
 * @param without a process that was started before and is not meant
 */
export async function watched(work: () => Promise<void>, without: number): Promise<Watched> {
  let ended = false;
  let peak: Peak = { megabytes: 0, providers: 0 };
  const watching = (async () => {
    while (!ended) {
      const start = performance.now();
      peak = higher(peak, sample(without));
      await sleep(Math.max(interval, (performance.now() - start) / share));
    }
  })();
  const cpuBefore = cpuSecondsOfChildren();
  const start = performance.now();
  try {
    await work();
  } finally {
    ended = true;
  }
  const seconds = (performance.now() - start) / 1000;
  const cpuAfter = cpuSecondsOfChildren();
  await watching;
  return {
    ...peak,
    seconds,
    ...(cpuBefore !== undefined && cpuAfter !== undefined && { cpuSeconds: cpuAfter - cpuBefore }),
  };
}

function higher(a: Peak, b: Peak): Peak {
  return {
    megabytes: Math.max(a.megabytes, b.megabytes),
    providers: Math.max(a.providers, b.providers),
  };
}

function sample(without: number): Peak {
  const tree = descendants(processes(), process.pid, without);
  return {
    megabytes: bytesOf(tree) / 1e6,
    providers: tree.filter(isProvider).length,
  };
}

/**
 * What processes hold together. The proportional set size would tell the same more exactly, but of the whole machine: with
 * somebody else's Terraform beside it, ours would look smaller.
 */
export function bytesOf(entries: readonly Pick<ProcessEntry, "name" | "memory">[]): number {
  const fromFiles = new Map<string, number>();
  for (const { name, memory } of entries)
    fromFiles.set(name, Math.max(fromFiles.get(name) ?? 0, memory.fromFiles));
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  return sum(entries.map(({ memory }) => memory.own)) + sum(fromFiles.values());
}

/** A system may cut names at 15 characters, or give a path. */
export function isProvider({ name }: Pick<ProcessEntry, "name">): boolean {
  return name.includes("terraform-provi");
}

/** What a process has started, and what that has, and so on: without itself, and without one of them and its own. */
export function descendants(
  entries: readonly ProcessEntry[],
  root: number,
  without?: number,
): ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of entries) children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry]);
  const below = (pid: number): ProcessEntry[] =>
    (children.get(pid) ?? [])
      .filter((child) => child.pid !== without && child.pid !== pid)
      .flatMap((child) => [child, ...below(child.pid)]);
  return below(root);
}

/** Source: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function parseStatus(text: string): ProcessEntry {
  const field = (key: string) => new RegExp(`^${key}:\\s+(.*)$`, "m").exec(text)?.[1] ?? "";
  const bytes = (key: string) => Number.parseInt(field(key) || "0", 10) * 1024;
  return {
    pid: Number(field("Pid")),
    parent: Number(field("PPid")),
    name: field("Name"),
    memory: { own: bytes("RssAnon"), fromFiles: bytes("RssFile") + bytes("RssShmem") },
  };
}

/**
 * Clock ticks of the children that have ended, and of theirs, out of a process's `stat`.
 * Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function parseChildTicks(text: string): number {
  // The name may hold anything, parentheses too.
  const [user = "", system = ""] = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .slice(13);
  return Number(user) + Number(system);
}

/** Of `ps -A -o pid=,ppid=,rss=,comm=`. It does not tell what processes share. */
export function parsePs(text: string): ProcessEntry[] {
  return [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/gm)].map(
    ([, pid, parent, kilobytes, name]) => ({
      pid: Number(pid),
      parent: Number(parent),
      memory: { own: Number(kilobytes) * 1024, fromFiles: 0 },
      name: name as string,
    }),
  );
}

const hasProc = readOrNothing("/proc/self/status") !== undefined;
/** Per second, of every Linux that Node runs on. */
const ticks = 100;

function processes(): ProcessEntry[] {
  if (!hasProc) {
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,rss=,comm="], { encoding: "utf8" });
    return parsePs(stdout ?? "");
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const text = readOrNothing(`/proc/${pid}/status`);
      return text === undefined ? [] : [parseStatus(text)];
    });
}

function cpuSecondsOfChildren(): number | undefined {
  const text = hasProc ? readOrNothing("/proc/self/stat") : undefined;
  return text === undefined ? undefined : parseChildTicks(text) / ticks;
}

/** A process may end between two looks at it. */
function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
