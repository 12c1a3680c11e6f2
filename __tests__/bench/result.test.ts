import { type Runs, resultOf, type Target } from "../../bench/result";

const ran = (seconds: number, megabytes: number) => ({ seconds, cpuSeconds: seconds, megabytes });

/** Two sizes that are measured, of which ours costs these seconds and megabytes; raw costs 1 and 100, 5 and 400. */
function runs(small: readonly [number, number], large: readonly [number, number]): Runs {
  return {
    sizes: [
      { accounts: 1000, resources: 7444, ours: [ran(...small)], raw: [ran(1, 100)] },
      { accounts: 5000, resources: 35444, ours: [ran(...large)], raw: [ran(5, 400)] },
    ],
    lab: { nodeSeconds: [0.3], cdktfSynthSeconds: [3.1] },
  };
}

function met(targets: readonly Target[]): Record<string, boolean> {
  return Object.fromEntries(targets.map(({ target, met }) => [target, met]));
}

test("each target says its limit, its value and whether it is met", () => {
  const { targets } = resultOf(runs([1, 130], [4.5, 500]));
  expect(targets).toEqual([
    expect.objectContaining({
      target: expect.stringMatching(/1000.*seconds.*raw/),
      limit: 1,
      value: 1,
      met: true,
    }),
    expect.objectContaining({
      target: expect.stringMatching(/1000.*megabytes.*raw/),
      limit: 1.1,
      value: 1.3,
      met: false,
    }),
    expect.objectContaining({
      target: expect.stringMatching(/5000.*seconds.*raw/),
      limit: 0.85,
      value: 0.9,
      met: false,
    }),
    expect.objectContaining({
      target: expect.stringMatching(/5000.*seconds.*1000/),
      limit: 5.5,
      value: 4.5,
      met: true,
    }),
    expect.objectContaining({ target: expect.stringMatching(/5000.*megabytes/), limit: 5.5, met: true }),
    expect.objectContaining({ target: expect.stringMatching(/lab/), limit: 3.1, value: 3.1, met: true }),
  ]);
});

test("growth that is steeper than the accounts' misses its target", () => {
  expect(met(resultOf(runs([1, 100], [5.6, 560])).targets)).toMatchObject({
    "synth of 5000 accounts, seconds in times of 1000 accounts'": false,
    "synth of 5000 accounts, megabytes in times of 1000 accounts'": false,
  });
});

test("cdktf synth of the lab may take twice as long as node, and 2.5 seconds", () => {
  const slow = {
    ...runs([1, 100], [5, 400]),
    lab: { nodeSeconds: [0.4, 0.2, 0.3], cdktfSynthSeconds: [3.2] },
  };
  const { lab, targets } = resultOf(slow);
  expect(lab).toEqual({ nodeSeconds: 0.3, cdktfSynthSeconds: 3.2, limitSeconds: 3.1 });
  expect(met(targets)).toMatchObject({ "cdktf synth of the lab, seconds": false });
});

test("a size that was not measured has no target", () => {
  const { sizes, lab } = runs([1, 100], [5, 400]);
  const { growth, targets } = resultOf({ sizes: sizes.slice(0, 1), lab });
  expect(growth).toBeUndefined();
  expect(targets.map(({ target }) => target).join()).not.toMatch(/5000/);
});
