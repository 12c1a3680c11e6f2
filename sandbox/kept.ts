/** How to go on with a sandbox that is left running. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Keys } from "./emulated-aws";
import type { Sandbox } from "./sandbox";

/** What one needs to use a kept sandbox, and to end it. */
export interface KeptSandbox {
  /** Environment with which any tool uses the emulator as AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** User -> credentials. */
  readonly users: Readonly<Record<string, Keys>>;
  /** The stacks' folders, for Terraform. */
  readonly stacks: readonly string[];
  readonly pid: number;
  readonly folder: string;
  /** The page of who reaches what: its address on this machine, and the process that serves it. */
  readonly page: { readonly url: string; readonly pid: number };
}

export async function keptSandbox(sandbox: Sandbox): Promise<KeptSandbox> {
  const names = [
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_EC2_METADATA_DISABLED",
    "TF_CLI_CONFIG_FILE",
  ];
  const users = await Promise.all(
    sandbox.access.users.map(async ({ name }) => [name, await sandbox.keysOf(name)] as const),
  );
  return {
    environment: Object.fromEntries(
      names.flatMap((name) => {
        const value = sandbox.environment[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    users: Object.fromEntries(users),
    stacks: sandbox.stacks(),
    pid: sandbox.emulator.pid,
    folder: sandbox.folder,
    page: await servedPage(join(sandbox.output, "access")),
  };
}

/** Serves the page from a process of its own, which outlives this one. */
async function servedPage(folder: string): Promise<KeptSandbox["page"]> {
  const server = spawn(process.execPath, [join(__dirname, "serve-page.js"), folder], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = (await once(server.stdout, "data")) as [Buffer];
  // Nothing more comes: neither the process nor its pipe keeps this one from ending.
  server.stdout.destroy();
  server.unref();
  return { url: line.toString().trim(), pid: server.pid as number };
}

/** The same as lines for a shell. The users' lines are there to be chosen from. */
export function shellLines({ environment, users, stacks, pid, folder, page }: KeptSandbox): string[] {
  const lines = (variables: Readonly<Record<string, string>>) =>
    Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [
    `# Who reaches what: ${page.url}`,
    "# The sandbox is left running, with IAM enforcement on. In a shell:",
    ...lines(environment),
    ...Object.entries(users).flatMap(([user, { accessKeyId, secretAccessKey }]) => [
      "",
      `# to be ${user}`,
      ...lines({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }),
    ]),
    "",
    "# to be Terraform again",
    "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY",
    ...stacks.map((stack) => `# terraform -chdir=${quoted(stack)} plan`),
    "",
    "# to end it",
    `# kill -- -${pid} ${page.pid}; rm -r ${quoted(folder)}`,
  ];
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
