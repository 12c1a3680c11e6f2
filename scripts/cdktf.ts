/**
 * `npm run synth` and `npm run deploy`: the CDKTF command, framed by what people want to see. The access file is checked
 * first, so that its problems stand alone on the screen and nothing is touched; the matrix and what to run next come last.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { defaultAccessFile, readAccessFile } from "../cli/access-file";
import { run } from "../cli/main";
import { showSynthesized } from "../cli/synth";

async function main([command = "synth", ...args]: readonly string[]): Promise<number> {
  const checked = await run(["check"]);
  if (checked !== 0) return checked;
  process.env.ACCESS_FILE_CHECKED = "1";
  const cdktf = join(dirname(require.resolve("cdktf-cli/package.json")), "bundle", "bin", "cdktf");
  const { status, signal } = spawnSync(process.execPath, [cdktf, command, ...args], {
    stdio: "inherit",
    // The question whether there is a newer version costs seconds, and the framework will have none.
    env: { CHECKPOINT_DISABLE: "1", ...process.env },
  });
  if (status !== 0) {
    process.stderr.write(`cdktf ${command} ended with ${signal ?? `status ${status}`}\n`);
    return 3;
  }
  if (command !== "synth") return 0;
  showSynthesized(readAccessFile(defaultAccessFile()), "cdktf.out");
  return 0;
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
