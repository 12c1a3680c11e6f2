/** A project that `init` of the packed package wrote, in a repository of its own, and the emulated AWS that it deploys to. */
import { chmodSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { parseDocument } from "yaml";
import { Sandbox } from "../../sandbox/sandbox";
import { emptyFolder, fromTarball, run } from "./folder";

export const identityAccount = "111111111111";

/** The access file as data. */
export type AccessFileData = Record<string, Record<string, unknown>>;

export class Project {
  private constructor(
    /** The working copy of whoever writes the access file. */
    readonly folder: string,
    readonly sandbox: Sandbox,
    /** The environment of the jobs: the emulated AWS, and commands that stand for the service's. */
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
    const sandbox = await Sandbox.start(join(folder, "access.yaml"));
    const { aws } = sandbox;
    const s3 = aws.s3(await aws.inside(identityAccount));
    await s3.send(new CreateBucketCommand({ Bucket: `access-state-${identityAccount}` }));
    const commands = commandsFolder({ gh: join(__dirname, "fake-gh"), npm: join(__dirname, "fake-npm") });
    return new Project(folder, sandbox, {
      ...sandbox.environment,
      PATH: `${commands}:${process.env.PATH}`,
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
    });
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

  /** Commits everything on a branch from the main branch, and the merge of it, as a pull request is checked out. */
  pullRequest(branch: string): string {
    this.git("switch", "--quiet", "--create", branch);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", branch);
    this.git("switch", "--quiet", "--detach", "main");
    this.git("merge", "--quiet", "--no-ff", "--message", `merge ${branch}`, branch);
    return this.git("rev-parse", "HEAD").trim();
  }

  /** Brings a merge onto the main branch. */
  accept(merge: string): void {
    this.git("switch", "--quiet", "main");
    this.git("merge", "--quiet", "--ff-only", merge);
  }

  /** A fresh checkout of a revision, as each job has one. */
  checkout(revision: string): string {
    const folder = emptyFolder();
    run("git", ["clone", "--quiet", this.folder, folder]);
    run("git", ["fetch", "--quiet", "origin", revision], { cwd: folder });
    run("git", ["checkout", "--quiet", "--detach", revision], { cwd: folder });
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
