/** What the lab does not have, in the two other partitions. */
import type { Trial } from "../../sandbox/matrix-trial";
import { letInto, runSandbox, walkOf } from "./support";

const byKey = (trials: readonly Trial[]) =>
  new Map(trials.map((trial) => [`${trial.user} ${trial.role}@${trial.account}`, trial]));

test("GovCloud: things that exist already, every entity a role can trust, every condition, the identity account as a target", async () => {
  const ran = await runSandbox(["__tests__/e2e/files/everything.yaml", "--json"]);
  const walk = walkOf(ran);
  expect(letInto(walk, "old")).toEqual(["Own@hub", "Partner@work", "Reader@home", "Reader@work"]);
  expect(letInto(walk, "new")).toEqual([
    "Operator@hub",
    "Operator@work",
    "Reader@home",
    "Reader@work",
    "Strict@hub",
    "Strict@work",
    "Theirs@far",
    "Theirs@work",
  ]);
  expect(letInto(walk, "visitor")).toEqual(["Strict@hub"]);
  expect(letInto(walk, "ci (role)")).toEqual(["Robot@hub", "Robot@work"]);
  expect(letInto(walk, "people (permission set Team)")).toEqual(["Robot@hub"]);
  expect(walk.roles.filter(({ ok }) => !ok)).toEqual([]);
  expect(walk).toMatchObject({ ok: true, left: [] });
  expect(ran).toMatchObject({ status: 0, leftFiles: [], leftProcesses: [] });
});

test("China: what the emulator cannot tell apart, or cannot sign in with, is read and said to be", async () => {
  const ran = await runSandbox(["__tests__/e2e/files/china.yaml", "--json"]);
  const walk = walkOf(ran);
  expect(walk).toMatchObject({ ok: true, left: [] });
  const trials = byKey(walk.trials);
  // Everything is denied without MFA: plain keys are refused for real, the grant behind that is read.
  expect(trials.get("mei Admin@beijing")).toMatchObject({
    expected: "allowed",
    tried: ["denied without MFA"],
    read: ["permission", "trust"],
  });
  expect(trials.get("lee Admin@beijing")).toMatchObject({
    expected: "access denied",
    tried: [],
    read: ["permission"],
  });
  // A session of a role is not denied.
  expect(trials.get("dot (role) a.b@ningxia")).toMatchObject({ expected: "allowed", tried: ["permission"] });
  expect(trials.get("dot (role) Admin@beijing")).toMatchObject({
    expected: "access denied",
    tried: ["permission"],
  });
  for (const [key, trial] of [
    ["plus (role) a+b@ningxia", { expected: "allowed" }],
    ["dot (role) a-b@ningxia", { expected: "access denied" }],
    ["dot (role) a+b@ningxia", { expected: "access denied" }],
  ] as const) {
    const { tried = [], note, expected } = trials.get(key) ?? {};
    expect({ key, expected }).toEqual({ key, ...trial });
    // A later emulator may have mended this: then it is tried.
    expect({ key, readOnly: note !== undefined }).toEqual({ key, readOnly: tried.length === 0 });
  }
  expect(ran).toMatchObject({ status: 0, leftFiles: [], leftProcesses: [] });
});
