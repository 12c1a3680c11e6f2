import { Command, CommanderError, Option } from "commander";
import { version } from "#package.json";
import { checkAccessFile, defaultAccessFile } from "./access-file";
import type { DiffOptions } from "./diff";
import { exitStatus, reportFailure } from "./exit";
import type { ImportOptions } from "./import";
import type { Answers } from "./init";
import type { RecoverOptions } from "./recover";
import type { ShowOptions } from "./show";
import type { StackNamesOptions } from "./stack-names";
import type { SynthOptions } from "./synth";
import { allowClosedPipes, endProgress, print, warn } from "./terminal";
import type { VerifyOptions } from "./verify";

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
    .showHelpAfterError("(see --help)")
    .addHelpText(
      "after",
      `
Exit status:
  ${exitStatus.done}  done
  ${exitStatus.wrongInput}  the input is wrong, or the answer is no
  ${exitStatus.wrongCall}  the command line is wrong
  ${exitStatus.outsideFailed}  something outside failed, such as AWS or the file system`,
    );
  const file = "access file; default: $ACCESS_FILE, else access.yaml";
  const format = (choices: readonly string[]) =>
    new Option("-f, --format <FORMAT>", "format of the result").choices(choices).default(choices[0]);

  const state = () =>
    new Option(
      "--state <PATH>",
      "result of terraform show -json, or a folder with one for each stack; warn of what the file would do to it",
    ).conflicts("module");

  program
    .command("init")
    .description("create a new project with an access file to start from; existing files are kept")
    .argument("[DIR]", "folder for the project", ".")
    .option("--identity-account <ID>", "id of the identity account")
    .option("--target-account <NAME=ID>", "a target account")
    .option("--user <NAME>", "name of the first user")
    .option("--run-from <WHERE>", "where Terraform runs: management, identity (accounts), or pipeline")
    .option("--pipeline <SERVICE>", "write a pipeline for github or gitlab")
    .option("--repository <NAME>", "the pipeline's repository, such as acme@1234/access@5678")
    .action(async (folder: string, answers: Answers) => {
      const { init } = await import("./init");
      await init(folder, answers);
    });

  program
    .command("import")
    .description("write an access file that describes the real accounts, and import.md beside it; read only")
    .option("--identity <ID>", "id of the identity account")
    .option("--accounts <ACCOUNT...>", "target accounts to read: ID or NAME=ID")
    .option("--organization", "read every active account of the organization, with its name and tags")
    .option("--with <ROLE>", "role to assume in each account, such as role/Auditor; default: the deploy role")
    .option(
      "--from <DIR>",
      "read no account, but <account id>.json from `aws iam get-account-authorization-details`",
    )
    .option(
      "--state <FILE...>",
      "read no account, but Terraform states: state files, or results of terraform show -json",
    )
    .option(
      "--deploy-role <NAME>",
      "role that Terraform is to assume in each account",
      "OrganizationAccountAccessRole",
    )
    .option("-o, --output <FILE>", "access file to write; an existing one is not overwritten", "access.yaml")
    .option("--no-fold", "do not combine equal roles of several accounts into one role of the file")
    .option("--leave-out <NAME...>", "users, groups and roles to leave out, such as user/terraform")
    .option("--split-by <TAG>", "write the accounts of each value of this tag to a file of their own")
    .option("--accounts-only <FILE>", "only compare the target accounts of a file with the organization")
    .action(async (options: ImportOptions) => {
      const { importAccounts } = await import("./import");
      await importAccounts(options);
    });

  program
    .command("check")
    .description("report every problem of an access file; write nothing")
    .argument("[FILE]", file)
    .option(
      "-o, --output <DIR>",
      "output folder; what is deployed from it is compared with the file",
      "cdktf.out",
    )
    .option("--strict", "treat warnings as errors")
    .addOption(state())
    .action((name: string | undefined, options: { strict?: boolean; output: string; state?: string }) =>
      checkAccessFile(name ?? defaultAccessFile(), options),
    );

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
    .addOption(
      new Option(
        "--reports <DIR>",
        "write the reports to DIR/access; default: to the output folder",
      ).conflicts("module"),
    )
    .option("--module", "generate a Terraform module to call from other configuration")
    .addOption(state())
    .action(async (name: string | undefined, options: SynthOptions) => {
      // Each command is loaded when it is called: only this one needs the framework.
      const { synth } = await import("./synth");
      synth(name ?? defaultAccessFile(), options);
    });

  program
    .command("show")
    .description("show the access matrix: the users, and the roles that they can assume in each account")
    .argument("[FILE]", `${file}; or git:<revision>[:<path>] for the file in that revision`)
    .addOption(format(["table", "json", "markdown", "csv"]))
    .option("--wide", "all columns, and a row for each subject and account, also on a terminal")
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
      "the subjects that the trust policy of the role admits, and what it requires",
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
      new Option("--prove <CLAIM>", "exit with status 1 unless this is proven").choices(["no-new-access"]),
    )
    .addOption(state())
    .action(async (before: string, after: string | undefined, options: DiffOptions) => {
      const { diff } = await import("./diff");
      diff(before, after ?? defaultAccessFile(), options);
    });

  program
    .command("doctor")
    .description(
      "try to reach every account and the bucket of the state as Terraform will, and say what is missing",
    )
    .argument("[FILE]", file)
    .action(async (name: string | undefined) => {
      const { doctor } = await import("./doctor");
      await doctor(name ?? defaultAccessFile());
    });

  program
    .command("verify")
    .description("compare the real accounts with the access file; read only")
    .argument("[FILE]", file)
    .addOption(format(["table", "json", "markdown"]))
    .option("--with <ROLE>", "role to assume in each account, such as role/Auditor; default: deployWith")
    .option("--account <NAME...>", "only these target accounts, and the identity account")
    .option("--organization", "also find accounts of the organization that the file does not list")
    .option(
      "--from <DIR>",
      "read no account, but <account id>.json from `aws iam get-account-authorization-details`",
    )
    .option("--fail-on <LEVELS>", "exit with status 1 only for: high, medium, low, or ids of findings")
    .option("--unused <DAYS>", "report users and roles that were not used for this time", "90d")
    .option("--evidence <DIR>", "write findings, matrix and what was read to this folder")
    .option(
      "--try <USER>",
      "assume every role with the credentials of this user, and compare the result with the file",
    )
    .action(async (name: string | undefined, options: VerifyOptions) => {
      const { verify } = await import("./verify");
      await verify(name ?? defaultAccessFile(), options);
    });

  program
    .command("recover")
    .description(
      "after a killed apply: write import blocks for what AWS has and the Terraform state does not know",
    )
    .argument("[FILE]", file)
    .option("-o, --output <DIR>", "output folder of the synth that was applied", "cdktf.out")
    .option(
      "--state <PATH>",
      "result of terraform show -json, or a folder with one for each stack; default: local state files",
    )
    .option("--with <ROLE>", "role to assume in each account, such as role/Auditor; default: deployWith")
    .option(
      "--from <DIR>",
      "read no account, but <account id>.json from `aws iam get-account-authorization-details`",
    )
    .action(async (name: string | undefined, options: RecoverOptions) => {
      const { recover } = await import("./recover");
      await recover(name ?? defaultAccessFile(), options);
    });

  program
    .command("stacks")
    .description("list the Terraform stacks that an access file declares, for a pipeline to run")
    .argument("[FILE]", file)
    .addOption(format(["text", "json"]))
    .action(async (name: string | undefined, options: StackNamesOptions) => {
      const { showStackNames } = await import("./stack-names");
      showStackNames(name ?? defaultAccessFile(), options);
    });
  return program;
}

/** Runs a command line; returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  allowClosedPipes();
  try {
    await command().parseAsync([...args], { from: "user" });
    return exitStatus.done;
  } catch (failure) {
    // Commander has printed its own messages already; help and version are not failures.
    if (failure instanceof CommanderError)
      return failure.exitCode === 0 ? exitStatus.done : exitStatus.wrongCall;
    return reportFailure(failure);
  } finally {
    endProgress();
  }
}

if (require.main === module)
  run(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
