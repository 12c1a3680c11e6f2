/**
 * The app that `cdktf synth` and `cdktf deploy` run: reads the access file, adds the stacks, synthesizes.
 *
 * `ACCESS_FILE` names another file than access.yaml; `--quiet` leaves out its warnings.
 */
import { App } from "cdktf";
import { defaultAccessFile, readAccessFile } from "./cli/access-file";
import { exitable } from "./cli/exit";
import { defaultOutput, synthesize } from "./cli/synth";

exitable(() => {
  const output = defaultOutput();
  const quiet = process.argv.includes("--quiet");
  synthesize(readAccessFile(defaultAccessFile(), { output, quiet }), new App({ outdir: output }));
});
