import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli, temporaryFolder } from "../support/cli";

const lab = readFileSync(join(__dirname, "../../access.yaml"), "utf8");
const trust = { Version: "2012-10-17", Statement: [] };
const imports = (cwd: string) => join(cwd, "cdktf.out/stacks/access/recovered.tf.json");

/** The lab after a killed apply that made the role and the user, and what was read of the accounts. */
async function killedLab(): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), lab);
  await runCli(["synth"], { cwd });
  mkdirSync(join(cwd, "read"));
  const read = (id: string, details: object) =>
    writeFileSync(join(cwd, "read", `${id}.json`), JSON.stringify(details));
  read("111111111111", { UserDetailList: [{ UserName: "alex" }] });
  read("222222222222", {
    RoleDetailList: [{ RoleName: "CrossAccount-B", AssumeRolePolicyDocument: trust }],
  });
  return cwd;
}

function writeState(cwd: string, addresses: readonly string[], tainted?: string): void {
  const resources = addresses.map((address) => ({ mode: "managed", address, tainted: address === tainted }));
  const state = { format_version: "1.0", values: { root_module: { resources } } };
  writeFileSync(join(cwd, "access.json"), JSON.stringify(state));
}

test("what AWS has and the state does not know is imported by the next apply, until the next synth", async () => {
  const cwd = await killedLab();
  writeState(cwd, ["aws_iam_user.alex"]);
  const { status, stdout } = await runCli(["recover", "--from", "read", "--state", "access.json"], { cwd });
  expect(status).toBe(0);
  expect(stdout).toContain(
    "access: the next apply imports aws_iam_role.account-b__CrossAccount-B (CrossAccount-B)\n",
  );
  expect(JSON.parse(readFileSync(imports(cwd), "utf8")).import[0]).toEqual({
    to: "aws_iam_role.account-b__CrossAccount-B",
    id: "CrossAccount-B",
    provider: "aws.account-b",
  });
  await runCli(["synth"], { cwd });
  expect(existsSync(imports(cwd))).toBe(false);
});

test("without a state file, the local backend knows nothing yet", async () => {
  const { stdout } = await runCli(["recover", "--from", "read"], { cwd: await killedLab() });
  expect(stdout).toContain("imports aws_iam_user.alex (alex)");
});

test("what Terraform would make anew is named with the command that keeps it", async () => {
  const cwd = await killedLab();
  writeState(cwd, ["aws_iam_user.alex"], "aws_iam_user.alex");
  const { stdout } = await runCli(["recover", "--from", "read", "--state", "access.json"], { cwd });
  expect(stdout).toContain(
    "keep aws_iam_user.alex: terraform -chdir=cdktf.out/stacks/access untaint 'aws_iam_user.alex'\n",
  );
});

test("what it needs is asked for: an output, a state of a remote backend, and every account", async () => {
  const cwd = await killedLab();
  expect(await runCli(["recover", "--from", "read", "--output", "none"], { cwd })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("none/stacks/access is missing; run synth first"),
  });
  expect(await runCli(["recover", "--from", "elsewhere"], { cwd })).toMatchObject({ status: 3 });
  writeFileSync(
    join(cwd, "access.yaml"),
    `${lab}backend: { s3: { bucket: acme-states, region: us-east-1 } }\n`,
  );
  expect(await runCli(["recover", "--from", "read"], { cwd })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(
      "terraform -chdir=cdktf.out/stacks/access show -json > states/access.json",
    ),
  });
});
