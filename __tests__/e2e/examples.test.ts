/** Examples with real Terraform: applied, planned again without a change, and everybody gets in where the file says. */
import { join } from "node:path";
import { Sandbox } from "../../sandbox/sandbox";

test.each([
  ["saml-organization", 10],
  ["identity-center", 1],
])("%s", async (example, granted) => {
  const sandbox = await Sandbox.start(join(__dirname, "../../examples", example, "access.yaml"));
  try {
    await sandbox.synth();
    await sandbox.init();
    await sandbox.apply();
    expect((await sandbox.plan()).changes).toEqual([]);
    const trials = await sandbox.tryMatrix(await sandbox.readBack());
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);
    expect(trials.filter(({ expected }) => expected === "allowed").length).toBeGreaterThan(granted);
  } finally {
    await sandbox.stop();
  }
});
