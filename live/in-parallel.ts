/** Works through a list, a few at a time, and returns the results in the list's order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  { atOnce = 8, onDone }: { readonly atOnce?: number; readonly onDone?: (done: number) => void } = {},
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const rest = items.entries();
  let done = 0;
  const worker = async () => {
    for (const [index, item] of rest) {
      results[index] = await work(item);
      onDone?.(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
