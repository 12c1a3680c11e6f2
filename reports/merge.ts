import { groupBy } from "../access/group-by";

/** A row of a table about one caller in one account. */
export interface Mergeable {
  readonly caller: string;
  readonly account: string;
  /** The rest of the row: rows are merged where it is equal. */
  readonly alike: string;
}

export interface MergedRow<Row extends Mergeable> {
  readonly callers: readonly string[];
  /** One row for each account, of the first of the callers. */
  readonly rows: readonly [Row, ...Row[]];
}

/** Merges rows that are alike: those of one caller in several accounts, then those of callers with the same accounts. */
export function mergeAlike<Row extends Mergeable>(rows: Iterable<Row>): MergedRow<Row>[] {
  const ofCallers = groupBy(rows, ({ caller, alike }) => JSON.stringify([caller, alike])).values();
  const merged = groupBy(ofCallers, (ofCaller) =>
    JSON.stringify([ofCaller[0].alike, ofCaller.map(({ account }) => account)]),
  );
  return [...merged.values()].map((same) => ({
    callers: same.map(([{ caller }]) => caller),
    rows: same[0],
  }));
}
