import type { MatrixEntry, MatrixPrincipal } from "../access";

/** The entries of each user and principal; the matrix has them together. */
export function* byPrincipal(
  matrix: readonly MatrixEntry[],
): Generator<readonly [MatrixPrincipal, readonly MatrixEntry[]]> {
  for (let start = 0; start < matrix.length; ) {
    const { principal } = matrix[start] as MatrixEntry;
    let end = start;
    while (matrix[end]?.principal === principal) end++;
    yield [principal, matrix.slice(start, end)];
    start = end;
  }
}
