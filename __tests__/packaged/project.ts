/** A project that `init` of the packed package wrote, in a repository of its own, and the emulated AWS that it deploys to. */
import { chmodSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { parseDocument } from "yaml";
import { cliConfigFile } from "../../sandbox/cli-config";
import { EmulatedAws } from "../../sandbox/emulated-aws";
import { Emulator } from "../../sandbox/emulator";
import { terraformEnvironment } from "../../sandbox/environment";
import { emptyFolder, fromTarball, run } from "./folder";

export const identityAccount = "111111111111";

/** The access file as data. */
export type AccessFileData = Record<string, Record<string, unknown>>;

/** What `init` does not write: a stack for each account, the finding about a new user, and what only the emulator needs. */
export function settings(file: AccessFileData): void {
  const expected = [{ finding: "user-without-mfa", name: "sam", reason: "Sam has not signed in yet." }];
  Object.assign(file, { stacks: "perAccount", expected });
  Object.assign(file.backend?.s3 as object, { usePathStyle: true });
}

/** A job that must be green; else its log is the error. */
export function green<Ran extends { readonly ok: boolean; readonly log: string }>(ran: Ran): Ran {
  if (!ran.ok) throw new Error(ran.log);
  return ran;
}

export class Project {
  private constructor(
    /** The working copy of whoever writes the access file. */
    readonly folder: string,
    private readonly emulator: Emulator,
    readonly aws: EmulatedAws,
    /** The environment of the jobs: the emulated AWS without credentials, and commands that stand for the service's. */
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * Does what the documentation says, up to the first commit.
   *
   * @param edit the change of the access file that `init` wrote
   */
  static async start(flags: readonly string[], edit: (file: AccessFileData) => void): Promise<Project> {
    const folder = emptyFolder();
    const git = ["-c", "init.defaultBranch=main", "init", "--quiet"];
    run("git", git, { cwd: folder });
    const shell = (text: string) =>
      run("bash", ["-euo", "pipefail", "-c", fromTarball(text)], { cwd: folder, input: "" });
    shell(["npx cdktf-aws-cross-account-roles init", ...flags].join(" "));
    editAccessFile(folder, edit);
    shell("npm install");
    const machine = emptyFolder();
    const emulator = await Emulator.start({ logFile: join(machine, "emulator.log") });
    const aws = new EmulatedAws(emulator.endpoint, "aws", "us-east-1");
    const s3 = aws.s3(await aws.inside(identityAccount));
    await s3.send(new CreateBucketCommand({ Bucket: `access-state-${identityAccount}` }));
    const commands = commandsFolder({ gh: join(__dirname, "fake-gh"), npm: join(__dirname, "fake-npm") });
    return new Project(folder, emulator, aws, {
      ...terraformEnvironment(process.env, {
        endpoint: emulator.endpoint,
        region: aws.region,
        configFile: "/dev/null",
        credentialsFile: "/dev/null",
        cliConfigFile: cliConfigFile(machine),
      }),
      // Providers that are killed leave their sockets.
      TMPDIR: machine,
      PATH: `${commands}:${process.env.PATH}`,
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
    });
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
  }

  /** The environment with credentials of a role, as a service exchanges its token for them. */
  async sessionOf(roleArn: string): Promise<NodeJS.ProcessEnv> {
    const keys = await this.aws.assume(await this.aws.inside(identityAccount), roleArn, {
      sessionName: "pipeline",
    });
    return {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
    };
  }

  /** Changes the access file, and synthesizes it as the documentation says. */
  change(edit: (file: AccessFileData) => void): void {
    editAccessFile(this.folder, edit);
    this.synth();
  }

  synth(): void {
    run("npm", ["run", "synth"], { cwd: this.folder });
  }

  /** Makes the lock file. The emulator's machine may have no registry, so by an init; then all stacks get it. */
  lock(): void {
    const stack = join(this.folder, "terraform/stacks/access");
    run("terraform", [`-chdir=${stack}`, "init", "-backend=false"], { env: this.env });
    this.synth();
  }

  git(...args: readonly string[]): string {
    const who = ["-c", "user.name=Sam", "-c", "user.email=sam@example.com"];
    return run("git", [...who, ...args], { cwd: this.folder });
  }

  /**
   * Commits everything on a branch from the main branch, and the merge of it. The working copy is the main branch again.
   *
   * @returns the revision of the merge, which the jobs of a pull request check out
   */
  pullRequest(branch: string): string {
    this.git("switch", "--quiet", "--create", branch);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", branch);
    this.git("switch", "--quiet", "--detach", "main");
    this.git("merge", "--quiet", "--no-ff", "--message", `merge ${branch}`, branch);
    const merge = this.git("rev-parse", "HEAD").trim();
    this.git("switch", "--quiet", "main");
    return merge;
  }

  /** Brings a merge onto the main branch. */
  accept(merge: string): void {
    this.git("merge", "--quiet", "--ff-only", merge);
  }

  /** A fresh checkout of a revision, as each job has one. */
  checkout(revision: string): string {
    const folder = emptyFolder();
    run("git", ["clone", "--quiet", this.folder, folder]);
    run("git", ["fetch", "--quiet", "origin", revision], { cwd: folder });
    run("git", ["checkout", "--quiet", "--detach", "FETCH_HEAD"], { cwd: folder });
    return folder;
  }
}

/** A folder for the PATH with commands that stand for others: name -> the file. */
function commandsFolder(commands: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  for (const [name, file] of Object.entries(commands)) {
    cpSync(file, join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

function editAccessFile(folder: string, edit: (file: AccessFileData) => void): void {
  const path = join(folder, "access.yaml");
  const file = parseDocument(readFileSync(path, "utf8")).toJS() as AccessFileData;
  edit(file);
  // JSON is YAML, and the comments are not needed.
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
}
