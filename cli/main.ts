import { Command, CommanderError, Option } from "commander";
import { version } from "#package.json";
import { defaultAccessFile, readAccessFile } from "./access-file";
import type { DiffOptions } from "./diff";
import { Exit, exitStatus } from "./exit";
import type { Answers } from "./init";
import type { ShowOptions } from "./show";
import type { SynthOptions } from "./synth";

/** The command `cross-account-roles`. */
export function command(): Command {
  const program = new Command("cross-account-roles")
    .description("Who may reach which AWS account as which IAM role: from one access file to Terraform.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(--help tells more)");
  const file = "access file; default: $ACCESS_FILE, else access.yaml";

  program
    .command("synth")
    .description("make Terraform JSON of an access file")
    .argument("[FILE]", file)
    .option(
      "-o, --output <DIR>",
      "folder for the output; default: cdktf.out, with --module modules/cross-account-access",
    )
    .option("--strict", "take warnings for errors")
    .option(
      "--check",
      "write nothing; fail if the output is not what the access file gives, and say what differs",
    )
    .option(
      "--module",
      "make a Terraform module, without providers and backend, to be called from other configuration",
    )
    .action(async (name: string | undefined, options: SynthOptions) => {
      // Loaded late: the other commands do without the framework.
      const { synth } = await import("./synth");
      synth(name ?? defaultAccessFile(), options);
    });

  program
    .command("init")
    .description(
      "make a new project: an access file to start from, and what deploys it; nothing is overwritten",
    )
    .argument("[DIR]", "folder for the project", ".")
    .option("--identity-account <ID>", "id of the identity account")
    .option("--target-account <NAME=ID>", "a target account")
    .option("--user <NAME>", "name of the first user")
    .action(async (folder: string, answers: Partial<Answers>) => {
      const { init } = await import("./init");
      await init(folder, answers);
    });

  program
    .command("show")
    .description("show the access matrix: who reaches which account as which role")
    .argument("[FILE]", file)
    .addOption(
      new Option("-f, --format <FORMAT>", "how").choices(["table", "json", "markdown"]).default("table"),
    )
    .option("--account <NAME>", "only this target account")
    .option("--user <NAME>", "only this user, or principal")
    .option("--role <NAME>", "only this role")
    .option(
      "--can <USER ACCOUNT...>",
      "say whether the user gets into the target account, and how or why not",
    )
    .action(async (name: string | undefined, options: ShowOptions) => {
      const { show } = await import("./show");
      show(name ?? defaultAccessFile(), options);
    });

  program
    .command("diff")
    .description("say what access a change gives, takes and alters, most dangerous first")
    .argument("<OLD>", "access file, or git:<revision>[:<path>] for the file as it was there")
    .argument("[NEW]", "the same; default: $ACCESS_FILE, else access.yaml")
    .addOption(
      new Option("-f, --format <FORMAT>", "how").choices(["text", "markdown", "json"]).default("text"),
    )
    .option("--fail-on <IDS>", "exit with status 1 when one occurs: grant-admin,mfa-dropped,...")
    .action(async (before: string, after: string | undefined, options: DiffOptions) => {
      const { diff } = await import("./diff");
      diff(before, after ?? defaultAccessFile(), options);
    });

  program
    .command("check")
    .description("say everything that is wrong with an access file, and write nothing")
    .argument("[FILE]", file)
    .option("-o, --output <DIR>", "folder of the last output, to compare with", "cdktf.out")
    .option("--strict", "take warnings for errors")
    .action((name: string | undefined, options: { strict?: boolean; output: string }) => {
      readAccessFile(name ?? defaultAccessFile(), options);
    });
  return program;
}

/** Runs a command line; returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await command().parseAsync([...args], { from: "user" });
    return exitStatus.done;
  } catch (failure) {
    // Commander has printed its own messages already; help and version are no failures.
    if (failure instanceof CommanderError)
      return failure.exitCode === 0 ? exitStatus.done : exitStatus.wrongCall;
    if (failure instanceof Exit) {
      if (failure.message !== "") process.stderr.write(`${failure.message}\n`);
      return failure.status;
    }
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
    return exitStatus.outsideFailed;
  }
}

if (require.main === module)
  run(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
