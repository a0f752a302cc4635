import { afterEach, beforeEach, vi } from "vitest";

/** A document and a window, as far as Attune looks at them. */
export interface FakePage {
  readonly document: EventTarget & {
    visibilityState: string;
    prerendering: boolean;
    currentScript: unknown;
    querySelector: (selector: string) => unknown;
  };
  readonly window: EventTarget;
  /** The kinds of events listened to, on either. */
  readonly listenedTo: string[];
  hide(): void;
  show(): void;
}

/** Makes Node look like a page, until `vi.unstubAllGlobals()`. */
export function openPage(): FakePage {
  const listenedTo: string[] = [];
  const document = Object.assign(new EventTarget(), {
    visibilityState: "visible",
    prerendering: false,
    currentScript: null as unknown,
    querySelector: (): unknown => null,
  });
  const window = new EventTarget();
  for (const target of [document, window]) {
    const listen = target.addEventListener.bind(target);
    target.addEventListener = (...args: Parameters<EventTarget["addEventListener"]>) => {
      listenedTo.push(args[0]);
      listen(...args);
    };
  }
  vi.stubGlobal("document", document);
  vi.stubGlobal("addEventListener", window.addEventListener);
  const turn = (visibilityState: string) => {
    document.visibilityState = visibilityState;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  return {
    document,
    window,
    listenedTo,
    hide: () => turn("hidden"),
    show: () => turn("visible"),
  };
}

/** Every test of the file has a page of its own, in which time stands still. */
export function openStillPages(): void {
  beforeEach(() => {
    openPage();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}
