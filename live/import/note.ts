/** What `import` has to say about an access file that it writes. */

/** The kinds of notes, in the order in which people read them. */
export const noteKinds = ["cannot-say", "changes", "unknown", "left-out", "expanded"] as const;

/** A kind of note. */
export type NoteKind = (typeof noteKinds)[number];

/** One note: where something stands, what it is, and what to do. */
export interface Note {
  readonly kind: NoteKind;
  /** Id of the account. */
  readonly accountId: string;
  /** What it is about, such as `role Reader` or `policy deploy of user alex`. */
  readonly about: string;
  /** What it is, and what to do, in sentences. */
  readonly text: string;
}
