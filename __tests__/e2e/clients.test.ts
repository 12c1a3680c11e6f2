/** The generated configuration in the hands of the AWS CLI itself, against the emulator. */
import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Sandbox } from "../../sandbox/sandbox";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.start(join(__dirname, "../../access.yaml"));
  await sandbox.synth();
  await sandbox.init();
  await sandbox.apply();
  const { accessKeyId, secretAccessKey } = await sandbox.keysOf("alex");
  writeFileSync(
    credentials(),
    `[identity]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  await sandbox.enforce(true);
});
afterAll(async () => {
  await sandbox?.stop();
});

function credentials(): string {
  return join(sandbox.folder, "credentials-of-alex");
}

async function aws(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const environment = {
    ...sandbox.environment,
    AWS_CONFIG_FILE: join(sandbox.output, "access/clients/alex/aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: credentials(),
    // The CLI keeps sessions there. Those of another run do not belong to this emulator.
    HOME: sandbox.folder,
  };
  // The region is the profile's.
  const { AWS_REGION, AWS_DEFAULT_REGION, ...env } = environment as NodeJS.ProcessEnv;
  try {
    return { status: 0, ...(await promisify(execFile)("aws", args, { env })) };
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

test("alex's profile becomes the role in account B, in a session with alex's name", async () => {
  const { stdout } = await aws(
    "--profile",
    "account-b.CrossAccount-B",
    "sts",
    "get-caller-identity",
    "--output",
    "json",
  );
  expect(JSON.parse(stdout)).toMatchObject({
    Account: "222222222222",
    Arn: "arn:aws:sts::222222222222:assumed-role/CrossAccount-B/alex",
  });
});

test("with it, alex lists the buckets there and makes none", async () => {
  expect(await aws("--profile", "account-b.CrossAccount-B", "s3", "ls")).toMatchObject({
    status: 0,
    stderr: "",
  });
  const made = await aws("--profile", "account-b.CrossAccount-B", "s3", "mb", "s3://made-by-alex");
  expect(made.status).not.toBe(0);
  expect(made.stderr).toMatch(/AccessDenied/);
});

test("without it, alex lists none", async () => {
  expect((await aws("--profile", "identity", "s3", "ls")).stderr).toMatch(/AccessDenied/);
});

test("the session lasts as long as the role lets it, in the region of the access file", async () => {
  const get = async (key: string) =>
    (await aws("--profile", "account-b.CrossAccount-B", "configure", "get", key)).stdout.trim();
  expect(await get("duration_seconds")).toBe("3600");
  expect(await get("region")).toBe("us-east-1");
});

test("a user who reaches nothing has no configuration", () => {
  expect(existsSync(join(sandbox.output, "access/clients/alex"))).toBe(true);
  expect(existsSync(join(sandbox.output, "access/clients/nobody"))).toBe(false);
});
