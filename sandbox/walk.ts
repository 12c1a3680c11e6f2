/** The walk: an access file is deployed, tried, and taken down again. */
import type { LabRow } from "./lab-trial";
import { compareRoles, type RoleTrial, type Trial } from "./matrix-trial";
import type { Progress, Step } from "./progress";
import { Sandbox } from "./sandbox";

/** What came of it. */
export interface Walk {
  readonly file: string;
  /** Whether all that was observed is as expected. */
  readonly ok: boolean;
  readonly steps: readonly Step[];
  readonly trials: readonly Trial[];
  /** Every role in every account, read back and compared with its declaration. */
  readonly roles: readonly RoleTrial[];
  readonly lab: readonly LabRow[];
  /** What Terraform left behind or took along; empty where the deployment is kept. */
  readonly left: readonly string[];
}

export interface WalkOptions {
  /** Leaves the deployment and the emulator running; the caller gets the sandbox by `onKept`. */
  readonly keep?: boolean;
  readonly signal?: AbortSignal;
}

export interface Walked {
  readonly walk: Walk;
  /** The sandbox, where it is kept. */
  readonly kept?: Sandbox;
}

/**
 * Walks an access file through a sandbox of its own. Whatever happens, nothing of it is left running but what is kept.
 *
 * @throws Exit when the file is wrong, or something outside fails
 */
export async function walk(file: string, progress: Progress, { keep, signal }: WalkOptions): Promise<Walked> {
  const sandbox = await progress.step("start the emulator", () => Sandbox.start(file, { signal }));
  let kept = false;
  try {
    progress.line(
      `  ${sandbox.emulator.endpoint} (${sandbox.emulator.command}, pid ${sandbox.emulator.pid})`,
    );
    await progress.step("synth", () => sandbox.synth());
    await progress.step("terraform init", () => sandbox.init());
    await progress.step("terraform apply", () => sandbox.apply());
    const plan = await progress.step(
      "second terraform plan is empty",
      () => sandbox.plan(),
      ({ text }) => text || undefined,
    );
    for (const { address, attributes } of plan.forgotten)
      progress.line(`  but for ${address}: ${attributes.join(", ")}, which the emulator forgets`);
    const { readBack, roles } = await progress.step(
      "roles and policies read back are as declared",
      async () => {
        const read = await sandbox.readBack();
        return { readBack: read, roles: compareRoles(sandbox.access, read) };
      },
      (read) => differences(read.roles),
    );
    const trials = await progress.step(
      "IAM enforcement on, try the access matrix",
      (say) => sandbox.tryMatrix(readBack, (done, of) => say(`${done}/${of}`)),
      (tried) => differences(tried),
    );
    const lab = await progress.step(
      "walk the lab's step 4",
      () => sandbox.tryLab(),
      (rows) => differences(rows),
    );
    let left: string[] = [];
    if (!keep) {
      await progress.step("IAM enforcement off, terraform destroy", () => sandbox.destroy());
      left = await progress.step(
        "nothing is left",
        async () => {
          const found = await sandbox.leftovers();
          if (found.length === 0) await sandbox.removeMadeElsewhere();
          return found;
        },
        (lines) => lines.join("\n") || undefined,
      );
    }
    kept = keep === true;
    const ok =
      plan.changes.length === 0 &&
      left.length === 0 &&
      [...trials, ...roles, ...lab].every((trial) => trial.ok);
    return {
      walk: { file, ok, steps: progress.steps, trials, roles, lab, left },
      ...(kept && { kept: sandbox }),
    };
  } finally {
    if (!kept) await sandbox.stop();
  }
}

function differences(trials: readonly { readonly ok: boolean }[]): string | undefined {
  const wrong = trials.filter(({ ok }) => !ok).length;
  return wrong === 0 ? undefined : `${wrong} of ${trials.length} are not as expected`;
}
