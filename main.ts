/**
 * The app that `cdktf synth` and `cdktf deploy` run: reads the access file, adds the stacks, synthesizes.
 *
 * `ACCESS_FILE` names another file than access.yaml.
 */
import { App } from "cdktf";
import { defaultAccessFile, readAccessFile } from "./cli/access-file";
import { Exit } from "./cli/exit";
import { addStacks } from "./cli/stacks";

try {
  const access = readAccessFile(defaultAccessFile());
  const app = new App();
  addStacks(app, access);
  app.synth();
} catch (failure) {
  if (!(failure instanceof Exit)) throw failure;
  process.stderr.write(`${failure.message}\n`);
  process.exitCode = failure.status;
}
