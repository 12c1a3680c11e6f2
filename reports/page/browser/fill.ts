/** Elements at once: about what a screen holds. */
const first = 12;
/** Elements between two pictures on the screen. */
const batch = 60;

/** Stops what is being filled. */
export type Stop = () => void;

/**
 * Fills an element with children: those that a screen holds at once, the others after the browser has shown them, some between
 * two pictures on the screen, so that a search of the browser and a print find all of them.
 */
export function fill(parent: HTMLElement, count: number, add: (index: number) => void): Stop {
  let next = 0;
  let isStopped = false;
  const addUntil = (end: number) => {
    for (; next < Math.min(end, count); next++) add(next);
  };
  const later = () => {
    if (next >= count) return;
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (isStopped) return;
        addUntil(next + batch);
        later();
      }),
    );
  };
  const all = () => addUntil(count);
  parent.replaceChildren();
  addUntil(first);
  later();
  window.addEventListener("beforeprint", all);
  return () => {
    isStopped = true;
    window.removeEventListener("beforeprint", all);
  };
}
