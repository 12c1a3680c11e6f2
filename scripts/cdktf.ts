/**
 * `npm run synth` and `npm run deploy`: the CDKTF command, framed by what people want to see. The access file is read
 * first, so that its problems stand alone on the screen and nothing is touched; the matrix and what to run next come last.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { defaultAccessFile, readAccessFile } from "../cli/access-file";
import { Exit, exitable, exitStatus } from "../cli/exit";
import { showSynthesized } from "../cli/synth";

/** The app without compiling it: the npm script has done so. Its warnings have been shown. */
const app = "node lib/main.js --quiet";
const output = "cdktf.out";

/** The stacks that a deployment is of: all, where none is named. CDKTF asks for a name as soon as there are two. */
function stacksIn([first]: readonly string[]): readonly string[] {
  return first === undefined || first.startsWith("-") ? ["*"] : [];
}

function main([command = "synth", ...args]: readonly string[]): void {
  const access = readAccessFile(defaultAccessFile(), { output });
  const cdktf = join(dirname(require.resolve("cdktf-cli/package.json")), "bundle", "bin", "cdktf");
  const stacks = command === "deploy" ? stacksIn(args) : [];
  const { status, signal } = spawnSync(process.execPath, [cdktf, command, ...stacks, "--app", app, ...args], {
    stdio: "inherit",
    env: {
      // The question whether there is a newer version costs seconds, and the framework will have none.
      CHECKPOINT_DISABLE: "1",
      // In a pipeline or a file, the progress of a synth would be a line for each turn of the spinner.
      ...(command === "synth" && !process.stdout.isTTY && { CI: "true" }),
      ...process.env,
    },
  });
  if (status !== 0)
    throw new Exit(exitStatus.outsideFailed, `cdktf ${command} ended with ${signal ?? `status ${status}`}`);
  if (command === "synth") showSynthesized(access, output);
}

exitable(() => main(process.argv.slice(2)));
