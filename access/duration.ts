/** Seconds of a duration such as `1h`, `90m`, `1h30m` or a number of seconds; `undefined` when it is none. */
export function seconds(duration: string | number): number | undefined {
  if (typeof duration === "number") return duration;
  const [whole, hours, minutes, rest] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return whole ? Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0) : undefined;
}

/** Seconds as people write them: `1h`, `1h30m`. */
export function durationText(total: number): string {
  const parts = [
    [Math.floor(total / 3600), "h"],
    [Math.floor((total % 3600) / 60), "m"],
    [total % 60, "s"],
  ] as const;
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count}${unit}`)
      .join("") || "0s"
  );
}
