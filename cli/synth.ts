import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { type Access, stacksOf } from "../access";
import { matrixOverview } from "../reports/matrix-overview";
import { matrixTable } from "../reports/matrix-table";
import { permissionSetsText } from "../reports/permission-sets";
import { reportOf } from "../reports/report";
import { retiredAccountsText } from "../reports/retired-accounts";
import { type AccessToSynthesize, readDeclaration, readToSynthesize } from "./access-file";
import { keptFile } from "./deployed";
import { Exit, exitStatus } from "./exit";
import { shareLockFile } from "./lock-file";
import { accessModule, moduleFile, writeModule } from "./module";
import { outputDifference } from "./output-difference";
import { replaceOutput } from "./output-folder";
import { isForGit, provenanceOf } from "./provenance";
import { reportsFolder, requireReports, writeReports } from "./reports-folder";
import { synthesizeStacks } from "./stacks";
import { type Line, print, printMarked, showWork, terminalWidth, warn } from "./terminal";

export interface SynthOptions {
  /** The output folder. Default: `cdktf.out`, with `module` `modules/cross-account-access`. */
  readonly output?: string;
  /** Folder for the reports, so that they are not committed with the output. Default: the output folder. */
  readonly reports?: string;
  /** Whether warnings are errors. Default: false. */
  readonly strict?: boolean;
  /** Whether the output is compared with what a synth would write, and nothing is written. Default: false. */
  readonly check?: boolean;
  /** Whether a Terraform module is made, to call from other configuration. Default: false. */
  readonly module?: boolean;
  /** Terraform state to compare with: a file, or a folder of them. Default: what is beside the output. */
  readonly state?: string;
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
  const { strict, state, check, output = defaultOutput(), reports = output } = options;
  const read = readToSynthesize(file, { strict, output, state });
  const places = { file, output, reports };
  const isApart = !isSame(reports, output);
  if (isApart) requireReports(reports);
  writeOrCheck(file, output, options, (folder) => synthesize(read, places, new App({ outdir: folder })));
  if (check) return;
  if (isApart) replaceReports(read, places);
  showSynthesized(read.access, output, reports);
}

/** Replaces the reports in a folder of their own, and removes those that an earlier synth left in the output. */
function replaceReports(
  { access, kept, included }: AccessToSynthesize,
  { file, output, reports }: Required<Places>,
): void {
  replaceOutput(reports, (folder) => {
    showWork("writing reports");
    writeReports(access, join(folder, reportsFolder), provenanceOf(file, included));
  });
  if (kept === undefined) rmSync(join(output, reportsFolder), { recursive: true, force: true });
}

function isSame(folder: string, other: string): boolean {
  return resolve(folder) === resolve(other);
}

function synthModule(file: string, options: SynthOptions): void {
  const { strict, output = defaultModule } = options;
  const module = accessModule(readDeclaration(file, { strict }));
  writeOrCheck(file, output, options, (folder) => writeModule(module, folder));
  if (options.check) return;
  print(
    module
      .callFrom(sourceOf(output))
      .split("\n")
      .map((line) => ({ verbatim: line })),
  );
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
    replaceOutput(output, write);
    return;
  }
  const difference = outputDifference(output, write);
  if (difference.length === 0) {
    warn(`${output} is up to date with ${file}`);
    return;
  }
  print(difference);
  const remedy = `cross-account-roles synth ${file} --output ${output}${module ? " --module" : ""}`;
  throw new Exit(exitStatus.wrongInput, `${output} is out of date with ${file}; run: ${remedy}`);
}

/** The access file, and the folders that a synth writes to. */
export interface Places {
  readonly file: string;
  readonly output: string;
  /** Default: the output folder. */
  readonly reports?: string;
}

/** Writes what a synth writes to the output folder into the app's folder: the stacks, and the reports if they belong there. */
export function synthesize(
  { access, kept, included }: AccessToSynthesize,
  { file, output, reports = output }: Places,
  app: App,
): void {
  synthesizeStacks(app, access);
  shareLockFile(output, app.outdir);
  if (isSame(reports, output)) {
    showWork("writing reports");
    const isCommitted = isForGit(join(output, reportsFolder, "index.html"));
    writeReports(
      access,
      join(app.outdir, reportsFolder),
      isCommitted ? undefined : provenanceOf(file, included),
    );
  }
  if (kept === undefined) return;
  mkdirSync(join(app.outdir, reportsFolder), { recursive: true });
  writeFileSync(join(app.outdir, keptFile), kept);
}

/** Shows the access matrix after a synth, and what to do next. */
export function showSynthesized(access: Access, output: string, reports = output): void {
  const [report, width] = [reportOf(access), terminalWidth()];
  if (width === undefined) print(matrixTable(report, { rows: rowsAfterSynth, brief: true }));
  else printMarked(matrixOverview(report, { width, rows: rowsAfterSynth }));
  warn(["", ...nextSteps(access, output, reports)]);
}

function nextSteps(access: Access, output: string, reports: string): Line[] {
  const stacks = stacksOf(access);
  const folder = (stack: string) => `${output}/stacks/${stack}`;
  const texts = [permissionSetsText(access), retiredAccountsText(access)];
  return [
    ...stacks.slice(0, stacksInNextSteps).map(({ name }) => `Terraform JSON: ${folder(name)}/cdk.tf.json`),
    ...(stacks.length > stacksInNextSteps
      ? [`... and ${stacks.length - stacksInNextSteps} more stacks`]
      : []),
    `Access of each user: ${reports}/${reportsFolder}/index.html`,
    ...texts.filter((text) => text !== undefined),
    stacks.length > 1 ? "Next, in each stack, in any order:" : "Next:",
    ...["init", "plan", "apply"].map((verb) => ({
      verbatim: `  terraform -chdir=${folder(stacks[0]?.name ?? "")} ${verb}`,
    })),
  ];
}
