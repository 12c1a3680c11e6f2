/** What exclusive policies cost in a plan: calls of AWS's IAM and STS, and time. */
import type { Watched } from "./layouts-processes";
import { median, rounded } from "./statistics";

export interface PlanRun extends Watched {
  readonly calls: number;
}

/** Plans of one stack that find nothing to do, round by round. */
export interface PlanRuns {
  readonly of: "a target account" | "the identity account";
  readonly exclusive: boolean;
  readonly runs: readonly PlanRun[];
}

/** Medians; in a sum, of one plan after the other. */
export interface PlanRow extends Readonly<Record<(typeof measures)[number], number>> {
  readonly of: string;
  readonly exclusive: boolean;
}

const measures = ["calls", "seconds", "cpuSeconds"] as const;

/** A row for each stack, and the sum of all accounts: each target account has a stack like the one that was measured. */
export function exclusiveResult(accounts: number, measured: readonly PlanRuns[]): readonly PlanRow[] {
  const rows = measured.map(
    ({ of, exclusive, runs }): PlanRow => ({
      of,
      exclusive,
      ...figures((measure) => median(runs.map((run) => run[measure] ?? Number.NaN))),
    }),
  );
  const sums = [true, false].map((exclusive): PlanRow => {
    const some = rows.filter((row) => row.exclusive === exclusive);
    return {
      of: `all ${accounts + 1} accounts, the sum`,
      exclusive,
      ...figures((measure) =>
        some.reduce((sum, row) => sum + row[measure] * (row.of === "a target account" ? accounts : 1), 0),
      ),
    };
  });
  return [...rows, ...sums];
}

function figures(value: (measure: (typeof measures)[number]) => number) {
  const [calls, seconds, cpuSeconds] = measures.map((measure) => rounded(value(measure), 1)) as [
    number,
    number,
    number,
  ];
  return { calls, seconds, cpuSeconds };
}

/** The rows as the documentation has them. */
export function markdownTable(rows: readonly PlanRow[]): string {
  const text = (value: number) =>
    value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 });
  return [
    "| plan of | `exclusive` | calls | time | processor time |",
    "| --- | --- | --- | --- | --- |",
    ...[...rows]
      .sort((a, b) => Number(b.exclusive) - Number(a.exclusive))
      .map(
        ({ of, exclusive, calls, seconds, cpuSeconds }) =>
          `| ${of} | \`${exclusive}\` | ${text(calls)} | ${text(seconds)} s | ${text(cpuSeconds)} s |`,
      ),
  ].join("\n");
}
