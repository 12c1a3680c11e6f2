/** Applying again, and applying a change. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { address } from "../../access/terraform-address";
import type { Trial } from "../../sandbox/matrix-trial";
import { Sandbox } from "../../sandbox/sandbox";
import { letInto, temporaryFolder } from "./support";

const original = readFileSync(join(__dirname, "files/five-accounts.yaml"), "utf8");

test("an apply of the same changes nothing, and a user removed from a group loses exactly that", async () => {
  const file = join(temporaryFolder(), "access.yaml");
  writeFileSync(file, original);
  const sandbox = await Sandbox.start(file);
  const matrix = async (): Promise<Trial[]> => {
    const trials = await sandbox.tryMatrix(await sandbox.readBack());
    await sandbox.enforce(false);
    return trials;
  };
  try {
    await sandbox.synth();
    await sandbox.init();
    await sandbox.apply();
    const before = await matrix();
    expect(before.filter(({ ok }) => !ok)).toEqual([]);

    await sandbox.synth();
    expect((await sandbox.plan()).changes).toEqual([]);

    const changed = join(temporaryFolder(), "changed.yaml");
    const text = original.replace(
      "groups: [developers, operators, Security_Team]",
      "groups: [developers, Security_Team]",
    );
    expect(text).not.toBe(original);
    writeFileSync(changed, text);
    await sandbox.synth(changed);
    expect((await sandbox.plan()).changes).toEqual([
      {
        address: `aws_iam_user_group_membership.${address("42")}`,
        type: "aws_iam_user_group_membership",
        actions: ["update"],
        attributes: ["groups"],
      },
    ]);
    await sandbox.apply();
    const after = await matrix();
    expect(after.filter(({ ok }) => !ok)).toEqual([]);
    // The rest of what operators may, Security_Team brings as well.
    const lost = letInto({ trials: before }, "42").filter(
      (entry) => !letInto({ trials: after }, "42").includes(entry),
    );
    expect(lost).toEqual(["Deployer@prod-eu", "Deployer@prod-us"]);
    const others = (trials: readonly Trial[]) => trials.filter(({ user }) => user !== "42");
    expect(others(after)).toEqual(others(before));
    expect((await sandbox.plan()).changes).toEqual([]);

    await sandbox.destroy();
    expect(await sandbox.leftovers()).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
