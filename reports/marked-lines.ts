import type { FindingLevel } from "../access/finding-levels";

/** Lines that a terminal may show in a colour. */
export interface MarkedLines {
  readonly lines: readonly string[];
  /** How dangerous is what they say. Default: no colour. */
  readonly mark?: Mark;
}

/** A terminal shows `danger` in red and `caution` in yellow. */
export type Mark = "danger" | "caution";

/** The mark of each level of a finding. */
export const findingMarks: Readonly<Record<FindingLevel, Mark | undefined>> = {
  high: "danger",
  medium: "caution",
  low: undefined,
};
