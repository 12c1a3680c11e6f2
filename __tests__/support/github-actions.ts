/** Runs the jobs of a GitHub workflow as the service does: each `run` step in its shell, with its environment and outputs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number>>;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string | number>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly steps: readonly Step[];
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface Workflow {
  readonly env?: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface RanJob {
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the steps printed: the log. */
  readonly log: string;
  /** The Markdown on the page of the run. */
  readonly summary: string;
}

export interface JobRun {
  readonly workflow: Workflow;
  readonly job: string;
  /** The checkout. */
  readonly folder: string;
  /** The contexts `github` and `needs`. */
  readonly contexts: { readonly github: object; readonly needs?: object };
  /** The environment of the runner. */
  readonly env: NodeJS.ProcessEnv;
  /** What actions add to the environment of the steps after them, by their names. The others are left out. */
  readonly actions?: Readonly<
    Record<string, (inputs: Readonly<Record<string, string>>) => NodeJS.ProcessEnv>
  >;
}

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(file, "utf8")) as Workflow;
}

/**
 * The shells that GitHub runs a step with.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
const shells: Readonly<Record<string, readonly string[]>> = {
  none: ["bash", "-e"],
  bash: ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
  sh: ["sh", "-e"],
};

/** Whether the service would run a job, by its `if`. */
export function isRun({ workflow, job, contexts }: Pick<JobRun, "workflow" | "job" | "contexts">): boolean {
  const condition = workflow.jobs[job]?.if;
  return condition === undefined || evaluate(condition, contexts) === true;
}

export function runJob({ workflow, job: name, folder, contexts, env, actions = {} }: JobRun): RanJob {
  const job = workflow.jobs[name];
  if (!job) throw new Error(`no job ${name}`);
  const files = mkdtempSync(join(tmpdir(), "github-"));
  const summaryFile = join(files, "summary");
  writeFileSync(summaryFile, "");
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  let [ok, log] = [true, ""];
  let ofActions: NodeJS.ProcessEnv = {};
  for (const step of job.steps) {
    const known = { ...contexts, steps, env: workflow.env ?? {} };
    const condition = step.if ?? "success()";
    const wanted = /\b(always|failure|success)\(\)/.test(condition)
      ? condition
      : `success() && (${condition})`;
    if (!evaluate(wanted, known, ok)) continue;
    const action = actions[step.uses?.split("@")[0] ?? ""];
    if (action) ofActions = { ...ofActions, ...action(expanded(step.with, known)) };
    if (step.run === undefined) continue;
    const script = join(files, "script.sh");
    const outputFile = join(files, "output");
    writeFileSync(script, step.run);
    writeFileSync(outputFile, "");
    const [shell = "", ...args] = shells[step.shell ?? workflow.defaults?.run?.shell ?? "none"] ?? [];
    const ran = spawnSync(shell, [...args, script], {
      cwd: folder,
      encoding: "utf8",
      input: "",
      maxBuffer: 1 << 28,
      env: {
        ...env,
        ...expanded(workflow.env, known),
        ...ofActions,
        ...expanded(step.env, known),
        CI: "true",
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: summaryFile,
        GITHUB_REPOSITORY: "acme/access",
      },
    });
    log += `# ${step.name ?? step.run}\n${ran.stdout}${ran.stderr}`;
    if (ran.status !== 0) ok = false;
    if (step.id !== undefined)
      steps[step.id] = {
        outputs: Object.fromEntries(
          readFileSync(outputFile, "utf8")
            .split("\n")
            .filter((line) => line.includes("="))
            .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
        ),
      };
  }
  const summary = readFileSync(summaryFile, "utf8");
  rmSync(files, { recursive: true });
  return {
    ok,
    log,
    summary,
    outputs: expanded(job.outputs, { ...contexts, steps }),
  };
}

function expanded(
  values: Readonly<Record<string, string | number>> | undefined,
  known: object,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\{(.*?)\}\}/g, (_all, expression: string) =>
        String(evaluate(expression, known) ?? ""),
      ),
    ]),
  );
}

/** An expression of a workflow. Those that are used here mean the same in JavaScript; what is missing is empty to GitHub. */
function evaluate(expression: string, known: object, ok = true): unknown {
  const names = { success: () => ok, failure: () => !ok, always: () => true, ...known };
  try {
    return new Function(...Object.keys(names), `return ${expression}`)(...Object.values(names));
  } catch (failure) {
    if (failure instanceof TypeError) return undefined;
    throw failure;
  }
}
