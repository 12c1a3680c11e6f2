/**
 * The app that `cdktf synth` and `cdktf deploy` run: reads the access file, adds the stacks, synthesizes.
 *
 * `ACCESS_FILE` names another file than access.yaml.
 */
import { App } from "cdktf";
import { defaultAccessFile, readAccessFile } from "./cli/access-file";
import { Exit } from "./cli/exit";
import { synthesize } from "./cli/synth";

try {
  const output = process.env.CDKTF_OUTDIR ?? "cdktf.out";
  synthesize(readAccessFile(defaultAccessFile(), { output }), new App({ outdir: output }));
} catch (failure) {
  if (!(failure instanceof Exit)) throw failure;
  process.stderr.write(`${failure.message}\n`);
  process.exitCode = failure.status;
}
