/** Role chains with real Terraform: both halves are there after one apply, and a user gets over one role into the next. */
import { join } from "node:path";
import { outcomeOf } from "../../sandbox/emulated-aws";
import { Sandbox } from "../../sandbox/sandbox";

const arnOf = (account: string, role: string) => `arn:aws:iam::${account}:role/${role}`;
const operator = arnOf("222233334444", "Operator");
const [viewer, locked] = ["Viewer", "Locked"].map((role) => arnOf("333344445555", role)) as [string, string];

test("a user assumes a role, and from there a role that it is granted, and no other", async () => {
  const sandbox = await Sandbox.start(join(__dirname, "files/role-chains.yaml"));
  try {
    await sandbox.synth();
    await sandbox.init();
    await sandbox.apply();
    expect((await sandbox.plan()).changes).toEqual([]);

    const readBack = await sandbox.readBack();
    const trials = await sandbox.tryMatrix(readBack);
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);
    const letIn = trials.filter(({ observed }) => observed === "allowed");
    expect(letIn.map(({ user, role, account }) => `${user}: ${role} in ${account}`).sort()).toEqual([
      "Operator in work (role): Steward in data",
      "Operator in work (role): Viewer in data",
      "Steward in data (role): Operator in work",
      "Team in home (role): Operator in work",
      "Team in home (role): Steward in data",
      "Theirs in work (role): Viewer in data",
      "alex: Operator in work",
      "ci (role): Viewer in data",
      "sam: Locked in data",
    ]);

    const { aws } = sandbox;
    const session = { sessionName: "alex" };
    const alex = await sandbox.keysOf("alex");
    const asOperator = await aws.assume(alex, operator, session);
    expect(await outcomeOf(aws.assume(alex, viewer, session))).toBe("access denied");
    expect(await outcomeOf(aws.assume(asOperator, viewer, session))).toBe("allowed");
    expect(await outcomeOf(aws.assume(asOperator, locked, session))).toBe("access denied");

    await sandbox.enforce(false);
    await sandbox.removeKeys();
    await sandbox.destroy();
    expect(await sandbox.leftovers()).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
