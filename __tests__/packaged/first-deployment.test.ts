/**
 * The commands of the two tracks of docs/first-deployment.md, in the order in which they stand, on the emulated AWS.
 *
 * The emulator and the machine cannot do everything. These are all the differences from the page:
 *
 * - The package comes from its tarball, not from the registry.
 * - `aws configure sso` needs a browser. The test writes the profile, with a session of the role that IAM Identity Center makes
 *   for the permission set AdministratorAccess.
 * - The S3 backend gets `usePathStyle`: the emulator has no host name for each bucket.
 * - The emulator's check of permissions is off: it refuses a role that trusts its own account, as `access-deployer` does, and
 *   computes the signature of some requests of the S3 backend wrongly. So this shows that the commands fit together, not that
 *   the roles allow enough, nor that they admit nobody else.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  GetRoleCommand,
  GetUserCommand,
} from "@aws-sdk/client-iam";
import { CreateOrganizationCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import { cliConfigFile } from "../../sandbox/cli-config";
import { EmulatedAws } from "../../sandbox/emulated-aws";
import { Emulator } from "../../sandbox/emulator";
import { terraformEnvironment } from "../../sandbox/environment";
import { type Block, blocksOf, textOf } from "../support/markdown";
import { emptyFolder, fromTarball, removeFolders, run } from "./folder";

const page = "docs/first-deployment.md";
const management = "999999999999";
const author = {
  GIT_AUTHOR_NAME: "Sam",
  GIT_AUTHOR_EMAIL: "sam@example.com",
  GIT_COMMITTER_NAME: "Sam",
  GIT_COMMITTER_EMAIL: "sam@example.com",
};
/** The profiles that people sign in to with `aws configure sso`, and their accounts. */
const accounts: Readonly<Record<string, string>> = {
  management,
  identity: "111111111111",
  "web-dev": "222222222222",
  "web-prod": "333333333333",
};

/** The blocks between the heading of a track and the next one of its level. */
function track(letter: string): Block[] {
  const text = textOf(page);
  const lineOf = (index: number) => text.slice(0, index).split("\n").length;
  const start = text.indexOf(`\n## Track ${letter}`);
  const first = lineOf(start + 1);
  const last = lineOf(text.indexOf("\n## ", start + 1));
  return blocksOf(page).filter(({ line }) => line > first && line < last);
}

afterAll(removeFolders);

/** The emulated AWS, and a shell that keeps its folder and its variables from block to block. */
class Reader {
  private constructor(
    private readonly emulator: Emulator,
    readonly aws: EmulatedAws,
    private readonly env: NodeJS.ProcessEnv,
    /** What the shell left, for the next block. */
    private readonly shell: string,
    private folder = emptyFolder(),
    private variables = "",
  ) {}

  static async start(): Promise<Reader> {
    const folder = emptyFolder();
    const emulator = await Emulator.start({ logFile: join(folder, "emulator.log") });
    const aws = new EmulatedAws(emulator.endpoint, "aws", "us-east-1");
    const configFile = join(folder, "aws-config");
    // The Region comes from the profiles, as for a reader.
    const { AWS_REGION, ...env } = terraformEnvironment(process.env, {
      endpoint: emulator.endpoint,
      region: aws.region,
      configFile,
      credentialsFile: join(folder, "aws-credentials"),
      cliConfigFile: cliConfigFile(folder),
    });
    await organization(aws);
    writeFileSync(configFile, await signIns(aws));
    return new Reader(emulator, aws, { ...env, ...author }, join(folder, "shell"));
  }

  /** Runs a block, and returns what it printed. */
  run({ text }: Block): string {
    const script = [
      `cd '${this.folder}'`,
      this.variables,
      asHere(text),
      `{ pwd; export -p | grep 'AWS_PROFILE=' || true; } > '${this.shell}'`,
    ].join("\n");
    const printed = run("bash", ["-euo", "pipefail", "-c", script], { input: "", env: this.env });
    const [folder = "", ...variables] = readFileSync(this.shell, "utf8").trim().split("\n");
    this.folder = folder;
    this.variables = variables.join("\n");
    return printed;
  }

  /** Writes the access file of the page, as a reader would. */
  write({ text }: Block): void {
    writeFileSync(
      join(this.folder, "access.yaml"),
      text.replace("keyPrefix: access/", "$&, usePathStyle: true"),
    );
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
  }
}

/** The commands of a block, with what cannot be done here in another way. */
function asHere(text: string): string {
  return fromTarball(text).replaceAll(/^aws configure sso .*$/gm, ":");
}

/** An organization: AWS makes OrganizationAccountAccessRole in its accounts. */
async function organization(aws: EmulatedAws): Promise<void> {
  const organizations = new OrganizationsClient({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: await aws.inside(management),
  });
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  organizations.destroy();
  for (const accountId of Object.values(accounts))
    if (accountId !== management)
      await administrator(aws, accountId, {
        RoleName: "OrganizationAccountAccessRole",
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { AWS: `arn:aws:iam::${management}:root` },
            },
          ],
        }),
      });
}

/** What `aws configure sso` leaves: profiles of administrators. */
async function signIns(aws: EmulatedAws): Promise<string> {
  const profiles: string[] = [];
  for (const [profile, accountId] of Object.entries(accounts)) {
    const role = await administrator(aws, accountId, {
      RoleName: "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
      Path: "/aws-reserved/sso.amazonaws.com/",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
    });
    const keys = await aws.assume(await aws.inside(accountId), role, { sessionName: "sam" });
    profiles.push(
      `[profile ${profile}]`,
      `aws_access_key_id = ${keys.accessKeyId}`,
      `aws_secret_access_key = ${keys.secretAccessKey}`,
      `aws_session_token = ${keys.sessionToken}`,
      "region = us-east-1",
      "",
    );
  }
  return profiles.join("\n");
}

async function administrator(
  aws: EmulatedAws,
  accountId: string,
  role: CreateRoleCommandInput & { readonly RoleName: string },
): Promise<string> {
  const iam = aws.iam(await aws.inside(accountId));
  const { Role } = await iam.send(new CreateRoleCommand(role));
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await iam.send(new AttachRolePolicyCommand({ RoleName: role.RoleName, PolicyArn }));
  return Role?.Arn ?? "";
}

test.each(["A", "B"])(
  "track %s: its commands deploy the file, and a second plan changes nothing",
  async (letter) => {
    const blocks = track(letter);
    expect(blocks.map(({ language }) => language)).toEqual(expect.arrayContaining(["sh", "yaml"]));
    const reader = await Reader.start();
    try {
      let last = "";
      for (const block of blocks) {
        if (block.language === "sh") last = reader.run(block);
        else reader.write(block);
      }
      expect(last).toContain("No changes.");
      const { aws } = reader;
      for (const [account, roles] of [
        ["222222222222", ["Developer", "Reader"]],
        ["333333333333", ["Reader"]],
      ] as const)
        for (const RoleName of roles) {
          const { Role } = await aws.iam(await aws.inside(account)).send(new GetRoleCommand({ RoleName }));
          expect(Role?.Arn).toBe(`arn:aws:iam::${account}:role/${RoleName}`);
        }
      const iam = aws.iam(await aws.inside("111111111111"));
      expect((await iam.send(new GetUserCommand({ UserName: "sam" }))).User?.UserName).toBe("sam");
      // After the tracks: what the reader hands to the user.
      const rest = blocksOf(page).filter(
        ({ language, text }) => language === "sh" && text.includes(" output "),
      );
      expect(rest.length).toBe(1);
      const outputs = reader.run(rest[0] as Block).replaceAll("\\u0026", "&");
      expect(outputs).toMatch(/"sam":/);
      expect(outputs).toContain("https://111111111111.signin.aws.amazon.com/console");
      expect(outputs).toContain("switchrole?roleName=Reader&account=333333333333");
    } finally {
      await reader.stop();
    }
  },
  // Commands block this process, and npm and Terraform take long where others use the machine too.
  1_800_000,
);
