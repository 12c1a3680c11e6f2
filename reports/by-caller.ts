import type { Caller, MatrixEntry } from "../access";

/** The entries of each caller; the matrix has them together. */
export function* byCaller(
  matrix: readonly MatrixEntry[],
): Generator<readonly [Caller, readonly MatrixEntry[]]> {
  for (let start = 0; start < matrix.length; ) {
    const { caller } = matrix[start] as MatrixEntry;
    let end = start;
    while (matrix[end]?.caller === caller) end++;
    yield [caller, matrix.slice(start, end)];
    start = end;
  }
}
