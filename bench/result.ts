/** What the runs come to, against what is promised. */
import type { Measured } from "./measure";
import { median, medianRatio, rounded } from "./statistics";

/** The measured runs, round by round: the same index is the same round everywhere. */
export interface Runs {
  readonly sizes: readonly SizeRuns[];
  readonly lab: { readonly cdktfSynthSeconds: readonly number[]; readonly nodeSeconds: readonly number[] };
}

export interface SizeRuns {
  readonly accounts: number;
  /** Terraform resources, providers and outputs that each of the two programs makes. */
  readonly resources: number;
  readonly ours: readonly Measured[];
  readonly raw: readonly Measured[];
}

export interface Target {
  readonly target: string;
  readonly limit: number;
  readonly value: number;
  readonly met: boolean;
}

/** The most that this project may cost, in times of the raw program. */
const costLimits: readonly {
  readonly accounts: number;
  readonly seconds?: number;
  readonly megabytes?: number;
}[] = [
  { accounts: 1000, seconds: 1, megabytes: 1.1 },
  { accounts: 5000, seconds: 0.85 },
];
/** How the cost may grow. */
const growthLimit = { from: 1000, to: 5000, times: 5.5 };

const measures = ["seconds", "cpuSeconds", "megabytes"] as const;
type Figures = Record<(typeof measures)[number], number>;

/** Medians, ratios and targets; a target of a size that was not measured is not there. */
export function resultOf(runs: Runs) {
  const sizes = runs.sizes.map(({ accounts, resources, ours, raw }) => ({
    accounts,
    resources,
    ours: figures((measure) => median(ours.map((run) => run[measure]))),
    raw: figures((measure) => median(raw.map((run) => run[measure]))),
    ratio: timesOf(ours, raw),
  }));
  const [from, to] = [growthLimit.from, growthLimit.to].map((accounts) =>
    runs.sizes.find((size) => size.accounts === accounts),
  );
  const growth = from &&
    to && {
      from: from.accounts,
      to: to.accounts,
      ours: timesOf(to.ours, from.ours),
      raw: timesOf(to.raw, from.raw),
    };
  const nodeSeconds = median(runs.lab.nodeSeconds);
  const lab = {
    cdktfSynthSeconds: rounded(median(runs.lab.cdktfSynthSeconds)),
    nodeSeconds: rounded(nodeSeconds),
    limitSeconds: rounded(2 * nodeSeconds + 2.5),
  };
  const target = (name: string, limit: number, value: number): Target => ({
    target: name,
    limit,
    value,
    met: value <= limit,
  });
  const targets = [
    ...costLimits.flatMap(({ accounts, ...limits }) => {
      const ratio = sizes.find((size) => size.accounts === accounts)?.ratio;
      return (["seconds", "megabytes"] as const).flatMap((measure) => {
        const limit = limits[measure];
        if (ratio === undefined || limit === undefined) return [];
        const name = `synth of ${accounts} accounts, ${measure} in times of the raw program's`;
        return [target(name, limit, ratio[measure])];
      });
    }),
    ...(growth
      ? (["seconds", "megabytes"] as const).map((measure) =>
          target(
            `synth of ${growth.to} accounts, ${measure} in times of ${growth.from} accounts'`,
            growthLimit.times,
            growth.ours[measure],
          ),
        )
      : []),
    target("cdktf synth of the lab, seconds", lab.limitSeconds, lab.cdktfSynthSeconds),
  ];
  return { sizes, growth, lab, targets };
}

function timesOf(values: readonly Measured[], base: readonly Measured[]): Figures {
  return figures((measure) =>
    medianRatio(
      values.map((run) => run[measure]),
      base.map((run) => run[measure]),
    ),
  );
}

function figures(value: (measure: (typeof measures)[number]) => number): Figures {
  return Object.fromEntries(measures.map((measure) => [measure, rounded(value(measure))])) as Figures;
}
