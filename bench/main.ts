/**
 * `npm run bench`: what a synth costs, beside a program that makes the same resources by CDKTF alone (`raw.ts`). One JSON
 * document on standard output, progress on standard error. A missed target is a result, not a failure.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { WorkbenchOptions } from "./layouts-deployment";
import { type Measured, machine, measure, measureSeconds, type Program, progress, root } from "./measure";
import { accessFile, organizationOf, resourceCounts } from "./organization";
import { type Runs, resultOf } from "./result";

const main = join(root, "lib/main.js");
const raw = join(__dirname, "raw.js");

interface Options {
  readonly accounts?: readonly number[];
  readonly runs?: number;
  readonly quick?: boolean;
}

/** For a verdict, and for a glance: that takes a minute, and shows that everything is measured. */
const full = { runs: 7, accounts: [2, 10, 100, 1000, 5000] };
const quick = { runs: 1, accounts: [2, 100, 1000] };

function bench(options: Options): void {
  const { runs, accounts } = { ...(options.quick ? quick : full), ...options };
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  // Ctrl-C ends the process that is measured, and with it this one, in its own time: the folder goes.
  process.on("SIGINT", () => {});
  try {
    const result = resultOf(measureAll(accounts, runs, folder));
    process.stdout.write(`${JSON.stringify({ machine: machine(), runs, ...result }, null, 2)}\n`);
    for (const { target, limit, value, met } of result.targets)
      progress(`${met ? "met   " : "MISSED"}  ${target}: ${value} (limit ${limit})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Round after round, every size in each, so that a slow minute of the machine is not one size's. */
function measureAll(accountCounts: readonly number[], runs: number, folder: string): Runs {
  const output = join(folder, "out");
  const inNewFolder = <Result>(measureProgram: (program: Program) => Result, program: Program): Result => {
    const result = measureProgram({ ...program, env: { ...program.env, CDKTF_OUTDIR: output } });
    rmSync(output, { recursive: true });
    return result;
  };
  const sizes = accountCounts.map((accounts) => {
    const organization = organizationOf(accounts);
    const file = join(folder, `${accounts}.yaml`);
    writeFileSync(file, accessFile(organization));
    return {
      accounts,
      resources: Object.values(resourceCounts(organization)).reduce((sum, count) => sum + count, 0),
      ours: { script: main, env: { ACCESS_FILE: file } },
      raw: { script: raw, args: [String(accounts)] },
      runs: { ours: [] as Measured[], raw: [] as Measured[] },
    };
  });
  const labFile = { ACCESS_FILE: join(root, "access.yaml") };
  const lab = {
    node: { script: main, env: labFile },
    // It compiles the app. As `npm run synth` does, it asks nobody for a newer version.
    cdktf: {
      script: join(dirname(require.resolve("cdktf-cli/package.json")), "bundle/bin/cdktf"),
      args: ["synth", "--output", output],
      env: { ...labFile, CHECKPOINT_DISABLE: "1" },
    },
    runs: { nodeSeconds: [] as number[], cdktfSynthSeconds: [] as number[] },
  };

  progress("warm-up");
  for (const program of sizes.slice(0, 1).flatMap(({ ours, raw }) => [ours, raw]))
    inNewFolder(measure, program);
  inNewFolder(measureSeconds, lab.cdktf);
  for (let run = 1; run <= runs; run++) {
    for (const { accounts, ours, raw, runs: of } of sizes) {
      of.ours.push(inNewFolder(measure, ours));
      of.raw.push(inNewFolder(measure, raw));
      const seconds = [of.ours, of.raw].map((measured) => measured.at(-1)?.seconds.toFixed(2));
      progress(`${run}/${runs}  ${accounts} accounts: ${seconds[0]} s, raw ${seconds[1]} s`);
    }
    lab.runs.nodeSeconds.push(inNewFolder(measureSeconds, lab.node));
    lab.runs.cdktfSynthSeconds.push(inNewFolder(measureSeconds, lab.cdktf));
    const seconds = Object.values(lab.runs).map((measured) => measured.at(-1)?.toFixed(2));
    progress(`${run}/${runs}  lab: ${seconds[0]} s, cdktf synth ${seconds[1]} s`);
  }
  return {
    sizes: sizes.map(({ accounts, resources, runs }) => ({ accounts, resources, ...runs })),
    lab: lab.runs,
  };
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a number from 1 on.");
  return Number(text);
}

async function command(): Promise<void> {
  const program = new Command("npm run bench --")
    .description("Measure what a synth costs, beside CDKTF alone. Results: JSON on standard output.")
    // `--quick` means the command that it stands after.
    .enablePositionalOptions()
    .option("--accounts <LIST>", `numbers of accounts (default: ${full.accounts})`, (list) =>
      list.split(",").map(positive),
    )
    .option("--runs <N>", `rounds; each measures everything once (default: ${full.runs})`, positive)
    .option("--quick", "for a glance: fewer accounts, one round")
    .exitOverride()
    .action(bench);
  const onTerraform = (
    name: string,
    description: string,
    run: () => Promise<(options: WorkbenchOptions) => Promise<number>>,
  ) =>
    program
      .command(name)
      .description(`${description}, with Terraform on an emulated AWS.`)
      .option("--runs <N>", "rounds; each measures everything once", positive)
      .option("--quick", "for a glance: fewer accounts, one round")
      .action(async (options: WorkbenchOptions) => {
        // The SDK has an opinion on Node's age; the project says itself which Node it needs.
        process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
        // Loaded when it is needed: what this process holds, the processes that it measures start with.
        process.exitCode = await (await run())(options);
      });
  onTerraform(
    "layouts",
    "Measure what the layouts of stacks cost",
    async () => (await import("./layouts")).layouts,
  );
  onTerraform(
    "exclusive",
    "Measure what exclusive policies cost in a plan",
    async () => (await import("./exclusive")).exclusive,
  );
  await program.parseAsync();
}

command().catch((failure) => {
  if (failure instanceof CommanderError) {
    // Commander has said what is wrong.
    process.exitCode = failure.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`\n${(failure as Error).message}\n`);
    process.exitCode = 3;
  }
});
