/** What the tests of many accounts share: files, accounts, and Terraform on one stack at a time. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetRoleCommand, type IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { stringify } from "yaml";
import type { AccessFile } from "../../../access";
import { Sandbox } from "../../../sandbox/sandbox";
import { findTerraform, Terraform } from "../../../sandbox/terraform";

const identityAccount = { id: "111111111111" };
const deployWith = { role: "OrganizationAccountAccessRole" };

/** A declaration with what every one of these tests needs. */
export function declaration(rest: Omit<AccessFile, "identityAccount">): AccessFile {
  return { deployWith, identityAccount, ...rest };
}

/** Twelve digits for the n-th account. */
export function accountId(n: number): string {
  return String(200_000_000_000 + n);
}

/** A sandbox that is given one declaration after another. */
export class Deployment {
  private constructor(
    private readonly folder: string,
    readonly sandbox: Sandbox,
  ) {}

  static async of(first: AccessFile): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), "access-scale-"));
    return new Deployment(folder, await Sandbox.start(write(folder, first)));
  }

  private files = 0;

  /** Synthesizes a declaration and initializes its stacks. */
  async synth(declared: AccessFile): Promise<void> {
    await this.sandbox.synth(write(this.folder, declared, ++this.files));
  }

  /**
   * Synthesizes a declaration of so many accounts that the sandbox must not touch each of them: the emulator takes a second
   * and some 20 MB for every account.
   *
   * @returns what the command said
   */
  synthOnly(declared: AccessFile): string {
    const file = write(this.folder, declared, ++this.files);
    const command = join(__dirname, "../../../lib/cli/main.js");
    const { stderr, status } = spawnSync(
      process.execPath,
      [command, "synth", file, "--output", this.sandbox.output],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(stderr);
    return stderr;
  }

  /** Synthesizes, initializes and applies all stacks. */
  async deploy(declared: AccessFile): Promise<void> {
    await this.synth(declared);
    await this.sandbox.init();
    await this.sandbox.apply();
  }

  /** The folder of a stack. */
  stack(name: string): string {
    return join(this.sandbox.output, "stacks", name);
  }

  get terraform(): Terraform {
    return new Terraform(findTerraform(), this.sandbox.environment);
  }

  async iam(account: string): Promise<IAMClient> {
    return this.sandbox.aws.iam(await this.sandbox.aws.inside(account));
  }

  /** The unique id of a role, which no other role ever gets; `undefined` where there is no such role. */
  async roleId(account: string, RoleName: string): Promise<string | undefined> {
    try {
      return (await (await this.iam(account)).send(new GetRoleCommand({ RoleName }))).Role?.RoleId;
    } catch (failure) {
      if (failure instanceof NoSuchEntityException) return undefined;
      throw failure;
    }
  }

  /** An organization with a unit, as many accounts in it, and another unit that is empty. */
  async organizationWith(
    accounts: number,
    management: string,
  ): Promise<{ id: string; unit: string; emptyUnit: string; accountIds: string[] }> {
    const { aws } = this.sandbox;
    const client = new OrganizationsClient({
      endpoint: aws.endpoint,
      region: aws.region,
      credentials: await aws.inside(management),
    });
    const { Organization } = await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    const { Roots: [root] = [] } = await client.send(new ListRootsCommand({}));
    const makeUnit = async (Name: string) =>
      (await client.send(new CreateOrganizationalUnitCommand({ ParentId: root?.Id, Name })))
        .OrganizationalUnit;
    const unit = await makeUnit("workloads");
    const emptyUnit = await makeUnit("empty");
    const accountIds: string[] = [];
    for (let n = 0; n < accounts; n++) {
      const { CreateAccountStatus } = await client.send(
        new CreateAccountCommand({ AccountName: `member-${n}`, Email: `member-${n}@example.com` }),
      );
      const AccountId = CreateAccountStatus?.AccountId;
      await client.send(
        new MoveAccountCommand({
          AccountId,
          SourceParentId: root?.Id,
          DestinationParentId: unit?.Id,
        }),
      );
      accountIds.push(AccountId as string);
    }
    return {
      id: Organization?.Id as string,
      unit: unit?.Id as string,
      emptyUnit: emptyUnit?.Id as string,
      accountIds,
    };
  }

  async end(): Promise<void> {
    await this.sandbox.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function write(folder: string, declared: AccessFile, count = 0): string {
  const file = join(folder, `access-${count}.yaml`);
  writeFileSync(file, stringify(declared));
  return file;
}
