/** The lab, as `npm run sandbox` walks it, and what it leaves behind: nothing. */
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { checkout, runSandbox, temporaryFolder, walkOf } from "./support";

test("the lab comes out as it is written, and nothing is left", async () => {
  const ran = await runSandbox(["access.yaml", "--json"]);
  const walk = walkOf(ran);
  expect(ran.stderr).toContain("✔ second terraform plan is empty");
  expect(walk).toMatchObject({ file: "access.yaml", ok: true, left: [] });
  expect(walk.trials).toEqual([
    {
      user: "alex",
      account: "account-b",
      role: "CrossAccount-B",
      expected: "allowed",
      observed: "allowed",
      tried: ["permission"],
      read: ["permission", "trust"],
      ok: true,
    },
  ]);
  expect(walk.roles).toEqual([{ account: "account-b", role: "CrossAccount-B", differences: [], ok: true }]);
  const home = "alex, signed in to the identity account";
  const away = "alex, switched to account-b";
  expect(walk.lab.map(({ as, tries, observed }) => [as, tries, observed])).toEqual([
    [home, "list S3 buckets", "access denied"],
    [home, "describe EC2 instances", "access denied"],
    [home, "list IAM users", "access denied"],
    [home, "assume CrossAccount-B in account-b", "allowed"],
    [away, "list S3 buckets", "allowed"],
    [away, "create an S3 bucket", "access denied"],
    [away, "describe EC2 instances", "access denied"],
    [home, "assume a role in 111111111111 that was not granted", "access denied"],
    [home, "assume a role in 222222222222 that was not granted", "access denied"],
    ["alex, switched back", "list S3 buckets", "access denied"],
    ["alex, switched back", "describe EC2 instances", "access denied"],
  ]);
  expect(ran).toMatchObject({ status: 0, leftFiles: [], leftProcesses: [] });
});

/** A folder with a `terraform` that runs a script after each apply, and is the real one otherwise. */
function terraformThatThen(script: string): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  const wrapper = join(folder, "terraform");
  writeFileSync(
    wrapper,
    [
      "#!/usr/bin/env node",
      'const { spawnSync } = require("node:child_process");',
      `process.env.PATH = process.env.PATH.replace(${JSON.stringify(`${folder}${delimiter}`)}, "");`,
      'const { status } = spawnSync("terraform", process.argv.slice(2), { stdio: "inherit" });',
      'if (status === 0 && process.argv.includes("apply"))',
      `  spawnSync(process.execPath, ["-e", ${JSON.stringify(script)}], { stdio: "inherit", cwd: ${JSON.stringify(checkout)} });`,
      "process.exitCode = status;",
    ].join("\n"),
  );
  chmodSync(wrapper, 0o755);
  return { PATH: `${folder}${delimiter}${process.env.PATH}` };
}

test("a grant that is taken away behind its back shows as a difference, with status 1", async () => {
  const env = terraformThatThen(`
    const { IAMClient, ListUserPoliciesCommand, DeleteUserPolicyCommand } = require("@aws-sdk/client-iam");
    (async () => {
      const { defaultProvider } = require("@aws-sdk/credential-provider-node");
      const iam = new IAMClient({ endpoint: process.env.AWS_ENDPOINT_URL, credentials: defaultProvider() });
      const { PolicyNames } = await iam.send(new ListUserPoliciesCommand({ UserName: "alex" }));
      for (const PolicyName of PolicyNames) await iam.send(new DeleteUserPolicyCommand({ UserName: "alex", PolicyName }));
    })();
  `);
  const ran = await runSandbox(["access.yaml", "--json"], { env });
  const walk = walkOf(ran);
  expect(walk.error).toBeUndefined();
  expect(walk.ok).toBe(false);
  expect(walk.steps.find(({ name }) => name === "second terraform plan is empty")?.ok).toBe(false);
  expect(walk.trials).toMatchObject([
    {
      user: "alex",
      expected: "allowed",
      observed: "permission read: access denied; permission tried: access denied",
      ok: false,
    },
  ]);
  expect(walk.lab.filter(({ ok }) => !ok).map(({ tries }) => tries)).toContain(
    "assume CrossAccount-B in account-b",
  );
  expect(ran).toMatchObject({ status: 1, leftFiles: [], leftProcesses: [] });
});

test("where Terraform fails, that is told with status 3, and nothing is left", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "terraform"), "#!/bin/sh\necho no provider for you >&2\nexit 1\n");
  chmodSync(join(folder, "terraform"), 0o755);
  const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };
  const ran = await runSandbox(["access.yaml", "--json"], { env });
  expect(ran.stderr).toContain("terraform init ended with status 1:\nno provider for you");
  expect(walkOf(ran)).toMatchObject({ ok: false, error: expect.stringContaining("no provider for you") });
  expect(ran).toMatchObject({ status: 3, leftFiles: [], leftProcesses: [] });
});

test("where Terraform or the emulator is missing, it is told what to install, with status 3", async () => {
  const folder = temporaryFolder();
  const without = await runSandbox(["access.yaml"], { env: { PATH: folder } });
  expect(without.stderr).toContain("Terraform is missing: neither terraform nor tofu is on the PATH");
  expect(without.stderr).toContain(
    "the emulator is missing: none of moto_server, uvx, pipx, docker is on the PATH",
  );
  expect(without.status).toBe(3);
  writeFileSync(join(folder, "terraform"), "#!/bin/sh\n");
  chmodSync(join(folder, "terraform"), 0o755);
  const noEmulator = await runSandbox(["access.yaml"], { env: { PATH: folder } });
  expect(noEmulator.stderr).not.toContain("Terraform is missing");
  expect(noEmulator.stderr).toContain("uv tool install 'moto[server]'");
  expect(noEmulator).toMatchObject({ status: 3, leftFiles: [], leftProcesses: [] });
});

test("without --json the outcome is a table, and with --keep it is left running, to be used and ended as it says", async () => {
  const { status, stdout, leftFiles } = await runSandbox(["access.yaml", "--keep"]);
  const [, pid, server] = /^# kill -- -(\d+) (\d+); rm -r /m.exec(stdout) ?? [];
  try {
    expect(stdout).toMatch(/^alex +account-b +CrossAccount-B +allowed +allowed +tried +read +✔$/m);
    expect(stdout).toMatch(
      /^alex, switched to account-b +create an S3 bucket +access denied +access denied +✔$/m,
    );
    expect(stdout).toContain("All observed as expected.");
    expect(stdout).toMatch(/^# to be alex\nexport AWS_ACCESS_KEY_ID=\w+\nexport AWS_SECRET_ACCESS_KEY=\S+$/m);
    const [, endpoint] = /^export AWS_ENDPOINT_URL=(\S+)$/m.exec(stdout) ?? [];
    expect((await fetch(`${endpoint}/moto-api/`)).ok).toBe(true);
    const [, page] = /^# Who reaches what: (\S+)$/m.exec(stdout) ?? [];
    expect(await (await fetch(page ?? "")).text()).toContain("CrossAccount-B");
    expect(leftFiles).toHaveLength(1);
    expect(status).toBe(0);
  } finally {
    process.kill(-Number(pid), "SIGTERM");
    process.kill(Number(server), "SIGTERM");
  }
});
