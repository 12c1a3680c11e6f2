/**
 * The app that `cdktf synth` and `cdktf deploy` run: reads the access file, adds the stacks, synthesizes.
 *
 * `ACCESS_FILE` names another file than access.yaml; `--quiet` leaves out its warnings.
 */
import { App } from "cdktf";
import { defaultAccessFile, readToSynthesize } from "./cli/access-file";
import { exitable } from "./cli/exit";
import { replaceOutput } from "./cli/output-folder";
import { defaultOutput, synthesize } from "./cli/synth";

exitable(() => {
  const output = defaultOutput();
  const quiet = process.argv.includes("--quiet");
  const file = defaultAccessFile();
  const read = readToSynthesize(file, { output, quiet });
  replaceOutput(output, (folder) => synthesize(read, { file, output }, new App({ outdir: folder })));
});
