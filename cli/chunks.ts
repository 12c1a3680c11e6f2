/**
 * The pieces of a text in chunks of at least 1 MiB: to write each line with a system call of its own is slow, and the whole
 * can be longer than a string can be.
 */
export function* chunks(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < 1 << 20) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
