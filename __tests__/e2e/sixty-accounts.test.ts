/**
 * `import` and `verify` of sixty accounts that exist, with the SDK's own transport: memory, and how many calls. The calls pass a
 * counter on their way to the emulator. `ACCOUNTS=60` prints what they took.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { accountsAtOnce } from "../../cli/read-accounts";
import { inParallel } from "../../live/in-parallel";
import { EmulatedAws } from "../../sandbox/emulated-aws";
import { Emulator } from "../../sandbox/emulator";
import { terraformEnvironment } from "../../sandbox/environment";
import { policy, roleArn, root, trust, withMfa } from "../live/import/organization";
import { accountId } from "./scale/support";
import { checkout, temporaryFolder } from "./support";

const identity = "111111111111";
const targets = Array.from({ length: Number(process.env.ACCOUNTS ?? 60) }, (_, index) =>
  accountId(index + 1),
);
const roles = ["Viewer", "Developer", "Administrator"];
const folder = temporaryFolder();

/** Megabytes: Node with the packages. Sixty accounts add little to it. */
const mostMemory = 230;

const calls = { total: 0, open: 0, atOnce: 0, bySecond: new Map<number, number>() };
let emulator: Emulator;
let aws: EmulatedAws;
const counter = createServer((asked, answer) => {
  calls.total++;
  calls.atOnce = Math.max(calls.atOnce, ++calls.open);
  const second = Math.floor(performance.now() / 1000);
  calls.bySecond.set(second, (calls.bySecond.get(second) ?? 0) + 1);
  const { method, url, headers } = asked;
  const passed = request(new URL(url ?? "", emulator.endpoint), { method, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer).on("finish", () => calls.open--);
  });
  asked.pipe(passed);
});

let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  emulator = await Emulator.start({ logFile: join(folder, "emulator.log"), managedPolicies: false });
  await once(counter.listen(0, "127.0.0.1"), "listening");
  aws = new EmulatedAws(emulator.endpoint, "aws", "us-east-1");
  await inParallel(targets, async (id) => {
    const iam = aws.iam(await aws.inside(id));
    for (const RoleName of roles) {
      await iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: JSON.stringify(trust(root(identity), withMfa)),
        }),
      );
      await iam.send(
        new PutRolePolicyCommand({
          RoleName,
          PolicyName: "work",
          PolicyDocument: JSON.stringify(
            policy({ Action: `s3:${RoleName === "Viewer" ? "Get" : ""}*`, Resource: "*" }),
          ),
        }),
      );
    }
  });
  const keys = await aws.inside(identity);
  const iam = aws.iam(keys);
  for (const [at, RoleName] of roles.entries()) {
    const UserName = `person-${at}`;
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: "assume",
        PolicyDocument: JSON.stringify(
          policy({
            Action: "sts:AssumeRole",
            Resource: targets.slice(0, 10 * (at + 1)).map((id) => roleArn(id, RoleName)),
          }),
        ),
      }),
    );
  }
  env = {
    ...terraformEnvironment(process.env, {
      endpoint: `http://127.0.0.1:${(counter.address() as AddressInfo).port}`,
      region: "us-east-1",
      configFile: "/dev/null",
      credentialsFile: "/dev/null",
    }),
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
});
afterAll(async () => {
  counter.close();
  await emulator?.stop();
});

/** Runs a command, and tells what it took. */
async function run(...args: readonly string[]) {
  Object.assign(calls, { total: 0, atOnce: 0, bySecond: new Map() });
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ["--require", join(checkout, "lib/bench/usage.js"), join(checkout, "lib/cli/main.js"), ...args],
    { cwd: folder, env, stdio: ["ignore", "pipe", "pipe", "pipe"] },
  );
  const closed = once(child, "close");
  const [stdout, stderr, usage] = await Promise.all(
    child.stdio.slice(1).map(async (stream) => {
      let text = "";
      for await (const piece of stream as NodeJS.ReadableStream) text += String(piece);
      return text;
    }),
  );
  const [status] = await closed;
  const { maxRSS } = JSON.parse(usage ?? "") as NodeJS.ResourceUsage;
  const taken = {
    calls: calls.total,
    atOnce: calls.atOnce,
    inASecond: Math.max(...calls.bySecond.values()),
    megabytes: Math.round((maxRSS * 1024) / 1e6),
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
  };
  return { status, stdout: stdout ?? "", stderr, taken };
}

test("import reads them, verify finds the policy that was put on a role of one of them, and both stay small", async () => {
  const imported = await run(
    "import",
    "--identity",
    identity,
    "--with",
    "role/Auditor",
    "--accounts",
    ...targets,
  );
  expect(imported).toMatchObject({ status: 0 });
  const [, role = ""] = roles;
  const stranger = targets.at(-1) as string;
  const policyOfHand = {
    PolicyName: "by-hand",
    PolicyDocument: JSON.stringify(policy({ Action: "*", Resource: "*" })),
  };
  const iam = aws.iam(await aws.inside(stranger));
  await iam.send(new PutRolePolicyCommand({ RoleName: role, ...policyOfHand }));
  const verified = await run("verify", "--format", "json");
  const { accounts, findings } = JSON.parse(verified.stdout);
  expect(accounts).toHaveLength(1 + targets.length);
  // The users have their grants in a policy that is named otherwise until the first apply.
  const inTargets = findings.filter(({ about }: { about: string }) => !about.startsWith("user "));
  expect(inTargets).toEqual([
    expect.objectContaining({
      id: "foreign-inline-policy",
      accountId: stranger,
      about: `role ${role}`,
      text: "inline policy by-hand is not declared: * on *",
    }),
  ]);
  expect(findings).toHaveLength(1 + 2 * roles.length);
  if (process.env.ACCOUNTS)
    process.stderr.write(
      `import ${JSON.stringify(imported.taken)}\nverify ${JSON.stringify(verified.taken)}\n`,
    );
  for (const { taken } of [imported, verified]) {
    // The role, who I am there, the details and the roles of each account, and some of the identity account alone.
    expect(taken.calls).toBeLessThanOrEqual(5 * accounts.length);
    expect(taken.atOnce).toBeLessThanOrEqual(accountsAtOnce);
    expect(taken.megabytes).toBeLessThanOrEqual(mostMemory);
  }
}, 120_000);
