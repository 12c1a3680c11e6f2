import { type DeployedRuns, layoutsResult, markdownTable, type SynthRuns } from "../../bench/layouts-result";
import type { Layout } from "../../bench/organization";
import type { Target } from "../../bench/result";

/** One round, of which the apply takes these megabytes, processes and seconds, and the plan a little less. */
function deployed(
  layout: Layout,
  accounts: number,
  [megabytes, providers, seconds]: readonly [number, number, number],
  rest: Partial<DeployedRuns> = {},
): DeployedRuns {
  const apply = { megabytes, providers, seconds, cpuSeconds: seconds / 2 };
  const plan = { ...apply, megabytes: megabytes - 10 };
  return { layout, accounts, atOnce: 1, runs: [{ stacks: 2, initSeconds: 3, apply, plan }], ...rest };
}

function synth(accounts: number, megabytes: number, grantsCpuSeconds: number): SynthRuns {
  const run = { seconds: 12, cpuSeconds: 10, megabytes, grantsCpuSeconds };
  return { layout: "perAccount", accounts, runs: [run] };
}

const compared = {
  oneByStackSet: deployed("stackSet", 1, [1000, 1, 10]),
  manyByStackSet: deployed("stackSet", 300, [1100, 1, 40]),
  single: deployed("single", 30, [3000, 31, 40]),
  perAccount: deployed("perAccount", 30, [1000, 2, 80], { atOnce: 2 }),
  synths: [{ few: synth(1000, 200, 1), many: synth(10_000, 1000, 2.5) }],
};

function missed(targets: readonly Target[]): string[] {
  return targets.filter(({ met }) => !met).map(({ target }) => target);
}

test("each target says its limit, its value, and that it is met, up to the limit", () => {
  const { targets } = layoutsResult(compared);
  expect(targets.map(({ limit, value, met }) => [limit, value, met])).toEqual([
    [1.1, 1.1, true],
    [1, 1, true],
    [1 / 3, 0.333, true],
    [2, 2, true],
    [5, 5, true],
    [0.25, 0.25, true],
  ]);
});

test("a layout that costs more than is promised misses its target, and no other", () => {
  const of = (changed: Partial<typeof compared>) =>
    missed(layoutsResult({ ...compared, ...changed }).targets);
  expect(of({ manyByStackSet: deployed("stackSet", 300, [1101, 1, 40]) })).toEqual([
    expect.stringMatching(/300 accounts by stack set, peak megabytes/),
  ]);
  expect(of({ manyByStackSet: deployed("stackSet", 300, [1100, 2, 40]) })).toEqual([
    expect.stringMatching(/provider processes/),
  ]);
  expect(of({ perAccount: deployed("perAccount", 30, [1001, 2, 80]) })).toEqual([
    expect.stringMatching(/perAccount.*peak megabytes/),
  ]);
  expect(of({ perAccount: deployed("perAccount", 30, [1000, 2, 81]) })).toEqual([
    expect.stringMatching(/perAccount.*seconds of the apply/),
  ]);
  const synths = (many: SynthRuns) => [{ few: synth(1000, 200, 1), many }];
  expect(of({ synths: synths(synth(10_000, 1001, 2.5)) })).toEqual([
    expect.stringMatching(/synth of 10000 accounts, perAccount, megabytes/),
  ]);
  expect(of({ synths: synths(synth(10_000, 1000, 2.6)) })).toEqual([
    expect.stringMatching(/synth of 10000 accounts, perAccount, part of the time/),
  ]);
});

test("the peak is the plan's, where that holds more", () => {
  const [round] = compared.manyByStackSet.runs;
  if (!round) throw new Error("no round");
  const runs = [{ ...round, plan: { ...round.plan, megabytes: 1200 } }];
  const { targets } = layoutsResult({ ...compared, manyByStackSet: { ...compared.manyByStackSet, runs } });
  expect(targets[0]).toMatchObject({ value: 1.2, met: false });
});

test("the table has a row a layout, rounded to what a measurement can tell", () => {
  expect(markdownTable(layoutsResult(compared).deployments).split("\n").slice(2)).toEqual([
    "| `single` | 30 | 2 | 3.0 GB | 31 | 20 s | 20 s |",
    "| `perAccount` | 30 | 2, 2 at a time | 1.0 GB | 2 | 40 s | 40 s |",
    "| `stackSet` | 1 | 2 | 1.0 GB | 1 | 5 s | 5 s |",
    "| `stackSet` | 300 | 2 | 1.1 GB | 1 | 20 s | 20 s |",
  ]);
});
