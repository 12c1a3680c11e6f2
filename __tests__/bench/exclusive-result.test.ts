import { exclusiveResult, markdownTable, type PlanRuns } from "../../bench/exclusive-result";

function planned(
  of: PlanRuns["of"],
  exclusive: boolean,
  calls: number,
  seconds: readonly number[],
): PlanRuns {
  const runs = seconds.map((taken) => ({
    calls,
    seconds: taken,
    cpuSeconds: taken / 2,
    megabytes: 1,
    providers: 1,
  }));
  return { of, exclusive, runs };
}

const measured = [
  planned("a target account", true, 21, [3, 9, 4]),
  planned("the identity account", true, 1300, [20]),
  planned("a target account", false, 15, [3]),
  planned("the identity account", false, 800, [10]),
];

test("all accounts together are the identity account and a target account for each: calls and medians", () => {
  expect(markdownTable(exclusiveResult(1000, measured)).split("\n").slice(2)).toEqual([
    "| a target account | `true` | 21 | 4 s | 2 s |",
    "| the identity account | `true` | 1,300 | 20 s | 10 s |",
    "| all 1001 accounts, the sum | `true` | 22,300 | 4,020 s | 2,010 s |",
    "| a target account | `false` | 15 | 3 s | 1.5 s |",
    "| the identity account | `false` | 800 | 10 s | 5 s |",
    "| all 1001 accounts, the sum | `false` | 15,800 | 3,010 s | 1,505 s |",
  ]);
});
