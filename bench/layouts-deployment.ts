/** Deploys layouts to an emulated AWS with real Terraform, and tells what that took. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { stringify } from "yaml";
import { Exit, exitStatus } from "../cli/exit";
import { inParallel } from "../live/in-parallel";
import { cliConfigFile } from "../sandbox/cli-config";
import { credentialsFile } from "../sandbox/deploy-credentials";
import { EmulatedAws } from "../sandbox/emulated-aws";
import { Emulator, type EmulatorOptions } from "../sandbox/emulator";
import { terraformEnvironment } from "../sandbox/environment";
import { run } from "../sandbox/process-group";
import { findTerraform } from "../sandbox/terraform";
import { type Declared, declaredAccess, type Units } from "./layouts-declared";
import { type Watched, watched } from "./layouts-processes";
import { root } from "./measure";

const logName = "emulator.log";
const partition = "aws";
const region = "us-east-1";
const managementAccountId = "999900001111";
/** Terraform's, of no account: it assumes a role in every account, and the emulator asks nobody for permission. */
const anyKeys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "unknown" };

export interface Deployed {
  readonly stacks: number;
  /** `terraform init` of all stacks. */
  readonly initSeconds: number;
  /** `terraform apply` of all stacks: it plans, and makes everything. */
  readonly apply: Watched;
  /** `terraform plan` of all stacks after that: it reads everything, and finds nothing to do. */
  readonly plan: Watched;
}

/** Of the parts of the benchmark that run Terraform. */
export interface WorkbenchOptions {
  readonly quick?: boolean;
  readonly runs?: number;
}

export class Workbench {
  /** @throws Exit when this machine lacks Terraform or an emulator; nothing is left running */
  static async start(
    folder: string,
    signal: AbortSignal,
    { managedPolicies = false }: Pick<EmulatorOptions, "managedPolicies"> = {},
  ): Promise<Workbench> {
    const command = findTerraform();
    const emulator = await Emulator.start({ logFile: join(folder, logName), signal, managedPolicies });
    try {
      return new Workbench(folder, signal, command, emulator);
    } catch (failure) {
      await emulator.stop();
      throw failure;
    }
  }

  private readonly aws: EmulatedAws;
  private readonly environment: NodeJS.ProcessEnv;
  private organization?: Promise<{ readonly client: OrganizationsClient; id: string; root: string }>;
  private count = 0;

  private constructor(
    private readonly folder: string,
    private readonly signal: AbortSignal,
    private readonly command: string,
    private readonly emulator: Emulator,
  ) {
    this.aws = new EmulatedAws(emulator.endpoint, partition, region);
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const plugins = join(folder, "plugins");
    mkdirSync(plugins);
    this.environment = {
      ...terraformEnvironment(process.env, {
        endpoint: emulator.endpoint,
        region,
        configFile: file("aws-config", `[default]\nregion = ${region}\n`),
        credentialsFile: file("aws-credentials", credentialsFile(anyKeys, new Map())),
        cliConfigFile: cliConfigFile(folder),
      }),
      TF_PLUGIN_CACHE_DIR: plugins,
      // As users run it. Not as the sandbox does, which trades memory for time.
      GOGC: "100",
      GOMEMLIMIT: "off",
    };
  }

  /** A new organizational unit with as many new accounts. */
  async unitWith(
    accounts: number,
  ): Promise<{ readonly units: Units; readonly accountIds: readonly string[] }> {
    this.organization ??= this.makeOrganization();
    const { client, id, root } = await this.organization;
    const name = `unit-${accounts}`;
    const { OrganizationalUnit } = await client.send(
      new CreateOrganizationalUnitCommand({ ParentId: root, Name: name }),
    );
    const unit = OrganizationalUnit?.Id as string;
    const accountIds = await inParallel(
      Array.from({ length: accounts }, (_, index) => `${name}-${index}`),
      async (account) => {
        this.signal.throwIfAborted();
        const { CreateAccountStatus } = await client.send(
          new CreateAccountCommand({ AccountName: account, Email: `${account}@example.com` }),
        );
        const AccountId = CreateAccountStatus?.AccountId as string;
        await client.send(
          new MoveAccountCommand({ AccountId, SourceParentId: root, DestinationParentId: unit }),
        );
        return AccountId;
      },
    );
    return { units: { organizationId: id, managementAccountId, unit }, accountIds };
  }

  private async makeOrganization() {
    const client = new OrganizationsClient({
      endpoint: this.aws.endpoint,
      region,
      credentials: { ...(await this.aws.inside(managementAccountId)) },
    });
    const { Organization } = await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    const { Roots: [top] = [] } = await client.send(new ListRootsCommand({}));
    return { client, id: Organization?.Id as string, root: top?.Id as string };
  }

  /** Account ids that nobody has used yet. */
  newAccountIds(count: number): string[] {
    const first = 200_000_000_000 + ++this.count * 10_000;
    return Array.from({ length: count }, (_, index) => String(first + index));
  }

  /**
   * Makes a layout: synthesizes, initializes, applies each stack and plans it again, some at once.
   *
   * @throws Exit with what Terraform said
   */
  async deploy(
    declared: Omit<Declared, "identityAccountId" | "roleName">,
    atOnce: number,
  ): Promise<Deployed> {
    const number = ++this.count;
    const identityAccountId = String(100_000_000_000 + number);
    const access = declaredAccess({ ...declared, identityAccountId, roleName: `Viewer-${number}` });
    const output = await this.synth(stringify(access));
    const stacks = readdirSync(output).map((name) => join(output, name));
    await this.warm([identityAccountId, ...declared.accountIds]);
    const initSeconds = await this.init(stacks);
    const each = (run: (stack: string) => Promise<void>) =>
      this.watched(async () => {
        await inParallel(stacks, run, { atOnce });
      });
    const apply = await each((stack) => this.apply(stack));
    const plan = await each((stack) => this.plan(stack));
    return { stacks: stacks.length, initSeconds, apply, plan };
  }

  /** Synthesizes an access file; returns the folder of its stacks' folders. */
  async synth(accessFile: string): Promise<string> {
    const folder = mkdtempSync(join(this.folder, "deployment-"));
    const file = join(folder, "access.yaml");
    writeFileSync(file, accessFile);
    const output = join(folder, "cdktf.out");
    await this.run(
      process.execPath,
      [join(root, "lib/cli/main.js"), "synth", file, "--output", output],
      process.env,
    );
    return join(output, "stacks");
  }

  /** How many calls of AWS's IAM and STS the emulator has answered: these two have one path. */
  calls(): number {
    return readFileSync(join(this.folder, logName), "utf8").match(/POST \/ HTTP/g)?.length ?? 0;
  }

  /** Does some work, and watches what is started for it. */
  watched(work: () => Promise<void>): Promise<Watched> {
    return watched(work, this.emulator.pid);
  }

  apply(stack: string): Promise<void> {
    return this.terraform(stack, "apply", "-auto-approve");
  }

  /** It reads everything that the state knows. */
  plan(stack: string): Promise<void> {
    return this.terraform(stack, "plan");
  }

  /** The emulator makes an account at the first request about it; that does not count as Terraform's time. */
  async warm(accountIds: readonly string[]): Promise<void> {
    await inParallel(accountIds, (accountId) => this.aws.inside(accountId));
  }

  /** Once for all stacks, as far as Terraform has it: the provider comes once, the others take it and its checksum. */
  async init([first = "", ...others]: readonly string[]): Promise<number> {
    const start = performance.now();
    await this.terraform(first, "init");
    for (const stack of others) {
      copyFileSync(join(first, ".terraform.lock.hcl"), join(stack, ".terraform.lock.hcl"));
      await this.terraform(stack, "init");
    }
    return (performance.now() - start) / 1000;
  }

  private async terraform(stack: string, verb: string, ...args: readonly string[]): Promise<void> {
    await this.run(
      this.command,
      [`-chdir=${stack}`, verb, "-input=false", "-no-color", ...args],
      this.environment,
    );
  }

  private async run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
    const { status, stdout, stderr } = await run(command, args, { env, signal: this.signal });
    if (status !== 0)
      throw new Exit(exitStatus.outsideFailed, `${command} ${args.join(" ")} ended with status ${status}:`, {
        details: (stderr.trim() || stdout.trim()).slice(-4000).split("\n"),
      });
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
  }
}
