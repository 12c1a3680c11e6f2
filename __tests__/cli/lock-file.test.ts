/** One lock file for all stacks: that of the stack of the identity account. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli, temporaryFolder } from "../support/cli";

const perAccount = (accounts: readonly string[]) =>
  JSON.stringify({
    stacks: "perAccount",
    deployWith: { role: "access-deploy" },
    identityAccount: { id: "111111111111" },
    targetAccounts: Object.fromEntries(accounts.map((name, index) => [name, { id: `22222222222${index}` }])),
    roles: { Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] } },
    users: { alex: { canAssume: ["Reader"] } },
  });

const lockFileIn = (cwd: string, stack: string) =>
  join(cwd, "cdktf.out/stacks", stack, ".terraform.lock.hcl");
const lock = (cwd: string, stack: string) => readFileSync(lockFileIn(cwd, stack), "utf8");

async function synthesized(...accounts: string[]): Promise<string> {
  const cwd = temporaryFolder();
  await declare(cwd, accounts);
  return cwd;
}

async function declare(cwd: string, accounts: readonly string[]): Promise<void> {
  writeFileSync(join(cwd, "access.yaml"), perAccount(accounts));
  expect((await runCli(["synth"], { cwd })).status).toBe(0);
}

test("without a lock file in the stack access, a synth writes none", async () => {
  const cwd = await synthesized("dev");
  expect(existsSync(lockFileIn(cwd, "dev"))).toBe(false);
});

test("a synth gives every stack the lock file of the stack access, also a new one", async () => {
  const cwd = await synthesized("dev");
  writeFileSync(lockFileIn(cwd, "access"), "version 6");
  writeFileSync(lockFileIn(cwd, "dev"), "version 5");
  await declare(cwd, ["dev", "test"]);
  expect(["access", "dev", "test"].map((stack) => lock(cwd, stack))).toEqual(Array(3).fill("version 6"));
});

test("--check fails where a stack has another lock file, or none, and passes after a synth", async () => {
  const cwd = await synthesized("dev", "test");
  writeFileSync(lockFileIn(cwd, "access"), "version 6");
  writeFileSync(lockFileIn(cwd, "dev"), "version 5");
  const { status, stdout } = await runCli(["synth", "--check"], { cwd });
  expect([status, stdout]).toEqual([
    1,
    "differs: cdktf.out/stacks/dev/.terraform.lock.hcl\nmissing: cdktf.out/stacks/test/.terraform.lock.hcl\n",
  ]);
  await runCli(["synth"], { cwd });
  expect((await runCli(["synth", "--check"], { cwd })).status).toBe(0);
});

test("what else Terraform keeps in a stack stays as it is", async () => {
  const cwd = await synthesized("dev");
  writeFileSync(lockFileIn(cwd, "access"), "version 6");
  const state = join(cwd, "cdktf.out/stacks/dev/.terraform");
  mkdirSync(state);
  writeFileSync(join(state, "terraform.tfstate"), "state");
  await runCli(["synth"], { cwd });
  expect(readFileSync(join(state, "terraform.tfstate"), "utf8")).toBe("state");
});

test("stacks lists the declared stacks, as text and as a matrix of jobs takes them", async () => {
  const cwd = await synthesized("dev", "test");
  expect((await runCli(["stacks"], { cwd })).stdout).toBe("access\ndev\ntest\n");
  expect((await runCli(["stacks", "--format", "json"], { cwd })).stdout).toBe('["access","dev","test"]\n');
});
