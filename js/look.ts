import { ownMembers } from "./own_members.js";
import { partsOf } from "./sight.js";

/**
 * Looks at an element, again and again. Nothing here holds the element: the looking goes with it.
 *
 * @param judge - is given an entry for each part of the element, and says after how many milliseconds
 *   to look again; after 0, once the browser notices something
 * @returns what ends it
 */
export function lookAt(
  element: Element,
  ratio: number,
  judge: (element: Element, entries: IntersectionObserverEntry[]) => number,
): () => void {
  const held = new WeakRef(element);
  let timer: ReturnType<typeof setTimeout>;
  let isFresh = false;
  let isOver = false;

  const viewing = new IntersectionObserver(
    (entries) => {
      const element = held.deref();
      clearTimeout(timer);
      // It may tell what it has noticed before it was disconnected.
      if (!element || isOver) return;
      try {
        const ms = isFresh ? judge(element, entries) : 1;
        isFresh = false;
        if (ms) timer = setTimeout(look, ms);
      } catch {
        // What a page has put in the place of what is asked may throw: then there is no impression.
      }
    },
    ownMembers({ threshold: [0, ratio] }),
  );

  function look(): void {
    const element = held.deref();
    viewing.disconnect();
    isFresh = true;
    // Observed anew, all that is in view of it is told with the next frame.
    if (element) for (const part of partsOf(element)) viewing.observe(part);
  }

  look();
  return () => {
    isOver = true;
    viewing.disconnect();
    clearTimeout(timer);
  };
}
