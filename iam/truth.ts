/**
 * Three-valued logic: the answer to a question about a request is yes, no, or unknown.
 *
 * "Unknown" is an answer in its own right. It never turns into "no".
 */
export type Truth = boolean | "unknown";

/** True when all are true, false when one is false, else unknown. */
export function and(...truths: readonly Truth[]): Truth {
  return every(truths, (truth) => truth);
}

/** True when one is true, false when all are false, else unknown. */
export function or(...truths: readonly Truth[]): Truth {
  return some(truths, (truth) => truth);
}

export function not(truth: Truth): Truth {
  return truth === "unknown" ? truth : !truth;
}

/** {@link and} over the items; stops at the first that is false. */
export function every<T>(items: Iterable<T>, truthOf: (item: T) => Truth): Truth {
  return not(some(items, (item) => not(truthOf(item))));
}

/** {@link or} over the items; stops at the first that is true. */
export function some<T>(items: Iterable<T>, truthOf: (item: T) => Truth): Truth {
  let truth: Truth = false;
  for (const item of items) {
    const one = truthOf(item);
    if (one === true) return true;
    if (one === "unknown") truth = one;
  }
  return truth;
}
