import { ownMembers } from "./own_members.js";
import { runOnce } from "./run_once.js";

/** What of an element must be visible, and for how many milliseconds without a break. */
const part = 0.5;
const dwell = 1000;

/** An element whose visible part is large enough just now. */
interface Look {
  readonly begin_: () => void;
  readonly end_: () => void;
}

/** What happens to a watched element. */
export interface Happenings {
  seen_: () => void;
  clicked_: () => void;
}

/**
 * Watches elements. Nothing here refers to an element beyond the time it is in view: the watching
 * hangs on the element itself, and goes with it.
 */
export function createWatch() {
  const inView = new Set<Look>();

  // A page that is hidden, or rendered before anyone looks at it, shows nothing to anyone.
  const listen = runOnce(() => {
    const update = (): void => {
      for (const look of inView) {
        look.end_();
        look.begin_();
      }
    };
    document.addEventListener("visibilitychange", update);
    document.addEventListener("prerenderingchange", update);
  });

  return (element: Element, { seen_, clicked_ }: Happenings): (() => void) => {
    listen();
    const stopLooking = lookAt(element, inView, seen_);
    // Capturing: a handler of the page that stops the event does not undo that it was clicked.
    const options = ownMembers({ capture: true });
    element.addEventListener("click", clicked_, options);
    return () => {
      stopLooking();
      element.removeEventListener("click", clicked_, options);
    };
  };
}

function lookAt(element: Element, inView: Set<Look>, seen: () => void): () => void {
  let isOver = false;
  let observer: IntersectionObserver | undefined;
  const look = createLook(() => {
    stop();
    seen();
  });
  // It may tell several changes at once; where the element is now is the last of them. And it may
  // tell what it has noticed before it was disconnected.
  const notice = (entries: IntersectionObserverEntry[]): void => {
    look.end_();
    inView.delete(look);
    if (isOver || !entries.slice(-1).some(isHalfVisible)) return;
    inView.add(look);
    look.begin_();
  };
  const stop = (): void => {
    isOver = true;
    observer?.disconnect();
    inView.delete(look);
    look.end_();
  };
  try {
    observer = new IntersectionObserver(notice, ownMembers({ threshold: part }));
    observer.observe(element);
  } catch {
    // The browser has none, or the page has put something else in its place.
  }
  return stop;
}

function createLook(finish: () => void): Look {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    begin_() {
      try {
        if (isPageVisible()) timer = setTimeout(finish, dwell);
      } catch {
        // What a page has put in the place of timers may throw: then there is no impression.
      }
    },
    end_() {
      clearTimeout(timer);
    },
  };
}

/** An element without area is "wholly visible" to the observer, and shows nothing. */
function isHalfVisible({
  intersectionRatio,
  intersectionRect,
}: IntersectionObserverEntry): boolean {
  return intersectionRatio >= part && intersectionRect.width * intersectionRect.height > 0;
}

function isPageVisible(): boolean {
  const { prerendering } = document as { prerendering?: boolean };
  return document.visibilityState === "visible" && !prerendering;
}
