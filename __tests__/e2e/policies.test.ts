/** Declared policies with real Terraform: made once in an account, before what uses them, and versioned in place. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../../sandbox/sandbox";
import { temporaryFolder } from "./support";

test("policies from files are applied, planned again without a change, changed in place, and deleted", async () => {
  const folder = temporaryFolder();
  for (const name of ["policies.yaml", "policies", "teams"])
    cpSync(join(__dirname, "files", name), join(folder, name), { recursive: true });
  const document = join(folder, "policies/restart.json");
  const sandbox = await Sandbox.start(join(folder, "policies.yaml"));
  try {
    await sandbox.synth();
    await sandbox.init();
    await sandbox.apply();
    expect((await sandbox.plan()).changes).toEqual([]);
    const trials = await sandbox.tryMatrix(await sandbox.readBack());
    await sandbox.enforce(false);
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);

    writeFileSync(document, readFileSync(document, "utf8").replace("ecs:DescribeServices", "ecs:List*"));
    await sandbox.synth();
    const change = { type: "aws_iam_policy", actions: ["update"], attributes: ["policy"] };
    const { changes } = await sandbox.plan();
    expect(changes).toEqual(
      ["aws_iam_policy.restart", "aws_iam_policy.work__restart"].map((address) => ({ address, ...change })),
    );
    await sandbox.apply();
    expect((await sandbox.plan()).changes).toEqual([]);
    await sandbox.destroy();
    expect(await sandbox.leftovers()).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
