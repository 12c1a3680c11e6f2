/** Elements at once: more than a screen holds. */
const first = 24;
/** Elements between two answers to the reader. */
const batch = 60;

/** Stops what is being filled. */
export type Stop = () => void;

/**
 * Fills an element with children: those that a screen holds at once, the others while the browser is idle, so that a search of
 * the browser and a print find all of them.
 */
export function fill(parent: HTMLElement, count: number, add: (index: number) => void): Stop {
  let next = 0;
  let waiting = 0;
  const addUntil = (end: number) => {
    for (; next < Math.min(end, count); next++) add(next);
  };
  const later = () => {
    waiting = setTimeout(() => {
      addUntil(next + batch);
      if (next < count) later();
    });
  };
  const all = () => addUntil(count);
  parent.replaceChildren();
  addUntil(first);
  if (next < count) later();
  window.addEventListener("beforeprint", all);
  return () => {
    clearTimeout(waiting);
    window.removeEventListener("beforeprint", all);
  };
}
