/**
 * An AWS of several accounts on this machine, with an access file deployed to it by real Terraform, to be driven step by
 * step.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { CreateAccessKeyCommand } from "@aws-sdk/client-iam";
import type { Access, Caller } from "../access";
import { readAccessFile } from "../cli/access-file";
import { Exit, exitStatus } from "../cli/exit";
import { byCodePoint } from "../iam/policy-document";
import { sessionName } from "../iam/session-name";
import { inParallel } from "../live/in-parallel";
import { checkout } from "./checkout";
import { cliConfigFile } from "./cli-config";
import { credentialsFile, deployAccounts } from "./deploy-credentials";
import { EmulatedAws, type Keys } from "./emulated-aws";
import { Emulator, missingEmulator } from "./emulator";
import { type EmulatorGaps, isForgotten, measureGaps } from "./emulator-gaps";
import { terraformEnvironment } from "./environment";
import { inventory, leftovers } from "./inventory";
import { type LabRow, labEntries, tryLab } from "./lab-trial";
import {
  accountsOf,
  keyOf,
  type MadeElsewhere,
  madeElsewhere,
  make,
  remove,
  removeAccessKeys,
  sandboxNames,
} from "./made-elsewhere";
import { expectations, type Trial, tryMatrix } from "./matrix-trial";
import { oneOf } from "./principal-role";
import { run } from "./process-group";
import { type ReadBack, readBack } from "./read-back";
import { findTerraform, missingTerraform, type Plan, type PlannedChange, Terraform } from "./terraform";

export interface SandboxPlan extends Plan {
  /** Changes that only the emulator's gaps ask for; they are not among the others. */
  readonly forgotten: readonly PlannedChange[];
}

export interface SandboxOptions {
  /** When it aborts, what runs ends, and what is waited for fails with its reason. */
  readonly signal?: AbortSignal;
}

export class Sandbox {
  /**
   * Starts an emulator for an access file, and makes there what the file takes for existing.
   *
   * @throws Exit with what is wrong with the file (1), or what is missing on this machine (3); nothing is left running
   */
  static async start(file: string, options: SandboxOptions = {}): Promise<Sandbox> {
    const access = readAccessFile(file);
    const missing = [...missingTerraform(), ...missingEmulator()];
    if (missing.length > 0)
      throw new Exit(exitStatus.outsideFailed, "the sandbox needs more programs:", { details: missing });
    const terraform = findTerraform();
    const folder = mkdtempSync(join(tmpdir(), "access-sandbox-"));
    let emulator: Emulator | undefined;
    try {
      emulator = await Emulator.start({ logFile: join(folder, "emulator.log"), signal: options.signal });
      const gaps = await gapsOf(emulator, access);
      const sandbox = new Sandbox(folder, emulator, terraform, file, access, gaps, options.signal);
      await sandbox.prepare();
      return sandbox;
    } catch (failure) {
      await emulator?.stop();
      rmSync(folder, { recursive: true, force: true });
      throw failure;
    }
  }

  /** The emulator, for other requests. */
  readonly aws: EmulatedAws;
  /** The environment in which Terraform, and any other tool, uses the emulator as AWS. */
  readonly environment: NodeJS.ProcessEnv;
  private readonly terraform: Terraform;
  private readonly made = new Map<string, MadeElsewhere>();
  private readonly before = new Map<string, string[]>();
  private readonly keys = new Map<string, Promise<Keys>>();

  private constructor(
    /** A temporary folder: the Terraform JSON, the state, AWS's files. */
    readonly folder: string,
    readonly emulator: Emulator,
    terraform: string,
    private file: string,
    private declared: Access,
    /** What the emulator cannot do. */
    readonly gaps: EmulatorGaps,
    private readonly signal?: AbortSignal,
  ) {
    const { region } = declared;
    this.aws = awsOf(emulator, declared);
    this.environment = {
      ...terraformEnvironment(process.env, {
        endpoint: emulator.endpoint,
        region,
        configFile: join(folder, "aws-config"),
        credentialsFile: join(folder, "aws-credentials"),
        cliConfigFile: cliConfigFile(folder),
      }),
      // Providers that are killed leave their sockets.
      TMPDIR: folder,
    };
    this.terraform = new Terraform(terraform, this.environment, signal);
  }

  /** What is declared, as of the last `synth`. */
  get access(): Access {
    return this.declared;
  }

  private async prepare(): Promise<void> {
    await this.makeElsewhere();
    const { ambient, profiles } = deployAccounts(this.declared);
    const { deployer } = sandboxNames(this.declared);
    const keys = new Map<string, Promise<Keys>>();
    const deployerKeys = (accountId: string) => {
      const made = keys.get(accountId) ?? this.makeAccessKey(accountId, deployer);
      keys.set(accountId, made);
      return made;
    };
    const profileKeys = new Map<string, Keys>();
    for (const [profile, accountId] of profiles) profileKeys.set(profile, await deployerKeys(accountId));
    const { AWS_CONFIG_FILE = "", AWS_SHARED_CREDENTIALS_FILE = "" } = this.environment;
    writeFileSync(AWS_CONFIG_FILE, `[default]\nregion = ${this.declared.region}\n`);
    writeFileSync(AWS_SHARED_CREDENTIALS_FILE, credentialsFile(await deployerKeys(ambient), profileKeys), {
      mode: 0o600,
    });
  }

  /** Makes what the access file takes for existing, and is not there yet. */
  private async makeElsewhere(): Promise<void> {
    const missing = madeElsewhere(this.declared).filter((thing) => !this.made.has(keyOf(thing)));
    const accountIds = accountsOf(this.declared);
    const was = await this.inventories(accountIds);
    await make(
      this.aws,
      this.declared,
      missing.filter(({ adopted }) => !adopted),
    );
    const is = await this.inventories(accountIds);
    for (const [accountId, lines] of is) {
      const made = lines.filter((line) => !was.get(accountId)?.includes(line));
      this.before.set(accountId, [...(this.before.get(accountId) ?? []), ...made]);
    }
    // What Terraform adopts is its own from then on, and goes with the rest.
    await make(
      this.aws,
      this.declared,
      missing.filter(({ adopted }) => adopted),
    );
    for (const thing of missing) this.made.set(keyOf(thing), thing);
  }

  private async inventories(accountIds: readonly string[]): Promise<Map<string, string[]>> {
    const lines = await inParallel(accountIds, async (accountId) =>
      inventory(this.aws.iam(await this.aws.inside(accountId))),
    );
    return new Map(accountIds.map((accountId, index) => [accountId, lines[index] ?? []]));
  }

  private async makeAccessKey(accountId: string, UserName: string): Promise<Keys> {
    const iam = this.aws.iam(await this.aws.inside(accountId));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  }

  /**
   * Synthesizes the access file, unchanged, with the command that users run.
   *
   * @param file another access file from now on, with the same ways to reach its accounts
   */
  async synth(file = this.file): Promise<void> {
    if (file !== this.file) {
      this.declared = readAccessFile(file);
      this.file = file;
      await this.makeElsewhere();
    }
    const command = join(checkout(), "lib", "cli", "main.js");
    const { status, stderr } = await run(
      process.execPath,
      [command, "synth", this.file, "--output", this.output],
      { env: process.env, signal: this.signal },
    );
    if (status !== 0)
      throw new Exit(status ?? exitStatus.outsideFailed, stderr.trim().split("\n"), { isMarked: true });
    if (this.declared.backend && !this.declared.backend.local) this.keepStateHere();
  }

  /** The state stays in the sandbox, wherever the access file keeps it; what is synthesized is left as it is. */
  private keepStateHere(): void {
    for (const folder of this.stacks()) {
      const local = { path: join(this.folder, `${basename(folder)}.tfstate`) };
      writeFileSync(
        join(folder, "sandbox_override.tf.json"),
        JSON.stringify({ terraform: { backend: { local } } }),
      );
    }
  }

  /** Where `synth` puts its output. */
  get output(): string {
    return join(this.folder, "cdktf.out");
  }

  /** The folders of the stacks: none depends on another. */
  stacks(): string[] {
    const folder = join(this.output, "stacks");
    return readdirSync(folder)
      .sort(byCodePoint)
      .map((name) => join(folder, name));
  }

  private async eachStack<Result>(work: (folder: string) => Promise<Result>): Promise<Result[]> {
    const results: Result[] = [];
    // One after the other: each starts a process an account.
    for (const folder of this.stacks()) results.push(await work(folder));
    return results;
  }

  /** `terraform init` */
  async init(): Promise<void> {
    await this.eachStack((folder) => this.terraform.init(folder));
  }

  /** `terraform apply` */
  async apply(): Promise<void> {
    await this.eachStack((folder) => this.terraform.apply(folder));
  }

  /** `terraform plan` */
  async plan(): Promise<SandboxPlan> {
    const plans = await this.eachStack((folder) => this.terraform.plan(folder));
    const changes = plans.flatMap((plan) => plan.changes);
    const forgotten = changes.filter((change) => isForgotten(change, this.gaps));
    return {
      text: plans
        .filter((plan) => plan.changes.some((change) => !forgotten.includes(change)))
        .map(({ text }) => text)
        .join("\n"),
      changes: changes.filter((change) => !forgotten.includes(change)),
      forgotten,
    };
  }

  /** The outputs of all stacks. */
  async outputs(): Promise<Record<string, unknown>> {
    return Object.assign({}, ...(await this.eachStack((folder) => this.terraform.outputs(folder))));
  }

  /** Turns IAM enforcement on or off. It is off at the start, and for all that Terraform and the sandbox itself do. */
  async enforce(on: boolean): Promise<void> {
    await this.emulator.enforce(on);
  }

  /** An access key of a user, made at the first call. IAM enforcement is off then. */
  keysOf(user: string): Promise<Keys> {
    return this.remembered(`user ${user}`, () => this.makeAccessKey(this.declared.identityAccount.id, user));
  }

  /** A session of a principal, begun at the first call. IAM enforcement is off then. */
  sessionOf(name: string): Promise<Keys> {
    return this.remembered(`principal ${name}`, async () => {
      const { identityAccount, principals } = this.declared;
      const principal = principals.find((candidate) => candidate.name === name);
      if (!principal) throw new Error(`no principal "${name}"`);
      const account = principal.targetAccount ?? identityAccount;
      return this.aws.assume(await this.aws.inside(account.id), oneOf(principal.arn), {
        sessionName: sessionName(name),
      });
    });
  }

  private callerKeys({ kind, name }: Caller): Promise<Keys> {
    return kind === "user" ? this.keysOf(name) : this.sessionOf(name);
  }

  private remembered(what: string, make: () => Promise<Keys>): Promise<Keys> {
    const keys = this.keys.get(what) ?? make();
    this.keys.set(what, keys);
    return keys;
  }

  /** Makes the keys of all users, and a session of each principal. IAM enforcement is off. */
  async makeKeys(): Promise<void> {
    await inParallel(this.declared.users, ({ name }) => this.keysOf(name));
    await inParallel(this.declared.principals, ({ name }) => this.sessionOf(name));
  }

  /** Removes the users' keys, which Terraform does not manage. IAM enforcement is off. */
  async removeKeys(): Promise<void> {
    const { identityAccount, users } = this.declared;
    const iam = this.aws.iam(await this.aws.inside(identityAccount.id));
    await inParallel(
      users.filter(({ name }) => this.keys.has(`user ${name}`)),
      ({ name }) => removeAccessKeys(iam, name),
    );
    this.keys.clear();
  }

  /** Reads every role, and the policies of every user and principal. IAM enforcement is off. */
  async readBack(): Promise<ReadBack> {
    return readBack(this.declared, async (accountId) => this.aws.iam(await this.aws.inside(accountId)));
  }

  /** Tries the whole access matrix. Turns IAM enforcement on for it, and leaves it on. */
  async tryMatrix(readBack: ReadBack, onDone?: (done: number, of: number) => void): Promise<Trial[]> {
    const { access, aws, signal } = { access: this.declared, aws: this.aws, signal: this.signal };
    await this.enforce(false);
    await this.makeKeys();
    await this.enforce(true);
    const all = expectations(access);
    return tryMatrix(
      {
        aws,
        access,
        readBack,
        gaps: this.gaps,
        keysOf: (caller) => this.callerKeys(caller),
        signal,
        onDone: (done) => onDone?.(done, all.length),
      },
      all,
    );
  }

  /** Walks the lab's step 4 for every user and role in it. Turns IAM enforcement on for it, and leaves it on. */
  async tryLab(): Promise<LabRow[]> {
    await this.enforce(false);
    await this.makeKeys();
    await this.enforce(true);
    const { notGranted } = sandboxNames(this.declared);
    const options = {
      aws: this.aws,
      access: this.declared,
      keysOf: (user: string) => this.keysOf(user),
      notGranted,
      signal: this.signal,
    };
    return (await inParallel(labEntries(this.declared), (entry) => tryLab(options, entry))).flat();
  }

  /** `terraform destroy`, after the keys that are in its way. Turns IAM enforcement off. */
  async destroy(): Promise<void> {
    await this.enforce(false);
    await this.removeKeys();
    await this.eachStack(async (folder) => {
      if (this.gaps.lacksServiceSpecificCredentials && takeForceDestroyOff(folder))
        await this.terraform.apply(folder);
      await this.terraform.destroy(folder);
    });
  }

  /**
   * What there is in any account and was not there before Terraform, and what was there and is no more. IAM enforcement
   * is off.
   */
  async leftovers(): Promise<string[]> {
    const accountIds = accountsOf(this.declared);
    const now = await this.inventories(accountIds);
    return accountIds.flatMap((accountId) =>
      leftovers(this.before.get(accountId) ?? [], now.get(accountId) ?? []).map(
        (line) => `${accountId}: ${line}`,
      ),
    );
  }

  /** Removes what the sandbox had made beforehand. IAM enforcement is off. */
  async removeMadeElsewhere(): Promise<void> {
    const things = [...this.made.values()].filter(({ adopted }) => !adopted);
    await remove(this.aws, things);
    this.made.clear();
  }

  /** Ends the emulator and removes the folder, whatever the state of things. */
  async stop(): Promise<void> {
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function awsOf(emulator: Emulator, { partition, region }: Access): EmulatedAws {
  return new EmulatedAws(emulator.endpoint, partition, region);
}

async function gapsOf(emulator: Emulator, access: Access): Promise<EmulatorGaps> {
  const ids = accountsOf(access);
  let unused = 999_999_999_999;
  while (ids.includes(String(unused))) unused--;
  return measureGaps(awsOf(emulator, access), String(unused), access.identityAccount.id, (on) =>
    emulator.enforce(on),
  );
}

/**
 * Has Terraform delete users as it deletes others, in a file beside the one that is deployed; whether there were any. They
 * have nothing that would have to be forced.
 */
function takeForceDestroyOff(stack: string): boolean {
  const { resource } = JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8")) as {
    resource?: { aws_iam_user?: Record<string, { force_destroy?: boolean }> };
  };
  const forced = Object.entries(resource?.aws_iam_user ?? {}).filter(([, user]) => user.force_destroy);
  if (forced.length === 0) return false;
  // What the emulator forgets it could not set again either.
  const lifecycle = { ignore_changes: ["permissions_boundary"] };
  const users = Object.fromEntries(forced.map(([name]) => [name, { force_destroy: false, lifecycle }]));
  writeFileSync(
    join(stack, "destroy_override.tf.json"),
    JSON.stringify({ resource: { aws_iam_user: users } }),
  );
  return true;
}
