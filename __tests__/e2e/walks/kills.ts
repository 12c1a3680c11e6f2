/** `terraform apply`, killed at some moment, and what it takes to get right afterwards. */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import type { IamRequest } from "../../../sandbox/iam-refusals";
import { signalGroup, startGroup } from "../../../sandbox/process-group";
import type { Files } from "./company";
import type { Scene } from "./scene";

/** How an apply is ended: `twice` is for people who press Ctrl-C a second time at once. */
export const ways = ["SIGKILL", "SIGINT", "twice"] as const;
/** How a killed apply comes right. */
export const outcomes = ["right by itself", "by recover", "by hand"] as const;
/** Where the state is kept. */
export const backends = ["local", "s3"] as const;

export interface Kill {
  readonly before?: Files;
  readonly after: Files;
  readonly way: (typeof ways)[number];
  readonly backend: (typeof backends)[number];
  /** The number of the change in AWS at which it happens, over all stacks. */
  readonly change: number;
  /** Whether AWS has made that change, and Terraform does not know yet. */
  readonly made: boolean;
}

/** What came of it. */
export interface Killed {
  /** Whether the apply was ended before it was through. */
  readonly hit: boolean;
  /** What was done besides applying again, as the guide says it: `recover`, or the removal of a lock. */
  readonly done: readonly string[];
  /** What Terraform stopped at all the same: it would have to be put right by hand. */
  readonly stopped: readonly string[];
  readonly planned: readonly string[];
  readonly differences: readonly string[];
}

export async function kill(scene: Scene, { before, after, backend, ...how }: Kill): Promise<Killed> {
  const stored = await storedIn(scene, backend);
  if (before) {
    await scene.synth(stored(before));
    await scene.apply();
  }
  await scene.synth(stored(after));
  const hit = await killedApply(scene, how);
  const { done, stopped } = await applyAgain(scene, backend);
  if (stopped.length > 0) return { hit, done, stopped, planned: [], differences: [] };
  return { hit, done, stopped, planned: await scene.planned(), differences: await scene.differences() };
}

/** What it took to come right. */
export function outcome({ done, stopped, planned, differences }: Killed): (typeof outcomes)[number] {
  if (stopped.length + planned.length + differences.length > 0) return "by hand";
  return done.some((line) => line.startsWith("recover: ")) ? "by recover" : "right by itself";
}

async function storedIn(scene: Scene, backend: Kill["backend"]) {
  const bucket = `states-${scene.id("home")}`;
  if (backend === "s3") {
    const { aws } = scene.world;
    await aws.s3(await aws.inside(scene.id("home"))).send(new CreateBucketCommand({ Bucket: bucket }));
  }
  return (files: Files) => {
    const file = files(scene.id);
    if (backend === "s3") file.backend = { s3: { bucket, region: "us-east-1", usePathStyle: true } };
    return file;
  };
}

/** Applies the stacks one after the other, and ends all at some moment; whether it came to that. */
async function killedApply(
  scene: Scene,
  { way, change, made }: Pick<Kill, "way" | "change" | "made">,
): Promise<boolean> {
  const { watch } = scene.world.refusals;
  const usual = watch.after;
  let pid = 0;
  let hit = false;
  const numbers = new Map<IamRequest, number>();
  const strike = (request: IamRequest) => {
    if (hit || numbers.get(request) !== change) return;
    hit = true;
    signalGroup(pid, way === "SIGKILL" ? "SIGKILL" : "SIGINT");
    // Terraform takes two signals at the same moment for one.
    if (way === "twice") setTimeout(() => signalGroup(pid, "SIGINT"), 50);
  };
  watch.before = (request) => {
    if (/^(Get|List)/.test(request.action)) return;
    numbers.set(request, numbers.size + 1);
    if (!made) strike(request);
  };
  watch.after = (request) => {
    usual?.(request);
    if (made) strike(request);
  };
  try {
    for (const folder of scene.stacks()) {
      if (hit) break;
      await scene.init(folder);
      const { command } = scene.terraform;
      const child = startGroup(
        command,
        [`-chdir=${folder}`, "apply", "-input=false", "-no-color", "-auto-approve"],
        "ignore",
        { env: scene.environment },
      );
      pid = child.pid ?? 0;
      await new Promise((resolve) => child.once("close", resolve));
      // What it started may still have a request under way.
      while (signalGroup(pid, 0)) await sleep(20);
    }
  } finally {
    watch.before = undefined;
    watch.after = usual;
  }
  return hit;
}

/** Applies until it goes through. Where it stops, does what the guide says; what the guide has no answer to ends it. */
async function applyAgain(scene: Scene, backend: Kill["backend"]): Promise<Pick<Killed, "done" | "stopped">> {
  const done: string[] = [];
  for (let round = 0; ; round++) {
    const failures = await failuresOf(scene);
    const messages = [...failures.values()];
    if (messages.length === 0 || round === 5) return { done, stopped: messages };
    for (const [folder, message] of failures) {
      const lock = lockOf(message);
      if (lock === undefined) continue;
      await scene.terraform.run(folder, ["force-unlock", "-force", lock]);
      done.push(`${basename(folder)}: force-unlock`);
    }
    if (messages.some((message) => lockOf(message) === undefined && !message.includes("EntityAlreadyExists")))
      return { done, stopped: messages };
    // A stack that was locked may stop once more, at something that was made.
    if (messages.every((message) => lockOf(message) !== undefined)) continue;
    done.push(...(await recover(scene, backend)));
  }
}

/** Runs the command of the guide, and then what it says to run. Lines of what it came to. */
async function recover(scene: Scene, backend: Kill["backend"]): Promise<string[]> {
  const states = join(scene.folder, "states");
  if (backend === "s3") {
    mkdirSync(states, { recursive: true });
    for (const folder of scene.stacks()) {
      const { stdout } = await scene.terraform.run(folder, ["show", "-json"]);
      writeFileSync(join(states, `${basename(folder)}.json`), stdout);
    }
  }
  const { status, stdout, stderr } = await scene.command(
    "recover",
    "access.yaml",
    ...(backend === "s3" ? ["--state", "states"] : []),
  );
  if (status !== 0) throw new Error(`recover ended with status ${status}:\n${stderr}`);
  const lines = stdout.split("\n");
  for (const line of lines) {
    const [, folder, address] = /^keep .*: terraform -chdir=(\S+) untaint '(.*)'$/.exec(line) ?? [];
    if (folder !== undefined && address !== undefined)
      await scene.terraform.run(join(scene.folder, folder), ["untaint", address]);
  }
  return lines
    .filter((line) => /^keep |: the next apply imports /.test(line))
    .map((line) => `recover: ${line}`);
}

async function failuresOf(scene: Scene): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  for (const folder of scene.stacks()) {
    try {
      await scene.init(folder);
      await scene.terraform.apply(folder);
    } catch (failure) {
      failures.set(folder, (failure as Error).message);
    }
  }
  return failures;
}

/** The id of the lock that a killed apply left, as Terraform's message has it. */
export function lockOf(message: string): string | undefined {
  return /Error acquiring the state lock(?:.|\n)*?\bLock Info:\s+ID:\s+(\S+)/.exec(message)?.[1];
}
