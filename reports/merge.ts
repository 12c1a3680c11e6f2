/** What is alike for several people or in several accounts, as one row. */

/** Something that holds for one person in one account. */
export interface Mergeable {
  readonly who: string;
  readonly account: string;
  /** What else there is to say of it; equal where it is alike. */
  readonly alike: string;
}

export interface MergedRow<Item extends Mergeable> {
  readonly who: readonly string[];
  /** One item for each account, of the first of those people. */
  readonly items: readonly [Item, ...Item[]];
}

/** Merges the accounts that are alike for a person, then the people for whom the same accounts are. Keeps the order. */
export function mergeAlike<Item extends Mergeable>(items: Iterable<Item>): MergedRow<Item>[] {
  const ofPeople = new Map<string, Map<string, [Item, ...Item[]]>>();
  for (const item of items) {
    const ofOne = ofPeople.get(item.who) ?? new Map<string, [Item, ...Item[]]>();
    ofPeople.set(item.who, ofOne);
    const row = ofOne.get(item.alike);
    if (row) row.push(item);
    else ofOne.set(item.alike, [item]);
  }
  const rows = new Map<string, { who: string[]; items: [Item, ...Item[]] }>();
  for (const [who, ofOne] of ofPeople)
    for (const [alike, row] of ofOne) {
      const key = JSON.stringify([alike, row.map(({ account }) => account)]);
      const same = rows.get(key);
      if (same) same.who.push(who);
      else rows.set(key, { who: [who], items: row });
    }
  return [...rows.values()];
}
