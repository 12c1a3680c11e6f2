/** What the browser remembers for the reader. Where it may remember nothing, such as in a private window, nothing is. */
export interface Memory {
  readonly user: string;
  /** Uses of a switch or a profile, by the name of the profile. */
  readonly uses: Readonly<Record<string, number>>;
}

/** @param identityAccount pages of several identity accounts may come from one address, such as a folder on the disk */
export function memoryOf(identityAccount: string): {
  readonly read: () => Memory;
  readonly write: (memory: Memory) => void;
} {
  const key = `aws-access:${identityAccount}`;
  const nothing: Memory = { user: "", uses: {} };
  let now = nothing;
  try {
    now = { ...nothing, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Memory>) };
  } catch {
    // Not permitted, or not ours: as if nothing were remembered.
  }
  return {
    read: () => now,
    write: (memory) => {
      now = memory;
      try {
        localStorage.setItem(key, JSON.stringify(memory));
      } catch {
        // Not permitted: it is remembered until the page is closed.
      }
    },
  };
}
