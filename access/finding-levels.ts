/** How dangerous a finding of `diff` or `verify` is. */
export type FindingLevel = "high" | "medium" | "low";

/** The levels, the most dangerous first. `--fail-on` takes them too. */
export const findingLevels: readonly FindingLevel[] = ["high", "medium", "low"];
