/** Entries of the access file that may have been renamed. */
export interface Renamed {
  readonly name: string;
  readonly renamedFrom?: string;
}

/**
 * The lists of names that addresses with these entries may have been made of before: each combination of previous and present
 * names but the present one.
 */
export function formerNames(...entries: readonly Renamed[]): string[][] {
  const combinations = entries.reduce<string[][]>(
    (lists, { name, renamedFrom }) =>
      [...(renamedFrom === undefined ? [] : [renamedFrom]), name].flatMap((each) =>
        lists.map((list) => [...list, each]),
      ),
    [[]],
  );
  return combinations.slice(0, -1);
}
