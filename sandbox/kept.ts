/** How to go on with a sandbox that is left running. */
import type { Keys } from "./emulated-aws";
import type { Sandbox } from "./sandbox";

/** What one needs to use a kept sandbox, and to end it. */
export interface KeptSandbox {
  /** Environment of any tool that is to take the emulator for AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** User -> credentials. */
  readonly users: Readonly<Record<string, Keys>>;
  /** The stacks' folders, for Terraform. */
  readonly stacks: readonly string[];
  readonly pid: number;
  readonly folder: string;
}

export async function keptSandbox(sandbox: Sandbox): Promise<KeptSandbox> {
  const names = [
    "AWS_ENDPOINT_URL",
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
  };
}

/** The same as lines for a shell. The users' lines are there to be chosen from. */
export function shellLines({ environment, users, stacks, pid, folder }: KeptSandbox): string {
  const lines = (variables: Readonly<Record<string, string>>) =>
    Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [
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
    `# kill -- -${pid}; rm -r ${quoted(folder)}`,
  ].join("\n");
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
