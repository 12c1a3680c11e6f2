/** The value in the middle, or the mean of the two that are. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("there is no median of nothing");
  return (low + high) / 2;
}

/**
 * How many times `base` the `values` are: the median over the runs, each run's value against the same run's base. What
 * slows the machine for a while slows both of a run, and so does not count.
 */
export function medianRatio(values: readonly number[], base: readonly number[]): number {
  if (values.length !== base.length) throw new Error("a ratio needs as many values as bases");
  return median(values.map((value, run) => value / (base[run] as number)));
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
