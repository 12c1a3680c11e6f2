import { Command, CommanderError, Option } from "commander";
import { version } from "#package.json";
import { checkAccessFile, defaultAccessFile } from "./access-file";
import type { DiffOptions } from "./diff";
import { Exit, exitStatus } from "./exit";
import type { Answers } from "./init";
import type { ShowOptions } from "./show";
import type { SynthOptions } from "./synth";
import { allowClosedPipes, print, warn } from "./terminal";

/** The command `cross-account-roles`. */
export function command(): Command {
  const program = new Command("cross-account-roles")
    .description("Cross-account IAM access from one access file: Terraform, the access matrix, reports.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(text.trimEnd().split("\n")),
      writeErr: (text) => warn(text.trimEnd().split("\n")),
    })
    .showHelpAfterError("(see --help)");
  const file = "access file; default: $ACCESS_FILE, else access.yaml";
  const format = (choices: readonly string[]) =>
    new Option("-f, --format <FORMAT>", "format of the result").choices(choices).default(choices[0]);

  program
    .command("synth")
    .description("generate Terraform JSON and reports from an access file")
    .argument("[FILE]", file)
    .option(
      "-o, --output <DIR>",
      "output folder; default: cdktf.out, with --module modules/cross-account-access",
    )
    .option("--strict", "treat warnings as errors")
    .option("--check", "write nothing; fail and show the difference if the output is out of date")
    .option("--module", "generate a Terraform module to call from other configuration")
    .action(async (name: string | undefined, options: SynthOptions) => {
      // Each command is loaded when it is called: only this one needs the framework.
      const { synth } = await import("./synth");
      synth(name ?? defaultAccessFile(), options);
    });

  program
    .command("init")
    .description("create a new project with an access file to start from; existing files are kept")
    .argument("[DIR]", "folder for the project", ".")
    .option("--identity-account <ID>", "id of the identity account")
    .option("--target-account <NAME=ID>", "a target account")
    .option("--user <NAME>", "name of the first user")
    .action(async (folder: string, answers: Answers) => {
      const { init } = await import("./init");
      await init(folder, answers);
    });

  program
    .command("show")
    .description("show the access matrix: the users, and the roles that they can assume in each account")
    .argument("[FILE]", `${file}; or git:<revision>[:<path>] for the file in that revision`)
    .addOption(format(["table", "json", "markdown", "csv"]))
    .option("--account <NAME>", "only this target account")
    .option("--tag <KEY=VALUE>", "only target accounts with this tag")
    .option("--user <NAME>", "only this user or principal; if both have the name: user:NAME, principal:NAME")
    .option("--group <NAME>", "only the access that this group brings, and its members")
    .option("--role <NAME>", "only this role")
    .option("--external", "only subjects outside the identity account")
    .option("--console", "only users with console access")
    .option("--no-mfa", "only access without MFA, or where that is unknown")
    .option("--admin", "only roles that are or can become administrator, also over other roles")
    .option("--reach <USER>", "everything that the user or principal reaches, also over other roles")
    .option(
      "--trust <ROLE ACCOUNT...>",
      "the subjects that the trust policy of the role admits, and the terms",
    )
    .option("--can <USER ACCOUNT...>", "answer whether the user can get into the target account, and why")
    .action(async (name: string | undefined, options: ShowOptions) => {
      const { show } = await import("./show");
      show(name ?? defaultAccessFile(), options);
    });

  program
    .command("diff")
    .description("show the access that a change gives, changes and takes, most dangerous first")
    .argument("<OLD>", "access file, or git:<revision>[:<path>] for the file in that revision")
    .argument("[NEW]", "the same; default: $ACCESS_FILE, else access.yaml")
    .addOption(format(["text", "markdown", "json"]))
    .option(
      "--fail-on <LEVELS>",
      "exit with status 1 if one of these occurs: high, medium, or ids of findings such as mfa-dropped",
    )
    .addOption(
      new Option("--prove <CLAIM>", "prove it, or exit with status 1: nobody gets new access").choices([
        "no-new-access",
      ]),
    )
    .action(async (before: string, after: string | undefined, options: DiffOptions) => {
      const { diff } = await import("./diff");
      diff(before, after ?? defaultAccessFile(), options);
    });

  program
    .command("check")
    .description("report every problem of an access file; write nothing")
    .argument("[FILE]", file)
    .option("-o, --output <DIR>", "folder of the last output, to compare with", "cdktf.out")
    .option("--strict", "treat warnings as errors")
    .action((name: string | undefined, options: { strict?: boolean; output: string }) =>
      checkAccessFile(name ?? defaultAccessFile(), options),
    );
  return program;
}

/** Runs a command line; returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  allowClosedPipes();
  try {
    await command().parseAsync([...args], { from: "user" });
    return exitStatus.done;
  } catch (failure) {
    // Commander has printed its own messages already; help and version are no failures.
    if (failure instanceof CommanderError)
      return failure.exitCode === 0 ? exitStatus.done : exitStatus.wrongCall;
    const message = failure instanceof Error ? failure.message : String(failure);
    if (message !== "") warn(message.split("\n"));
    return failure instanceof Exit ? failure.status : exitStatus.outsideFailed;
  }
}

if (require.main === module)
  run(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
