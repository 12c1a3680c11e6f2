/** A walk: an access file is deployed, changed, and deployed again; and what must hold then. */
import type { Files } from "./company";
import type { Names, Scene } from "./scene";
import { changes, type Snapshot } from "./snapshot";

/** What somebody does by hand. */
export type ByHand = (scene: Scene, names: Names) => Promise<void>;

export interface Walk {
  /** Tells walks apart: `user-renamed`. */
  readonly name: string;
  /** The change, as the documentation has it. */
  readonly change: string;
  /** What to write in the access file beside the change itself, as the documentation has it. */
  readonly write?: string;
  /** What Terraform does, what is kept and what is lost, as the documentation has it. */
  readonly outcome: string;
  readonly before: Files;
  /** What somebody does by hand after the first apply. */
  readonly byHand?: ByHand;
  /** What is deployed then, one after the other. */
  readonly after: Files | readonly Files[];
  /** The letter of an account that cannot be reached during the last apply. */
  readonly unreachable?: string;
  /** What Terraform says when the last apply fails. */
  readonly fails?: RegExp;
  /** What that apply changed all the same. */
  readonly changesThen?: readonly string[];
  /** What somebody does by hand then, before Terraform is run again. */
  readonly mend?: ByHand;
  /** What somebody writes then, before Terraform is run again. */
  readonly mendWith?: Files;
  /** How people learn of it, as the documentation has it, where neither a warning nor the plan says it. */
  readonly told?: string;
  /** Rules that warn of the last change. */
  readonly warns?: readonly string[];
  /** All that is not kept, a line each: see `changes`. */
  readonly changes: readonly string[];
  /** Whether it is taken each time, and not only when all are. Walks that change entries only always are. */
  readonly inShort?: boolean;
  /** Whether others beside it would hide what it is about. */
  readonly alone?: boolean;
}

/** What came of a walk. */
export interface Walked {
  readonly warns: readonly string[];
  /** What Terraform said when an apply failed that should not. */
  readonly failed: readonly string[];
  readonly changes: readonly string[];
  /** What a further apply would change. */
  readonly planned: readonly string[];
  /** How what is deployed differs from the access file. */
  readonly differences: readonly string[];
}

/** What must come of it. */
export function expected({ warns = [], changes }: Walk): Walked {
  return { warns, failed: [], changes, planned: [], differences: [] };
}

/** All files of a walk, the first one before the change. */
export function steps({ before, after }: Walk): Files[] {
  return [before, ...(typeof after === "function" ? [after] : after)];
}

export async function take(walk: Walk, scene: Scene): Promise<Walked> {
  const [before, ...after] = steps(walk);
  if (!before) throw new Error("a walk begins somewhere");
  await scene.synth(before(scene.id));
  await scene.apply();
  await walk.byHand?.(scene, (name) => name);
  const was = await scene.snapshot();
  for (const files of after.slice(0, -1)) {
    await scene.synth(files(scene.id));
    await scene.apply();
  }
  const warns = await scene.synth((after.at(-1) ?? before)(scene.id));
  if (walk.fails) await fail(walk, walk.fails, scene, was);
  await scene.apply();
  return {
    warns: rules(warns),
    failed: [],
    changes: changes(was, await scene.snapshot()),
    planned: await scene.planned(),
    differences: await scene.differences(),
  };
}

async function fail(
  { unreachable, changesThen, mend, mendWith }: Walk,
  fails: RegExp,
  scene: Scene,
  was: Snapshot,
): Promise<void> {
  const { unreachable: accounts } = scene.world.refusals;
  if (unreachable) accounts.add(scene.id(unreachable));
  try {
    await expect(scene.apply()).rejects.toThrow(fails);
  } finally {
    accounts.clear();
  }
  if (changesThen) expect(changes(was, await scene.snapshot())).toEqual(changesThen);
  await mend?.(scene, (name) => name);
  if (mendWith) await scene.synth(mendWith(scene.id));
}

/** The rules that warn in lines, each once. */
export function rules(warnings: readonly string[]): string[] {
  return [...new Set(warnings.map((line) => /\[([\w-]+)\]$/.exec(line)?.[1] ?? line))].sort();
}
