/** Five accounts, one of them reached by a profile, and users whose names use every character that IAM allows. */
import { letInto, runSandbox, walkOf } from "./support";

const everywhere = ["dev", "legacy", "prod-eu", "prod-us", "security"];
const inAll = (role: string, accounts: readonly string[]) => accounts.map((account) => `${role}@${account}`);

const may: Record<string, readonly string[]> = {
  alex: [...inAll("ReadOnly", ["dev", "prod-eu", "prod-us"]), ...inAll("S3-Reader", ["dev", "legacy"])],
  "dana.ops+eu@example.com": [
    ...inAll("Deployer", ["prod-eu", "prod-us"]),
    ...inAll("ReadOnly", everywhere),
    ...inAll("S3-Reader", ["dev", "legacy"]),
  ],
  "a=b,c": ["Break.Glass@Security@security", ...inAll("ReadOnly", everywhere)],
  _under_score_: ["S3-Reader@legacy"],
  "-dash-": [
    ...inAll("Break.Glass@Security", ["prod-eu", "security"]),
    ...inAll("Deployer", ["prod-eu", "prod-us"]),
    ...inAll("ReadOnly", everywhere),
  ],
  "42": [
    "Break.Glass@Security@security",
    ...inAll("Deployer", ["prod-eu", "prod-us"]),
    ...inAll("ReadOnly", everywhere),
    ...inAll("S3-Reader", ["dev", "legacy"]),
  ],
  Z: inAll("ReadOnly", ["prod-eu", "prod-us"]),
  "nobody-yet": [],
};

test("every user gets in exactly where the file says, and nothing is left", async () => {
  const ran = await runSandbox(["__tests__/e2e/files/five-accounts.yaml", "--json"]);
  const walk = walkOf(ran);
  for (const [user, roles] of Object.entries(may))
    expect([user, letInto(walk, user)]).toEqual([user, [...roles].sort()]);
  // Eight users, each at every role in every account.
  expect(walk.trials).toHaveLength(8 * 11);
  expect(walk.trials.every(({ tried }) => tried.includes("permission"))).toBe(true);
  expect(walk.roles).toHaveLength(11);
  expect(walk).toMatchObject({ ok: true, left: [] });
  expect(ran).toMatchObject({ status: 0, leftFiles: [], leftProcesses: [] });
});
