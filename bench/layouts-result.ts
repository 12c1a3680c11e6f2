/** What the layouts cost, against what is promised. */
import type { Deployed } from "./layouts-deployment";
import type { Watched } from "./layouts-processes";
import type { Measured } from "./measure";
import type { Layout } from "./organization";
import type { Target } from "./result";
import { median, medianRatio, rounded } from "./statistics";

/** Deployments of one layout, round by round: the same index is the same round everywhere. */
export interface DeployedRuns {
  readonly layout: Layout;
  readonly accounts: number;
  /** Stacks that are planned and applied at once. */
  readonly atOnce: number;
  readonly runs: readonly Deployed[];
}

/** Synths of one layout, round by round. */
export interface SynthRuns {
  readonly layout: Layout;
  readonly accounts: number;
  readonly runs: readonly SynthRun[];
}

export interface SynthRun extends Measured {
  /** User and system time of computing and packing all grants, out of the whole. */
  readonly grantsCpuSeconds: number;
}

/** What is compared with what. */
export interface Compared {
  readonly manyByStackSet: DeployedRuns;
  readonly oneByStackSet: DeployedRuns;
  readonly perAccount: DeployedRuns;
  readonly single: DeployedRuns;
  /** A few accounts and many, by layout. */
  readonly synths: readonly { readonly few: SynthRuns; readonly many: SynthRuns }[];
}

/** Medians over the rounds; of processes the most. */
export interface LayoutRow {
  readonly layout: Layout;
  readonly accounts: number;
  readonly stacks: number;
  readonly atOnce: number;
  readonly initSeconds: number;
  readonly apply: Watched;
  readonly plan: Watched;
}

/** Medians, ratios and targets. */
export function layoutsResult({ manyByStackSet, oneByStackSet, perAccount, single, synths }: Compared) {
  const target = (name: string, limit: number, value: number): Target => ({
    target: name,
    limit,
    value: rounded(value),
    met: value <= limit,
  });
  const memoryTimes = (of: (run: Deployed) => number, a: DeployedRuns, b: DeployedRuns) =>
    medianRatio(a.runs.map(of), b.runs.map(of));
  return {
    deployments: [single, perAccount, oneByStackSet, manyByStackSet].map(layoutRow),
    synths: synths.flatMap(({ few, many }) => [few, many]).map(synthRow),
    targets: [
      target(
        `${manyByStackSet.accounts} accounts by stack set, peak megabytes of plan and apply in times of ${oneByStackSet.accounts} by stack set`,
        1.1,
        memoryTimes(peakMegabytes, manyByStackSet, oneByStackSet),
      ),
      target(
        `${manyByStackSet.accounts} accounts by stack set, provider processes`,
        1,
        mostProviders(layoutRow(manyByStackSet)),
      ),
      target(
        `${perAccount.accounts} accounts perAccount, ${perAccount.atOnce} stacks at once, peak megabytes of the apply in times of single's`,
        1 / 3,
        memoryTimes(({ apply }) => apply.megabytes, perAccount, single),
      ),
      target(
        `${perAccount.accounts} accounts perAccount, ${perAccount.atOnce} stacks at once, seconds of the apply in times of single's`,
        2,
        medianRatio(
          perAccount.runs.map(({ apply }) => apply.seconds),
          single.runs.map(({ apply }) => apply.seconds),
        ),
      ),
      ...synths.flatMap(({ few, many }) => [
        target(
          `synth of ${many.accounts} accounts, ${many.layout}, megabytes in times of ${few.accounts} accounts'`,
          5,
          medianRatio(values(many.runs, "megabytes"), values(few.runs, "megabytes")),
        ),
        target(
          `synth of ${many.accounts} accounts, ${many.layout}, part of the time that the grants take`,
          1 / 4,
          medianRatio(values(many.runs, "grantsCpuSeconds"), values(many.runs, "cpuSeconds")),
        ),
      ]),
    ],
  };
}

function layoutRow({ layout, accounts, atOnce, runs }: DeployedRuns): LayoutRow {
  return {
    layout,
    accounts,
    stacks: runs[0]?.stacks ?? 0,
    atOnce,
    initSeconds: rounded(median(values(runs, "initSeconds")), 1),
    apply: middle(runs.map(({ apply }) => apply)),
    plan: middle(runs.map(({ plan }) => plan)),
  };
}

function middle(runs: readonly Watched[]): Watched {
  const cpu = runs.map(({ cpuSeconds }) => cpuSeconds);
  return {
    megabytes: Math.round(median(values(runs, "megabytes"))),
    providers: Math.max(...values(runs, "providers")),
    ...(cpu.every((seconds) => seconds !== undefined) && { cpuSeconds: rounded(median(cpu), 1) }),
    seconds: rounded(median(values(runs, "seconds")), 1),
  };
}

function peakMegabytes({ apply, plan }: Pick<LayoutRow, "apply" | "plan">): number {
  return Math.max(apply.megabytes, plan.megabytes);
}

function mostProviders({ apply, plan }: Pick<LayoutRow, "apply" | "plan">): number {
  return Math.max(apply.providers, plan.providers);
}

function synthRow({ layout, accounts, runs }: SynthRuns) {
  const middle = (measure: keyof SynthRun) => rounded(median(values(runs, measure)), 2);
  return {
    layout,
    accounts,
    megabytes: middle("megabytes"),
    cpuSeconds: middle("cpuSeconds"),
    seconds: middle("seconds"),
    grantsCpuSeconds: middle("grantsCpuSeconds"),
  };
}

/** The rows as the documentation has them, as exact as such a measurement is. */
export function markdownTable(rows: readonly LayoutRow[]): string {
  const processorTime = ({ cpuSeconds }: Watched) =>
    cpuSeconds === undefined ? "unknown" : `${Number(cpuSeconds.toPrecision(2))} s`;
  return [
    "| layout | accounts | stacks | peak memory | provider processes | processor time of an apply | of a plan |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) =>
      [
        "",
        `\`${row.layout}\``,
        row.accounts,
        row.atOnce > 1 ? `${row.stacks}, ${row.atOnce} at a time` : row.stacks,
        `${(peakMegabytes(row) / 1000).toFixed(1)} GB`,
        mostProviders(row),
        processorTime(row.apply),
        processorTime(row.plan),
        "",
      ]
        .join(" | ")
        .trim(),
    ),
  ].join("\n");
}

function values<Measure extends string>(
  runs: readonly Readonly<Record<Measure, number>>[],
  measure: Measure,
): number[] {
  return runs.map((run) => run[measure]);
}
