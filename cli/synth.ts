import { mkdirSync } from "node:fs";
import { App } from "cdktf";
import { type Access, stacksOf } from "../access";
import { matrixTable } from "../reports/matrix-table";
import { reportOf } from "../reports/report";
import { readAccessFile } from "./access-file";
import { removeEmptiedStacks } from "./previous-output";
import { writeReports } from "./reports";
import { addStacks } from "./stacks";

export interface SynthOptions {
  /** Where the output goes. */
  readonly output: string;
  /** Whether warnings are errors. */
  readonly strict?: boolean;
}

/** How much of the matrix is shown after a synth: enough for a look, and the next steps stay in sight. */
const rowsAfterSynth = 40;
/** How many stacks the next steps name. */
const stacksInNextSteps = 5;

/** Synthesizes an access file to Terraform JSON, and shows what it comes to. */
export function synth(file: string, { output, strict }: SynthOptions): void {
  const access = readAccessFile(file, { strict, output });
  // The framework makes the last folder of a path only.
  mkdirSync(output, { recursive: true });
  synthesize(access, new App({ outdir: output }));
  showSynthesized(access, output);
}

/** Everything that a synth writes. */
export function synthesize(access: Access, app: App): void {
  removeEmptiedStacks(access, app.outdir);
  addStacks(app, access);
  app.synth();
  writeReports(access, app.outdir);
}

/** What a synth came to, and what to do next. */
export function showSynthesized(access: Access, output: string): void {
  process.stdout.write(`${matrixTable(reportOf(access), { rows: rowsAfterSynth })}\n`);
  process.stderr.write(`\n${nextSteps(access, output)}\n`);
}

function nextSteps(access: Access, output: string): string {
  const stacks = stacksOf(access);
  const folder = (stack: string) => `${output}/stacks/${stack}`;
  const retired = access.targetAccounts.filter((account) => account.retired).map(({ name }) => name);
  return [
    ...stacks.slice(0, stacksInNextSteps).map(({ name }) => `Terraform JSON: ${folder(name)}/cdk.tf.json`),
    ...(stacks.length > stacksInNextSteps
      ? [`... and ${stacks.length - stacksInNextSteps} more stacks`]
      : []),
    ...(retired.length > 0
      ? [`Retired, to be dropped from the file after the next apply: ${retired.join(", ")}`]
      : []),
    stacks.length > 1 ? "Next, in each of them, in any order:" : "Next:",
    ...["init", "plan", "apply"].map((verb) => `  terraform -chdir=${folder(stacks[0]?.name ?? "")} ${verb}`),
  ].join("\n");
}
