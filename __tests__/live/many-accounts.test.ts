/**
 * `import` and `verify` of an organization of many accounts, over a stand-in for the SDK's transport: memory, calls at a time,
 * and throttling. `ACCOUNTS=1000` reads a thousand.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { accountsAtOnce } from "../../cli/read-accounts";
import { bundle } from "../support/bundle";
import { temporaryFolder } from "../support/cli";
import type { Taken } from "./many-accounts/main";
import { identityAccountId } from "./many-accounts/organization";

const accounts = Number(process.env.ACCOUNTS ?? 100);
/** Peak memory in megabytes: of Node and the packages, and of what is kept of each account. At 1000 accounts 300 MB. */
const mostMemory = 230 + 0.07 * accounts;
/** The clients of an account that are not destroyed yet, one for STS and one for IAM, and those of all accounts. */
const mostHandlers = 2 * accountsAtOnce + 4;

const folder = temporaryFolder();
const script = bundle("__tests__/live/many-accounts/main.ts", folder);
const output = join(folder, "out", "access.yaml");
const commands: Record<string, readonly string[]> = {
  import: ["import", "--identity", identityAccountId, "--organization", "--output", output],
  verify: ["verify", output, "--organization", "--format", "json"],
};

/** Runs a command as a process of its own. */
async function run(args: readonly string[]): Promise<Taken & { readonly stdout: string }> {
  const child = spawn(process.execPath, [script, ...args, "--with", "role/Auditor"], {
    env: {
      PATH: process.env.PATH,
      ACCOUNTS: String(accounts),
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
  });
  const [stdout, stderr] = await Promise.all([child.stdout, child.stderr].map(textOf));
  const last = stderr?.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(stderr);
  return { ...JSON.parse(last), stdout: stdout ?? "" };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const piece of stream) text += String(piece);
  return text;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

let taken: Record<string, Awaited<ReturnType<typeof run>>>;
beforeAll(
  async () => {
    taken = { import: await run(commands.import ?? []) };
    taken.verify = await run(commands.verify ?? []);
    if (process.env.ACCOUNTS)
      for (const [name, { total, characters, megabytes, cpuSeconds, seconds }] of Object.entries(taken))
        process.stderr.write(
          `${name} of ${accounts} accounts: ${total} calls, ${Math.round(characters / 1e6)} MB of answers, ${megabytes} MB of memory, ${Math.round(cpuSeconds)} s of CPU, ${Math.round(seconds)} s\n`,
        );
  },
  60_000 + 1_000 * accounts,
);

describe.each(Object.keys(commands))("%s", (name) => {
  const of = () => taken[name] as Taken;

  test("reads all accounts", () => {
    // Who I am, the role, two pages each of the details and of the roles: these are the calls to an account.
    expect(of().total).toBeGreaterThan(6 * (accounts - 1));
  });

  test("takes little memory", () => {
    expect(of().megabytes).toBeLessThanOrEqual(mostMemory);
  });

  test("makes few calls at a time, and keeps no connections of accounts that it is done with", () => {
    expect(of().atOnce).toBeLessThanOrEqual(accountsAtOnce);
    expect(of().handlersAtOnce).toBeLessThanOrEqual(mostHandlers);
  });

  test("tries throttled calls again, after pauses that grow", () => {
    const [first, second] = of().pauses;
    expect(first.length).toBeGreaterThanOrEqual(10);
    expect(second).toHaveLength(first.length);
    // The SDK draws each pause between zero and a limit that doubles.
    expect(mean(first)).toBeGreaterThan(50);
    expect(mean(second)).toBeGreaterThan(mean(first));
  });
});

test("what import writes is what is there: verify finds no other roles, users and trust", () => {
  expect(taken.import?.status).toBe(0);
  const { accounts: read, findings } = JSON.parse(taken.verify?.stdout ?? "");
  expect(read).toHaveLength(accounts);
  // The groups have their grants in a policy that is named otherwise until the first apply.
  expect(new Set(findings.map(({ id }: { id: string }) => id))).toEqual(
    new Set(["foreign-inline-policy", "missing-policy"]),
  );
  expect(findings.filter(({ about }: { about: string }) => !/^(group|policy) /.test(about))).toEqual([]);
});
