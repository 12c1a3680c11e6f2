import { App } from "cdktf";
import { accessMatrix } from "../access";
import { matrixTable } from "../reports/matrix-table";
import { readAccessFile } from "./access-file";
import { addStacks } from "./stacks";

export interface SynthOptions {
  /** Where the output goes. */
  readonly output: string;
  /** Whether warnings are errors. */
  readonly strict?: boolean;
}

/** How much of the matrix is shown after a synth: enough for a look, and the next steps stay in sight. */
const rowsAfterSynth = 40;

/** Synthesizes an access file to Terraform JSON, and shows what it comes to. */
export function synth(file: string, { output, strict }: SynthOptions): void {
  const access = readAccessFile(file, { strict });
  const app = new App({ outdir: output });
  addStacks(app, access);
  app.synth();
  process.stdout.write(`${matrixTable(accessMatrix(access), { rows: rowsAfterSynth })}\n`);
  process.stderr.write(`\n${nextSteps(output)}\n`);
}

/** What to do after a synth. */
export function nextSteps(output: string): string {
  const stack = `${output}/stacks/access`;
  return [
    `Terraform JSON: ${stack}/cdk.tf.json`,
    "Next:",
    `  terraform -chdir=${stack} init`,
    `  terraform -chdir=${stack} plan`,
    `  terraform -chdir=${stack} apply`,
  ].join("\n");
}
