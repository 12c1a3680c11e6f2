/** `npm run sandbox`: deploys an access file to an emulated AWS on this machine, tries it, and takes it down again. */
import { constants } from "node:os";
import { Command, CommanderError } from "commander";
import { defaultAccessFile } from "../cli/access-file";
import { Exit, exitStatus } from "../cli/exit";
import { allowClosedPipes, print, printDocument, warn } from "../cli/terminal";
import { quietAboutNode } from "../live/aws";
import { json as jsonText } from "../reports/json";
import { forgetAws } from "./environment";
import { keptSandbox, shellLines } from "./kept";
import { killAllGroups } from "./process-group";
import { Progress } from "./progress";
import { walk } from "./walk";
import { walkTables } from "./walk-table";

interface Options {
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** Runs a command line; returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  allowClosedPipes();
  const program = new Command("sandbox")
    .description(
      "Deploys an access file to an emulated AWS on this machine with real Terraform, tries who gets in, and takes it down again.",
    )
    .argument("[FILE]", "access file; default: $ACCESS_FILE, else access.yaml")
    .option("--keep", "leave the emulator and the deployment running, and print how to use them")
    .option("--json", "print the outcome as one JSON document")
    .exitOverride()
    .showHelpAfterError("(see --help)");
  try {
    program.parse([...args], { from: "user" });
  } catch (failure) {
    // Commander has printed its own messages already; help is not a failure.
    if (failure instanceof CommanderError)
      return failure.exitCode === 0 ? exitStatus.done : exitStatus.wrongCall;
    throw failure;
  }
  return sandbox(program.args[0] ?? defaultAccessFile(), program.opts<Options>());
}

async function sandbox(file: string, { keep, json }: Options): Promise<number> {
  const progress = new Progress();
  const interruption = new AbortController();
  const interrupted = (name: NodeJS.Signals) => {
    if (interruption.signal.aborted) return killAllGroups();
    progress.line(`${name}: cleaning up; once more to do it at once`);
    interruption.abort(new Interrupted(name));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, interrupted);
  const printJson = (value: object) => printDocument([`${jsonText(value, 2)}\n`]);
  try {
    const { walk: outcome, kept } = await walk(file, progress, { keep, signal: interruption.signal });
    const use =
      kept && (await keptSandbox(kept).catch((failure) => kept.stop().then(() => Promise.reject(failure))));
    if (interruption.signal.aborted) {
      if (use) process.kill(use.page.pid);
      await kept?.stop();
    }
    interruption.signal.throwIfAborted();
    if (json) printJson({ ...outcome, ...(use && { kept: use }) });
    else {
      print(walkTables(outcome));
      if (use) print(["", ...shellLines(use)]);
    }
    return outcome.ok ? exitStatus.done : exitStatus.wrongInput;
  } catch (failure) {
    if (interruption.signal.aborted)
      return 128 + constants.signals[(interruption.signal.reason as Interrupted).by];
    const [status, message] =
      failure instanceof Exit
        ? [failure.status, failure.message]
        : [exitStatus.outsideFailed, (failure as Error).stack ?? String(failure)];
    warn(message.split("\n"));
    if (json)
      printJson({
        file,
        ok: false,
        steps: progress.steps,
        error: message,
        trials: [],
        roles: [],
        lab: [],
        left: [],
      });
    return status;
  } finally {
    for (const name of signals) process.off(name, interrupted);
  }
}

class Interrupted extends Error {
  constructor(readonly by: NodeJS.Signals) {
    super(`interrupted by ${by}`);
  }
}

if (require.main === module) {
  forgetAws(process.env);
  quietAboutNode();
  main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
