/** Credentials that lead to another account than the one that is declared. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../../sandbox/sandbox";
import { temporaryFolder } from "./support";

test("Terraform refuses before it creates anything, in any account", async () => {
  const file = join(temporaryFolder(), "access.yaml");
  writeFileSync(
    file,
    JSON.stringify({
      identityAccount: { id: "111111111111" },
      targetAccounts: {
        // The profile's key belongs to the first of the two.
        right: { id: "222222222222", deployWith: { profile: "somewhere" } },
        wrong: { id: "333333333333", deployWith: { profile: "somewhere" } },
      },
      roles: {
        Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"], requireMfa: false },
      },
      users: { alex: { canAssume: ["Reader"] } },
    }),
  );
  const sandbox = await Sandbox.start(file);
  try {
    await sandbox.synth();
    await sandbox.init();
    await expect(sandbox.apply()).rejects.toThrow(/AWS account ID not allowed: 222222222222/);
    expect(await sandbox.leftovers()).toEqual([]);
    const { roles, callers } = await sandbox.readBack();
    expect([...roles.keys()]).toEqual([]);
    expect([...callers.users.keys()]).toEqual(["sandbox-deployer"]);
  } finally {
    await sandbox.stop();
  }
});
