import { mkdirSync } from "node:fs";
import { App } from "cdktf";
import { type Access, stacksOf } from "../access";
import { matrixTable } from "../reports/matrix-table";
import { reportOf } from "../reports/report";
import { retiredAccountsText } from "../reports/retired-accounts";
import { readAccessFile, readDeclaration } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { accessModule, moduleFile, writeModule } from "./module";
import { outputDifference } from "./output-difference";
import { removeEmptiedStacks } from "./previous-output";
import { writeReports } from "./reports-folder";
import { synthesizeStacks } from "./stacks";
import { print, warn } from "./terminal";

export interface SynthOptions {
  /** The output folder. Default: `cdktf.out`, with `module` `modules/cross-account-access`. */
  readonly output?: string;
  /** Whether warnings are errors. Default: false. */
  readonly strict?: boolean;
  /** Whether the output is compared with what a synth would write, and nothing is written. Default: false. */
  readonly check?: boolean;
  /** Whether a Terraform module is made, to call from other configuration. Default: false. */
  readonly module?: boolean;
}

const defaultModule = "modules/cross-account-access";

/** The output folder that CDKTF's own command names, or its default. */
export function defaultOutput(): string {
  return process.env.CDKTF_OUTDIR ?? "cdktf.out";
}

/** The rows of the matrix after a synth: few enough for the next steps to stay in sight. */
const rowsAfterSynth = 40;
/** The number of stacks that the next steps name. */
const stacksInNextSteps = 5;

/**
 * Synthesizes an access file to Terraform JSON, and shows the access matrix.
 *
 * @throws Exit with `check`, when the output is out of date
 */
export function synth(file: string, options: SynthOptions): void {
  if (options.module) synthModule(file, options);
  else synthStacks(file, options);
}

function synthStacks(file: string, options: SynthOptions): void {
  const { strict, output = defaultOutput() } = options;
  const access = readAccessFile(file, { strict, output });
  writeOrCheck(file, output, options, (folder) => {
    // The framework makes the last folder of a path only.
    mkdirSync(folder, { recursive: true });
    synthesize(access, new App({ outdir: folder }));
  });
  if (!options.check) showSynthesized(access, output);
}

function synthModule(file: string, options: SynthOptions): void {
  const { strict, output = defaultModule } = options;
  const module = accessModule(readDeclaration(file, { strict }));
  writeOrCheck(file, output, options, (folder) => writeModule(module, folder));
  if (options.check) return;
  print(module.callFrom(sourceOf(output)).split("\n"));
  warn(["", `Terraform module: ${output}/${moduleFile}`, "Call it as above, with your own providers."]);
}

/** A folder as the source of a module: without a dot, Terraform looks for it in the registry. */
function sourceOf(folder: string): string {
  return folder.startsWith("/") || folder.startsWith(".") ? folder : `./${folder}`;
}

/** Writes the output; with `check`, compares what is there with it instead. */
function writeOrCheck(
  file: string,
  output: string,
  { check, module }: SynthOptions,
  write: (folder: string) => void,
): void {
  if (!check) {
    write(output);
    return;
  }
  const difference = outputDifference(output, write);
  if (difference.length === 0) return;
  print(difference);
  const remedy = `cross-account-roles synth ${file} --output ${output}${module ? " --module" : ""}`;
  throw new Exit(exitStatus.wrongInput, `${output} is out of date with ${file}; run: ${remedy}`);
}

/** Writes everything that a synth writes: the stacks and the reports. */
export function synthesize(access: Access, app: App): void {
  removeEmptiedStacks(access, app.outdir);
  synthesizeStacks(app, access);
  writeReports(access, app.outdir);
}

/** Shows the access matrix after a synth, and what to do next. */
export function showSynthesized(access: Access, output: string): void {
  print(matrixTable(reportOf(access), { rows: rowsAfterSynth, brief: true }));
  warn(["", ...nextSteps(access, output)]);
}

function nextSteps(access: Access, output: string): string[] {
  const stacks = stacksOf(access);
  const folder = (stack: string) => `${output}/stacks/${stack}`;
  const retired = retiredAccountsText(access);
  return [
    ...stacks.slice(0, stacksInNextSteps).map(({ name }) => `Terraform JSON: ${folder(name)}/cdk.tf.json`),
    ...(stacks.length > stacksInNextSteps
      ? [`... and ${stacks.length - stacksInNextSteps} more stacks`]
      : []),
    `Access of each user: ${output}/access/index.html`,
    ...(retired === undefined ? [] : [retired]),
    stacks.length > 1 ? "Next, in each stack, in any order:" : "Next:",
    ...["init", "plan", "apply"].map((verb) => `  terraform -chdir=${folder(stacks[0]?.name ?? "")} ${verb}`),
  ];
}
