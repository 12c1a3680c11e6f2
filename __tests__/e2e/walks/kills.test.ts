/**
 * `terraform apply` is killed at random moments, and applied again: it comes right, at most by `recover` and the removal of a lock.
 *
 * `KILLS=<count>` kills so many times, `KILLS_SEED=<number>` at other moments.
 */

import { all } from "./all";
import { company, type Files } from "./company";
import { backends, type Kill, type Killed, kill, lockOf, outcome, outcomes, ways } from "./kills";
import { Random } from "./random";
import { World } from "./scene";
import { steps } from "./walk";

const { KILLS = "3", KILLS_SEED = "5" } = process.env;

const withEverything = company((file, id) => {
  file.targetAccounts.b = { id: id("b") };
  file.roles.Reader = { ...file.roles.Reader, targetAccounts: ["a", "b"] };
  file.roles.Server = {
    targetAccounts: ["a"],
    trustedEntity: { service: "ec2.amazonaws.com" },
    instanceProfile: true,
  };
  file.users.kim = { consoleAccess: {}, groups: ["staff"], canAssume: ["Reader"] };
});

/** The first and the last file of a walk. */
function change(name: string): { readonly before: Files; readonly after: Files } {
  const walk = all.find((each) => each.name === name);
  const [before, after] = walk ? steps(walk) : [];
  if (!before || !after) throw new Error(`no walk ${name}`);
  return { before, after };
}

/** What is under way when the apply is killed, and how many changes in AWS it makes. */
const changes: Readonly<
  Record<string, { readonly before?: Files; readonly after: Files; readonly of: number }>
> = {
  create: { after: withEverything, of: 16 },
  change: {
    before: company(),
    after: company((file) => {
      file.roles.Writer = { ...file.roles.Reader };
      file.groups.night = { canAssume: ["Writer"] };
      file.users = { alex: { groups: ["night"] }, kim: { consoleAccess: {}, canAssume: ["Reader"] } };
    }),
    of: 9,
  },
  remove: {
    before: withEverything,
    after: company((file, id) => {
      file.targetAccounts.b = { id: id("b") };
    }),
    of: 8,
  },
  retire: { ...change("account-retired"), of: 4 },
  "move to another stack": { ...change("account-in-another-stack-with-role"), of: 4 },
  "rename a user": { ...change("user-renamed"), of: 1 },
  "rename a group": { ...change("group-renamed"), of: 2 },
  "rename a role": { ...change("role-renamed"), of: 7 },
};
const random = new Random(Number(KILLS_SEED));
const kinds = Object.keys(changes);
const kills = Array.from({ length: Number(KILLS) }, (_, index) => {
  const kind = kinds[index % kinds.length] ?? "create";
  const { of = 1, ...files } = changes[kind] ?? changes.create ?? { after: withEverything };
  const how: Kill = {
    ...files,
    way: random.oneOf(ways),
    backend: random.oneOf(backends),
    change: 1 + random.below(of),
    made: random.below(3) > 0,
  };
  const moment = `${how.made ? "after" : "before"} change ${how.change}`;
  return { title: `${index + 1}: ${kind}, ${how.way} ${moment}, state ${how.backend}`, how };
});

let world: World;
const results: Killed[] = [];
beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => {
  await world?.end();
  const hit = results.filter((result) => result.hit);
  const figures = outcomes.map((each) => `${hit.filter((one) => outcome(one) === each).length} ${each}`);
  const unlocked = hit.filter(({ done }) => done.some((line) => line.endsWith("force-unlock"))).length;
  process.stdout.write(
    `kills: ${kills.length} tried, ${hit.length} hit, ${figures.join(", ")}; ${unlocked} had a lock removed\n`,
  );
});

test.each(kills)("$title", async ({ how }) => {
  const killed = await kill(world.scene(), how);
  results.push(killed);
  expect(killed).toMatchObject({ stopped: [], planned: [], differences: [] });
});

test("the kills hit, and some take recover", () => {
  const hit = results.filter((result) => result.hit);
  expect(hit.length * 2).toBeGreaterThan(kills.length);
  expect(hit.map(outcome)).toContain("by recover");
});

test("the lock is the one that Terraform names, not the id of the request", () => {
  const message =
    "Error: Error acquiring the state lock\n\nError message: StatusCode: 412, RequestID: AgAx\nLock Info:\n  ID:        7b1c\n";
  expect(lockOf(message)).toBe("7b1c");
});
