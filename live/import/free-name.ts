/** Names for the entries of an access file. */

/** A name that no other entry has; IAM ignores case, and so does this. It is taken then. */
export function freeName(wanted: string, longest: number, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const end = number === 1 ? "" : `-${number}`;
    const name = wanted.slice(0, longest - end.length) + end;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
