/** An AWS for many walks, one after the other, each in accounts of its own; and one deployment in it. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { stringify } from "yaml";
import { type Access, type Caller, placesOf } from "../../../access";
import { readAccessFile } from "../../../cli/access-file";
import { iamArn } from "../../../iam/arn";
import { byCodePoint, policyDocument, policyJson } from "../../../iam/policy-document";
import { sessionName } from "../../../iam/session-name";
import { cliConfigFile } from "../../../sandbox/cli-config";
import { credentialsFile } from "../../../sandbox/deploy-credentials";
import { EmulatedAws, type Keys } from "../../../sandbox/emulated-aws";
import { Emulator } from "../../../sandbox/emulator";
import { type EmulatorGaps, measureGaps } from "../../../sandbox/emulator-gaps";
import { terraformEnvironment } from "../../../sandbox/environment";
import { IamRefusals } from "../../../sandbox/iam-refusals";
import { compareRoles, expectations, tryMatrix } from "../../../sandbox/matrix-trial";
import { type Finished, run } from "../../../sandbox/process-group";
import { readBack } from "../../../sandbox/read-back";
import { findTerraform, Terraform } from "../../../sandbox/terraform";
import { checkout, temporaryFolder } from "../support";
import type { Company, Ids } from "./company";
import { type Snapshot, snapshot } from "./snapshot";

const region = "us-east-1";
/** The user whose keys Terraform is run with. */
export const deployer = "deployer";

/** An emulator with IAM's refusals in front of it. */
export class World {
  private walks = 0;
  /** What `terraform init` made, for stacks of every walk: it is the same for all of them. */
  readonly initialized: string;

  private constructor(
    readonly emulator: Emulator,
    readonly refusals: IamRefusals,
    /** Behind the refusals: what tests do and look at themselves. */
    readonly aws: EmulatedAws,
    readonly gaps: EmulatorGaps,
    readonly folder: string,
  ) {
    this.initialized = join(folder, "initialized");
  }

  static async start(): Promise<World> {
    const folder = temporaryFolder();
    const emulator = await Emulator.start({ logFile: join(folder, "emulator.log"), managedPolicies: false });
    const aws = new EmulatedAws(emulator.endpoint, "aws", region);
    const gaps = await measureGaps(aws, "999999999999", "999999999998", (on) => emulator.enforce(on));
    return new World(emulator, await IamRefusals.start(aws), aws, gaps, folder);
  }

  async end(): Promise<void> {
    await this.refusals.stop();
    await this.emulator.stop();
  }

  /** A place for one more walk: no other has its accounts. */
  scene(): Scene {
    return new Scene(this, ++this.walks);
  }
}

/** The names that roles, groups and users of a walk have in the file, by those that the walk has for them. */
export type Names = (name: string) => string;

/** One access file after the other, deployed to accounts that nobody else has. */
export class Scene {
  readonly folder: string;
  readonly output: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly terraform: Terraform;
  private declared?: Access;
  private readonly letters = new Map<string, string>();
  private readonly deployers = new Map<string, Promise<Keys>>();
  /** How often each user got a first password. */
  private readonly passwords = new Map<string, number>();

  constructor(
    readonly world: World,
    private readonly number: number,
  ) {
    this.folder = join(world.folder, `walk-${number}`);
    mkdirSync(this.folder);
    this.output = join(this.folder, "cdktf.out");
    this.environment = terraformEnvironment(process.env, {
      endpoint: world.refusals.endpoint,
      region,
      configFile: join(this.folder, "aws-config"),
      credentialsFile: join(this.folder, "aws-credentials"),
      cliConfigFile: cliConfigFile(world.folder),
    });
    this.terraform = new Terraform(findTerraform(), this.environment);
    writeFileSync(join(this.folder, "aws-config"), `[default]\nregion = ${region}\n`);
    // The emulator says of every password that it is as old as its user.
    world.refusals.watch.after = ({ action, parameters }) => {
      const user = parameters.get("UserName") ?? "";
      const count = this.passwords.get(user) ?? 0;
      if (action === "CreateLoginProfile") this.passwords.set(user, count + 1);
      if (action === "UpdateUser") this.passwords.set(parameters.get("NewUserName") ?? user, count);
    };
  }

  readonly id: Ids = (letter) => {
    const id = this.letters.get(letter) ?? `${100_000_000_000 + this.number * 1000 + this.letters.size}`;
    this.letters.set(letter, id);
    return id;
  };

  private get accounts(): ReadonlyMap<string, string> {
    return new Map([...this.letters].map(([letter, id]) => [id, letter]));
  }

  async iam(letter: string): Promise<IAMClient> {
    return this.world.aws.iam(await this.world.aws.inside(this.id(letter)));
  }

  private get file(): string {
    return join(this.folder, "access.yaml");
  }

  /**
   * Synthesizes a declaration with the command that users run.
   *
   * @returns the warnings, a line each
   * @throws what the command said, when it refused
   */
  async synth(declaration: Company, options: readonly string[] = []): Promise<string[]> {
    writeFileSync(this.file, stringify(declaration));
    const { status, stderr } = await this.command("synth", "access.yaml", ...options);
    if (status !== 0) throw new Error(`synth ended with status ${status}:\n${stderr}`);
    this.declared = readAccessFile(this.file, { quiet: true });
    await this.lendCredentials();
    await this.makePolicies();
    return stderr.split("\n").filter((line) => / warning: /.test(line));
  }

  /** Runs the command that users run, with the credentials that Terraform has. */
  command(...args: readonly string[]): Promise<Finished> {
    return run(process.execPath, [join(checkout, "lib/cli/main.js"), ...args], {
      env: this.environment,
      cwd: this.folder,
    });
  }

  get access(): Access {
    if (!this.declared) throw new Error("nothing is synthesized yet");
    return this.declared;
  }

  /** Terraform runs with the keys of a user of the identity account. */
  private async lendCredentials(): Promise<void> {
    const { id } = this.access.identityAccount;
    const made = this.deployers.get(id) ?? this.makeDeployer(id);
    this.deployers.set(id, made);
    writeFileSync(join(this.folder, "aws-credentials"), credentialsFile(await made, new Map()), {
      mode: 0o600,
    });
  }

  private async makeDeployer(accountId: string): Promise<Keys> {
    const iam = this.world.aws.iam(await this.world.aws.inside(accountId));
    await iam.send(new CreateUserCommand({ UserName: deployer }));
    return accessKey(iam, deployer);
  }

  /** The customer managed policies that the declaration names and does not make exist in their accounts. */
  private async makePolicies(): Promise<void> {
    for (const { account, settings } of placesOf(this.access))
      for (const policy of settings.managedPolicies)
        if (policy.kind === "customer" && !policy.declared) await this.policyIn(account.id, policy.name);
  }

  /** A customer managed policy, made at the first call. */
  policy(letter: string, name: string): Promise<string> {
    return this.policyIn(this.id(letter), name);
  }

  private async policyIn(accountId: string, name: string): Promise<string> {
    const arn = iamArn("aws", accountId, "policy", name);
    if (this.policies.has(arn)) return arn;
    this.policies.add(arn);
    const iam = this.world.aws.iam(await this.world.aws.inside(accountId));
    const PolicyDocument = policyJson(
      policyDocument({ Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" }),
    );
    await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument }));
    return arn;
  }

  private readonly policies = new Set<string>();

  /** The folders of the stacks that are in the output. */
  stacks(): string[] {
    const folder = join(this.output, "stacks");
    return readdirSync(folder)
      .filter((name) => existsSync(join(folder, name, "cdk.tf.json")))
      .sort(byCodePoint)
      .map((name) => join(folder, name));
  }

  /** `terraform init`, or what it made for a stack of the same name before: it is the same in every walk. */
  async init(folder: string): Promise<void> {
    if (existsSync(join(folder, ".terraform"))) return;
    const kept = join(this.world.initialized, basename(folder));
    const copy = (from: string, to: string) => {
      for (const name of [".terraform", ".terraform.lock.hcl"])
        cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    };
    const isLocal = JSON.parse(this.json(basename(folder))).terraform.backend.local !== undefined;
    if (isLocal && existsSync(kept)) {
      copy(kept, folder);
      return;
    }
    await this.terraform.init(folder);
    if (isLocal) copy(folder, kept);
  }

  /**
   * `terraform apply` in each stack, whatever becomes of the others.
   *
   * @throws all that Terraform said, when it failed
   */
  async apply(): Promise<void> {
    const failures: string[] = [];
    for (const folder of this.stacks()) {
      try {
        await this.init(folder);
        await this.terraform.apply(folder);
      } catch (failure) {
        failures.push(`${basename(folder)}: ${(failure as Error).message}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("\n"));
  }

  /** What a further apply would change, a line for each change. */
  async planned(): Promise<string[]> {
    const lines: string[] = [];
    for (const folder of this.stacks()) {
      await this.init(folder);
      const { changes } = await this.terraform.plan(folder);
      lines.push(...changes.map(({ address, actions }) => `${actions.join(" and ")} ${address}`));
    }
    return lines.sort(byCodePoint);
  }

  /** What there is in all accounts of the walk. */
  async snapshot(): Promise<Snapshot> {
    return snapshot({
      aws: this.world.aws,
      accounts: this.accounts,
      counts: (name) => name !== deployer,
      passwordOf: (user) => this.passwords.get(user) ?? 0,
    });
  }

  /**
   * How what is deployed differs from the declaration: who gets in where, and every role. Empty when it does not.
   *
   * @param isTried whether a user is tried at a role; by default each is tried at each
   */
  async differences(isTried = (_user: string, _role: string) => true): Promise<string[]> {
    const { access } = this;
    const { aws, emulator, gaps } = this.world;
    const identity = aws.iam(await aws.inside(access.identityAccount.id));
    const read = await readBack(access, async (accountId) => aws.iam(await aws.inside(accountId)));
    const wrongRoles = compareRoles(access, read).filter(({ ok }) => !ok);
    if (wrongRoles.length > 0)
      return wrongRoles.flatMap(({ role, account, differences }) =>
        differences.map((difference) => `${role} in ${account}: ${difference}`),
      );
    const keys = new Map<string, Keys>();
    for (const { name } of access.users) keys.set(`user ${name}`, await accessKey(identity, name));
    for (const { name, arn } of access.principals)
      keys.set(
        `principal ${name}`,
        await aws.assume(await aws.inside(access.identityAccount.id), arn, {
          sessionName: sessionName(name),
        }),
      );
    const keysOf = async ({ kind, name }: Caller): Promise<Keys> => {
      const found = keys.get(`${kind} ${name}`);
      if (!found) throw new Error(`no keys of ${kind} ${name}`);
      return found;
    };
    await emulator.enforce(true);
    try {
      const tried = expectations(access).filter(({ caller, place }) => isTried(caller.name, place.role.name));
      const trials = await tryMatrix({ aws, access, readBack: read, gaps, keysOf }, tried);
      return trials
        .filter(({ ok }) => !ok)
        .map(
          ({ user, role, account, expected, observed }) =>
            `${user} at ${role} in ${account}: ${expected}, but ${observed}`,
        );
    } finally {
      await emulator.enforce(false);
      for (const { name } of access.users)
        await identity.send(
          new DeleteAccessKeyCommand({ UserName: name, AccessKeyId: keys.get(`user ${name}`)?.accessKeyId }),
        );
    }
  }

  /** The Terraform JSON of a stack. */
  private json(stack: string): string {
    return readFileSync(join(this.output, "stacks", stack, "cdk.tf.json"), "utf8");
  }
}

async function accessKey(iam: IAMClient, UserName: string): Promise<Keys> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}
