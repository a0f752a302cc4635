import { ownMembers } from "./own_members.js";

interface Watch {
  /** The reference, as a text: a press counts for it once. */
  readonly key_: string;
  readonly pressed_: () => void;
}

const kinds = ["click", "auxclick", "pointerdown", "pointerup", "keydown", "keyup"];

/** Tells of a person's presses: each once for a reference, wherever and however often it is watched. */
export function createPresses() {
  const watched = new WeakMap<EventTarget, Set<Watch>>();
  const counted = new Set<string>();
  let isPerson = false;

  function notice(event: Event): void {
    const { type, isTrusted } = event;
    const isClick = /click/.test(type);
    if (isTrusted) {
      isPerson = true;
      // A press begins, or is over: a label's press clicks twice, a handler's click comes with it.
      if (/down/.test(type)) counted.clear();
      setTimeout(() => {
        isPerson = false;
        if (isClick) counted.clear();
      });
    }
    // What a script clicks is used by nobody, unless a person's press has made it do so.
    if (isClick && isPerson) count(event as MouseEvent);
  }

  function count(event: MouseEvent): void {
    const { button } = event;
    const path = event.composedPath() as HTMLAnchorElement[];
    // Of the other buttons only the middle one does something, and that with links.
    if (button && (button > 1 || !path.some(({ href }) => href))) return;
    for (const target of path) {
      watched.get(target)?.forEach(({ key_, pressed_ }) => {
        if (!counted.has(key_)) pressed_();
        counted.add(key_);
      });
    }
  }

  return (element: Element, watch: Watch): (() => void) => {
    const watches = watched.get(element) ?? new Set();
    watched.set(element, watches.add(watch));
    // At the window, and capturing: nobody stops it before. Out there a closed shadow root tells
    // nothing of what is inside it. The same listener is added once only.
    for (const target of [globalThis, element]) {
      for (const kind of kinds)
        target.addEventListener(kind, notice, ownMembers({ capture: true }));
    }
    return () => watches.delete(watch);
  };
}
