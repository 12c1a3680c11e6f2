import { mkdirSync } from "node:fs";
import { App } from "cdktf";
import { type Access, stacksOf } from "../access";
import { matrixTable } from "../reports/matrix-table";
import { retiredText } from "../reports/policy-size-table";
import { reportOf } from "../reports/report";
import { readAccessFile, readDeclaration } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { accessModule, moduleFile, writeModule } from "./module";
import { outputDifference } from "./output-difference";
import { removeEmptiedStacks } from "./previous-output";
import { writeReports } from "./reports";
import { synthesizeStacks } from "./stacks";

export interface SynthOptions {
  /** Where the output goes. Default: `cdktf.out`, of a module `modules/cross-account-access`. */
  readonly output?: string;
  /** Whether warnings are errors. */
  readonly strict?: boolean;
  /** Whether nothing is written, and the output is compared with what would be. */
  readonly check?: boolean;
  /** Whether a Terraform module is made, to be called from other configuration. */
  readonly module?: boolean;
}

const defaultModule = "modules/cross-account-access";

/** Where CDKTF's own command wants the output, or where it has it by default. */
export function defaultOutput(): string {
  return process.env.CDKTF_OUTDIR ?? "cdktf.out";
}

/** How much of the matrix is shown after a synth: enough for a look, and the next steps stay in sight. */
const rowsAfterSynth = 40;
/** How many stacks the next steps name. */
const stacksInNextSteps = 5;

/**
 * Synthesizes an access file to Terraform JSON, and shows what it comes to.
 *
 * @throws Exit with `check`, when the output is not what the file gives
 */
export function synth(file: string, options: SynthOptions): void {
  if (options.module) synthModule(file, options);
  else synthStacks(file, options);
}

function synthStacks(file: string, options: SynthOptions): void {
  const { strict, output = defaultOutput() } = options;
  const access = readAccessFile(file, { strict, output });
  const write = (folder: string) => {
    // The framework makes the last folder of a path only.
    mkdirSync(folder, { recursive: true });
    synthesize(access, new App({ outdir: folder }));
  };
  if (options.check) requireSame(file, output, options, outputDifference(output, write));
  else {
    write(output);
    showSynthesized(access, output);
  }
}

function synthModule(file: string, options: SynthOptions): void {
  const { strict, output = defaultModule } = options;
  const module = accessModule(readDeclaration(file, { strict }));
  const write = (folder: string) => writeModule(module, folder);
  if (options.check) requireSame(file, output, options, outputDifference(output, write));
  else {
    write(output);
    process.stdout.write(`${module.callFrom(sourceOf(output))}\n`);
    process.stderr.write(
      `\nTerraform module: ${output}/${moduleFile}\nCall it as above, with your own providers.\n`,
    );
  }
}

/** A folder as the source of a module: without a dot, Terraform looks for it in the registry. */
function sourceOf(folder: string): string {
  return folder.startsWith("/") || folder.startsWith(".") ? folder : `./${folder}`;
}

function requireSame(
  file: string,
  output: string,
  { module }: SynthOptions,
  difference: readonly string[],
): void {
  if (difference.length === 0) return;
  process.stdout.write(`${difference.join("\n")}\n`);
  throw new Exit(
    exitStatus.wrongInput,
    `${output} is not what ${file} gives; run: cross-account-roles synth ${file} --output ${output}${module ? " --module" : ""}`,
  );
}

/** Everything that a synth writes. */
export function synthesize(access: Access, app: App): void {
  removeEmptiedStacks(access, app.outdir);
  synthesizeStacks(app, access);
  writeReports(access, app.outdir);
}

/** What a synth came to, and what to do next. */
export function showSynthesized(access: Access, output: string): void {
  process.stdout.write(`${matrixTable(reportOf(access), { rows: rowsAfterSynth, brief: true })}\n`);
  process.stderr.write(`\n${nextSteps(access, output)}\n`);
}

function nextSteps(access: Access, output: string): string {
  const stacks = stacksOf(access);
  const folder = (stack: string) => `${output}/stacks/${stack}`;
  const retired = retiredText(access);
  return [
    ...stacks.slice(0, stacksInNextSteps).map(({ name }) => `Terraform JSON: ${folder(name)}/cdk.tf.json`),
    ...(stacks.length > stacksInNextSteps
      ? [`... and ${stacks.length - stacksInNextSteps} more stacks`]
      : []),
    `Who can reach what: ${output}/access/index.html`,
    ...(retired === undefined ? [] : [retired]),
    stacks.length > 1 ? "Next, in each of them, in any order:" : "Next:",
    ...["init", "plan", "apply"].map((verb) => `  terraform -chdir=${folder(stacks[0]?.name ?? "")} ${verb}`),
  ].join("\n");
}
