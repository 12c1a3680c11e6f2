/**
 * Every kind of change, with real Terraform: what it does, what is kept and what is lost.
 *
 * Walks that change entries only are taken together, and of the others some. `WALKS=all` takes each alone, `WALKS=<regular
 * expression>` those with such a name, `WALKS=rest` those that are not taken otherwise.
 */
import { byHand, deployed, followed, unsaid } from "./advice";
import { all } from "./all";
import { World } from "./scene";
import { changes } from "./snapshot";
import { changesEntriesOnly, leavesAccountsAlone, takeTogether } from "./together";
import { expected, rules, take, type Walk, type Walked } from "./walk";

const { WALKS = "short" } = process.env;
const others = all.filter((walk) => !changesEntriesOnly(walk));
const chosen: Readonly<Record<string, readonly Walk[]>> = {
  short: others.filter(({ inShort }) => inShort),
  rest: others.filter(({ inShort }) => !inShort),
  all,
};
const alone = chosen[WALKS] ?? all.filter(({ name }) => new RegExp(WALKS).test(name));
const common = WALKS === "short" ? all.filter(changesEntriesOnly) : [];
const together = {
  people: common.filter(leavesAccountsAlone),
  accounts: common.filter((walk) => !leavesAccountsAlone(walk)),
};
const byName = (walks: readonly Walk[]) => walks.map((walk, index) => ({ name: walk.name, walk, index }));

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world?.end());

if (alone.length > 0)
  test.each(byName(alone))("$name", async ({ walk }) => {
    expect(await take(walk, world.scene())).toEqual(expected(walk));
  });

for (const [title, walks] of Object.entries(together).filter(([, { length }]) => length > 0))
  describe(`${title} together`, () => {
    let walked: Walked[];
    beforeAll(async () => {
      walked = await takeTogether(walks, world.scene());
    });
    test.each(byName(walks))("$name", ({ walk, index }) => {
      expect(walked[index]).toEqual(expected(walk));
    });
  });

if (["short", "all", "advice"].includes(WALKS))
  test("if you write the lines that the warnings say, nobody loses anything", async () => {
    const scene = world.scene();
    await scene.synth(deployed(scene.id));
    await scene.apply();
    await byHand(scene, (name) => name);
    const was = await scene.snapshot();

    const warnings = await scene.synth(unsaid(scene.id));
    expect(rules(warnings)).toEqual([
      "account-gone",
      "account-id-changed",
      "account-left-stack",
      "renamed",
      "role-path-changed",
    ]);
    expect(warnings.filter((line) => line.endsWith("[renamed]"))).toHaveLength(4);
    const file = followed(unsaid(scene.id), warnings);
    expect(await scene.synth(file)).toEqual([]);
    await scene.apply();
    // Takes the password of the renamed user back into the state.
    await scene.synth(file);
    await scene.apply();
    expect(changes(was, await scene.snapshot())).toEqual([
      "gone: role Reader in c",
      "gone: role Reader in e",
      "renamed: group night in home is late",
      "renamed: user kim in home is kimberly",
    ]);
    expect(await scene.planned()).toEqual([]);
    expect(await scene.differences()).toEqual([]);
  });
