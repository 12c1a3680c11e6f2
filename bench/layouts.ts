/**
 * `npm run bench -- layouts`: what the layouts of stacks cost, in Terraform and in a synth. One JSON document on standard
 * output, progress on standard error. A missed target is a result, not a failure.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inOwnFolder } from "./in-own-folder";
import { type Deployed, Workbench, type WorkbenchOptions } from "./layouts-deployment";
import type { Watched } from "./layouts-processes";
import {
  type Compared,
  type DeployedRuns,
  layoutsResult,
  markdownTable,
  type SynthRun,
} from "./layouts-result";
import { machine, measure, progress } from "./measure";
import { accessFile, type Layout, organizationOf } from "./organization";
import type { Target } from "./result";

interface Sizes {
  readonly runs: number;
  readonly byStackSet: number;
  readonly byProvider: number;
  readonly synths: { readonly few: number; readonly many: number };
}

const full: Sizes = { runs: 1, byStackSet: 300, byProvider: 30, synths: { few: 1000, many: 10_000 } };
/** For a glance: some two minutes. Its targets are of smaller sizes, and so not those that are promised. */
const quick: Sizes = { runs: 1, byStackSet: 3, byProvider: 2, synths: { few: 100, many: 400 } };

/** Accounts that each of the 20 groups is granted a role in. */
const accountsOfGroup = 500;
const stacksAtOnce = 2;

/** Measures, prints, and cleans up; returns the exit status. */
export async function layouts(options: WorkbenchOptions): Promise<number> {
  const sizes = { ...(options.quick ? quick : full), ...(options.runs && { runs: options.runs }) };
  return inOwnFolder(async (folder, signal) => {
    const synths = await measureSynths(sizes, folder, signal);
    const deployments = await measureDeployments(sizes, folder, signal);
    print(sizes, { ...deployments, synths });
  });
}

function print(sizes: Sizes, compared: Compared): void {
  const result = layoutsResult(compared);
  process.stdout.write(`${JSON.stringify({ machine: machine(), ...sizes, ...result }, null, 2)}\n`);
  progress(`\n${markdownTable(result.deployments)}\n`);
  for (const target of result.targets) progress(targetLine(target));
}

function targetLine({ target, limit, value, met }: Target): string {
  return `${met ? "met   " : "MISSED"}  ${target}: ${value} (limit ${Number(limit.toFixed(3))})`;
}

async function measureSynths(
  { runs, synths: { few, many } }: Sizes,
  folder: string,
  signal: AbortSignal,
): Promise<Compared["synths"]> {
  const measured = (["perAccount", "stackSet"] as const).map((layout) => ({
    few: { layout, accounts: few, runs: [] as SynthRun[] },
    many: { layout, accounts: many, runs: [] as SynthRun[] },
  }));
  for (let round = 1; round <= runs; round++)
    for (const { layout, accounts, runs: of } of measured.flatMap((pair) => [pair.few, pair.many])) {
      const run = measureSynth(layout, accounts, folder);
      of.push(run);
      progress(
        `${round}/${runs}  synth, ${layout}, ${accounts} accounts: ${run.megabytes.toFixed(0)} MB, ${run.cpuSeconds.toFixed(1)} s of CPU, ${run.seconds.toFixed(1)} s; the grants ${run.grantsCpuSeconds.toFixed(2)} s of CPU`,
      );
      // What is measured keeps this process from hearing signals; here it hears them.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
  return measured;
}

function measureSynth(layout: Layout, accounts: number, folder: string): SynthRun {
  const [file, grants, output] = ["access.yaml", "grants", "cdktf.out"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, accessFile(organizationOf(accounts, accountsOfGroup), layout));
  const env = { ACCESS_FILE: file, CDKTF_OUTDIR: output, GRANTS_FILE: grants };
  const measured = measure({ script: join(__dirname, "layouts-synth.js"), env });
  rmSync(output, { recursive: true });
  return { ...measured, grantsCpuSeconds: Number(readFileSync(grants, "utf8")) };
}

async function measureDeployments(
  { runs, byStackSet, byProvider }: Sizes,
  folder: string,
  signal: AbortSignal,
): Promise<Omit<Compared, "synths">> {
  const of = (layout: Layout, accounts: number, atOnce: number) => ({
    layout,
    accounts,
    atOnce,
    runs: [] as Deployed[],
  });
  const measured = {
    oneByStackSet: of("stackSet", 1, 1),
    manyByStackSet: of("stackSet", byStackSet, 1),
    single: of("single", byProvider, 1),
    perAccount: of("perAccount", byProvider, stacksAtOnce),
  };
  const workbench = await Workbench.start(folder, signal);
  try {
    progress(`making ${byStackSet} accounts of an organization`);
    const one = await workbench.unitWith(1);
    const many = await workbench.unitWith(byStackSet);
    for (let round = 1; round <= runs; round++)
      for (const made of Object.values(measured)) {
        const { layout, accounts, atOnce } = made;
        const inUnit = made === measured.oneByStackSet ? one : many;
        const declared =
          layout === "stackSet"
            ? { layout, ...inUnit }
            : { layout, accountIds: workbench.newAccountIds(accounts) };
        const run = await workbench.deploy(declared, atOnce);
        made.runs.push(run);
        progress(`${round}/${runs}  ${deployedLine(made, run)}`);
      }
  } finally {
    await workbench.stop();
  }
  return measured;
}

function deployedLine(
  { layout, accounts }: DeployedRuns,
  { stacks, initSeconds, apply, plan }: Deployed,
): string {
  const took = ({ megabytes, providers, cpuSeconds, seconds }: Watched) =>
    `${megabytes.toFixed(0)} MB, ${providers} providers, ${cpuSeconds?.toFixed(1) ?? "?"} s of CPU, ${seconds.toFixed(1)} s`;
  return `${layout}, ${accounts} accounts in ${stacks} stacks: init ${initSeconds.toFixed(1)} s; apply ${took(apply)}; plan ${took(plan)}`;
}
