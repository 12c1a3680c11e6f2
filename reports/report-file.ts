/** A file that people or their tools get. */
export interface ReportFile {
  /** Relative to `<out>/access/`, with slashes. */
  readonly path: string;
  /** The text, in pieces: the whole may be more than one string can hold. */
  readonly pieces: Iterable<string>;
}
