// What is seen is tested in real browsers (tests/engagement/): here is what those cannot do.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openPage, type FakePage } from "./fake-page.js";
import { config, createOverFake, startOverFake } from "./started.js";

type Listener = (event: object) => void;

/** An element that hands on what is done to it, and what the browser's observer says of it. */
class FakeElement {
  readonly localName = "div";
  readonly id = "";
  readonly children: FakeElement[] = [];
  readonly listeners: Record<string, Listener> = {};
  readonly options: unknown[] = [];

  addEventListener(kind: string, listener: Listener, options: unknown) {
    this.listeners[kind] = listener;
    this.options.push(options);
  }
  press(more: object = {}) {
    const path = () => [this];
    const event = { type: "click", isTrusted: true, button: 0, composedPath: path, ...more };
    this.listeners["click"]?.(event);
  }
  getBoundingClientRect = () => ({ width: 100, height: 100 });
  getRootNode = () => ({});
  contains = () => false;
  matches = () => false;
}

/** Observers that see what a test tells them to. */
class FakeObserver {
  static all: FakeObserver[] = [];
  targets: unknown[] = [];

  constructor(
    private readonly tell: (entries: unknown[]) => void,
    readonly options: unknown,
  ) {
    FakeObserver.all.push(this);
  }
  observe(target: unknown) {
    this.targets.push(target);
  }
  disconnect() {
    this.targets = [];
  }
  see(ratio: number) {
    const box = { left: 0, right: 100, top: 0, bottom: 100, width: 100, height: 100 };
    const entries = this.targets.map((target) => ({
      target,
      isIntersecting: ratio > 0,
      boundingClientRect: box,
      intersectionRect: { width: 100, height: 100 * ratio },
    }));
    if (entries.length > 0) this.tell(entries);
  }
}

let page: FakePage;
const of = { personalizationId: "p", personalizationContentId: "c" };
const optIn = { provider: "CMP", purpose: "Tracking", status: "Opt In" };
const screen = { innerWidth: 1000, innerHeight: 700, outerWidth: 1000, outerHeight: 800 };
const style = { opacity: "1", visibility: "visible", overflow: "visible", display: "block" };

beforeEach(() => {
  page = openPage();
  vi.useFakeTimers();
  FakeObserver.all = [];
  vi.stubGlobal("IntersectionObserver", FakeObserver);
  vi.stubGlobal("getComputedStyle", () => style);
  for (const [name, value] of Object.entries(screen)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Time passes, in which the browser shows so much of what is observed. */
function pass(ms: number, ratio: number) {
  for (let left = ms; left > 0; left -= 10) {
    FakeObserver.all.forEach((observer) => observer.see(ratio));
    vi.advanceTimersByTime(10);
  }
  FakeObserver.all.forEach((observer) => observer.see(ratio));
}

async function watch(options?: object) {
  const { attune, core } = await startOverFake({}, { consents: [optIn] });
  const element = new FakeElement();
  const undo = attune.Engagement.observe(element as never, of, options);
  return { attune, core, element, undo, impressions: () => core.toldOf("impression").length };
}

describe("an impression", () => {
  it("is counted when half was visible for a second, once", async () => {
    const { core, impressions } = await watch();
    expect(FakeObserver.all[0]?.options).toEqual({ threshold: [0, 0.5] });
    pass(980, 0.5);
    expect(impressions()).toBe(0);
    pass(40, 0.5);
    expect(core.toldOf("impression")).toEqual([[expect.any(Number), of]]);
    pass(5000, 1);
    expect(impressions()).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes its time also in a page that has long been there", async () => {
    const { attune, core } = await startOverFake({}, { consents: [optIn] });
    vi.advanceTimersByTime(5000);
    attune.Engagement.observe(new FakeElement() as never, of);
    pass(900, 1);
    expect(core.toldOf("impression")).toEqual([]);
    pass(200, 1);
    expect(core.toldOf("impression")).toHaveLength(1);
  });

  it.each([0, 0.49])("is not counted at %s", async (ratio) => {
    const { impressions } = await watch();
    pass(5000, ratio);
    expect(impressions()).toBe(0);
  });

  it.each([
    [60, 1],
    [100, 1],
    [300, 0],
  ])("after a gap of %s ms in the middle: %s", async (gap, expected) => {
    const { impressions } = await watch();
    pass(700, 1);
    pass(gap, 0);
    pass(500, 1);
    expect(impressions()).toBe(expected);
  });

  it("does not count time in which the page is hidden", async () => {
    const { impressions } = await watch();
    pass(900, 1);
    page.hide();
    // Nothing is drawn meanwhile.
    vi.advanceTimersByTime(5000);
    page.show();
    pass(900, 1);
    expect(impressions()).toBe(0);
    pass(200, 1);
    expect(impressions()).toBe(1);
  });

  it("is not counted in a page that nobody looks at yet", async () => {
    const { impressions } = await watch();
    page.document.prerendering = true;
    pass(5000, 1);
    expect(impressions()).toBe(0);
    page.document.prerendering = false;
    pass(1300, 1);
    expect(impressions()).toBe(1);
  });

  it("takes what share and time it is told to", async () => {
    const { impressions } = await watch({ ratio: 0.8, dwellMs: 100 });
    pass(1000, 0.7);
    expect(impressions()).toBe(0);
    pass(400, 0.8);
    expect(impressions()).toBe(1);
  });

  it("is not counted before init, and by the same second after it", async () => {
    const { attune, core } = createOverFake();
    attune.Engagement.observe(new FakeElement() as never, of);
    pass(5000, 1);
    await attune.init({ ...config, consents: [optIn] });
    expect(core.toldOf("impression")).toEqual([]);
    pass(1300, 1);
    expect(core.toldOf("impression")).toHaveLength(1);
  });
});

describe("a click", () => {
  it("on the element is counted each time, in the turn of the click", async () => {
    const { core, element } = await watch();
    element.press();
    expect(core.toldOf("click")).toEqual([[expect.any(Number), of]]);
    element.press();
    expect(core.toldOf("click")).toHaveLength(1);
    vi.advanceTimersByTime(0);
    element.press();
    expect(core.toldOf("click")).toHaveLength(2);
  });

  it("is not counted where no person makes it", async () => {
    const { core, element } = await watch();
    element.press({ isTrusted: false });
    expect(core.toldOf("click")).toEqual([]);
  });

  it("is caught on its way down, before the page can stop it", async () => {
    const { element } = await watch();
    expect(new Set(element.options)).toEqual(
      new Set(element.options.map(() => ({ capture: true }))),
    );
    expect(page.listenedTo).toContain("click");
  });

  it("that comes before init is kept, whenever that comes", async () => {
    const { attune, core } = createOverFake();
    const element = new FakeElement();
    attune.Engagement.observe(element as never, of);
    element.press();
    await attune.init(config);
    expect(core.told.map(([name]) => name).slice(-1)).toEqual(["click"]);
  });
});

it("ends when it is undone, in the middle of the second too", async () => {
  const { core, element, undo, impressions } = await watch();
  pass(500, 1);
  undo();
  undo();
  page.hide();
  page.show();
  pass(5000, 1);
  element.press();
  expect(impressions()).toBe(0);
  expect(core.toldOf("click")).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(vi.getTimerCount()).toBe(0);
});

it("watches two references on one element apart", async () => {
  const { attune, core, element } = await watch();
  attune.Engagement.observe(element as never, { personalizationId: "q" });
  pass(1300, 1);
  expect(core.toldOf("impression").map(([, of]) => of)).toEqual([of, { personalizationId: "q" }]);
});

it.each([
  ["is none", undefined],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
])("counts clicks and no impression where IntersectionObserver %s", async (_, observer) => {
  vi.stubGlobal("IntersectionObserver", observer);
  const { core, element, undo, impressions } = await watch();
  vi.advanceTimersByTime(5000);
  element.press();
  expect(impressions()).toBe(0);
  expect(core.toldOf("click")).toHaveLength(1);
  undo();
});

const refused: Array<[what: string, element: unknown, reference: unknown, options?: unknown]> = [
  ["no element", null, of],
  ["a selector", "#hero", of],
  ["no reference", new FakeElement(), "p"],
];
for (const ratio of [0, -1, 1.1, NaN, Infinity, "0.5", null]) {
  refused.push([`a ratio of ${ratio}`, new FakeElement(), of, { ratio }]);
}
for (const dwellMs of [-1, NaN, Infinity, "1000", null]) {
  refused.push([`a dwellMs of ${dwellMs}`, new FakeElement(), of, { dwellMs }]);
}

it.each(refused)("refuses %s", async (_, element, reference, options) => {
  const { attune } = await startOverFake();
  const { observe } = attune.Engagement;
  expect(() => observe(element as never, reference as never, options as never)).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});

it("listens to the document once, however much is watched", async () => {
  const { attune } = await watch();
  const count = () => page.listenedTo.filter((kind) => kind === "visibilitychange").length;
  const before = count();
  attune.Engagement.observe(new FakeElement() as never, of);
  expect(count()).toBe(before);
});
