import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openPage, type FakePage } from "./fake-page.js";
import { config, createOverFake, startOverFake } from "./started.js";

/** Observers that see what a test tells them to. */
class FakeObserver {
  static all: FakeObserver[] = [];
  readonly targets: unknown[] = [];
  disconnected = false;

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
    this.disconnected = true;
  }
  see(...ratios: number[]) {
    this.tell(ratios.map((ratio) => entry(ratio)));
  }
  seeNothing() {
    this.tell([{ ...entry(1), intersectionRect: { width: 100, height: 0 } }]);
  }
}

const entry = (ratio: number) => ({
  intersectionRatio: ratio,
  isIntersecting: ratio > 0,
  intersectionRect: { width: 100, height: 100 * ratio },
});

let page: FakePage;
const of = { personalizationId: "p", personalizationContentId: "c" };

beforeEach(() => {
  page = openPage();
  vi.useFakeTimers();
  FakeObserver.all = [];
  vi.stubGlobal("IntersectionObserver", FakeObserver);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function watch() {
  const { attune, core } = await startOverFake();
  const element = new EventTarget() as Element;
  const undo = attune.Engagement.observe(element, of);
  const [observer] = FakeObserver.all;
  if (!observer) throw new Error("nothing is observed");
  const impressions = () => core.toldOf("impression").length;
  return { attune, core, element, undo, observer, impressions };
}

describe("an impression", () => {
  it("is counted when half was visible for a second, once", async () => {
    const { core, element, observer, impressions } = await watch();
    expect(observer.options).toEqual({ threshold: 0.5 });
    expect(observer.targets).toEqual([element]);
    observer.see(0.5);
    vi.advanceTimersByTime(999);
    expect(impressions()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(core.toldOf("impression")).toEqual([[expect.any(Number), of]]);
    expect(observer.disconnected).toBe(true);
    observer.see(0, 1);
    vi.advanceTimersByTime(5000);
    expect(impressions()).toBe(1);
  });

  it.each([0, 0.49])("is not counted at %s", async (ratio) => {
    const { observer, impressions } = await watch();
    observer.see(ratio);
    vi.advanceTimersByTime(5000);
    expect(impressions()).toBe(0);
  });

  it("is not counted of an element without area", async () => {
    const { observer, impressions } = await watch();
    observer.seeNothing();
    vi.advanceTimersByTime(5000);
    expect(impressions()).toBe(0);
  });

  it("needs a second without a break, also where the break is told with its end", async () => {
    const { observer, impressions } = await watch();
    observer.see(1);
    vi.advanceTimersByTime(900);
    observer.see(0, 1);
    vi.advanceTimersByTime(900);
    observer.see(0.2);
    vi.advanceTimersByTime(5000);
    expect(impressions()).toBe(0);
    observer.see(0.6);
    vi.advanceTimersByTime(1000);
    expect(impressions()).toBe(1);
  });

  it("does not count time in which the page is hidden", async () => {
    const { observer, impressions } = await watch();
    observer.see(1);
    vi.advanceTimersByTime(900);
    page.hide();
    vi.advanceTimersByTime(5000);
    expect(impressions()).toBe(0);
    page.show();
    vi.advanceTimersByTime(999);
    expect(impressions()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(impressions()).toBe(1);
  });

  it("is not counted in a page that nobody looks at yet", async () => {
    const { observer, impressions } = await watch();
    page.document.prerendering = true;
    observer.see(1);
    vi.advanceTimersByTime(5000);
    expect(impressions()).toBe(0);
    page.document.prerendering = false;
    page.document.dispatchEvent(new Event("prerenderingchange"));
    vi.advanceTimersByTime(1000);
    expect(impressions()).toBe(1);
  });

  it("is not counted of an element that left the page while it was hidden", async () => {
    const { observer, impressions } = await watch();
    observer.see(1);
    page.hide();
    page.show();
    observer.see(0);
    vi.advanceTimersByTime(5000);
    expect(impressions()).toBe(0);
  });
});

describe("a click", () => {
  it("on the element is counted each time, in the turn of the click", async () => {
    const { core, element } = await watch();
    element.dispatchEvent(new Event("click"));
    expect(core.toldOf("click")).toEqual([[expect.any(Number), of]]);
    element.dispatchEvent(new Event("click"));
    expect(core.toldOf("click")).toHaveLength(2);
  });

  it("is caught on its way down, before the page can stop it", async () => {
    const { attune } = await startOverFake();
    const element = { addEventListener: vi.fn(), removeEventListener: vi.fn() };
    const undo = attune.Engagement.observe(element as never, of);
    const [kind, listener, options] = element.addEventListener.mock.calls[0] ?? [];
    expect([kind, options]).toEqual(["click", { capture: true }]);
    undo();
    expect(element.removeEventListener).toHaveBeenCalledWith("click", listener, { capture: true });
  });
});

it("ends when it is undone, in the middle of the second too", async () => {
  const { core, element, undo, observer, impressions } = await watch();
  observer.see(1);
  undo();
  undo();
  page.hide();
  page.show();
  vi.advanceTimersByTime(5000);
  element.dispatchEvent(new Event("click"));
  expect(impressions()).toBe(0);
  expect(core.toldOf("click")).toEqual([]);
  expect(observer.disconnected).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it("watches two references on one element apart", async () => {
  const { attune, core, element } = await watch();
  attune.Engagement.observe(element, { personalizationId: "q" });
  FakeObserver.all.forEach((observer) => observer.see(1));
  vi.advanceTimersByTime(1000);
  expect(core.toldOf("impression").map(([, of]) => of)).toEqual([of, { personalizationId: "q" }]);
});

it("keeps what happens before init, whenever that comes", async () => {
  const { attune, core } = createOverFake();
  const element = new EventTarget() as Element;
  attune.Engagement.observe(element, of);
  FakeObserver.all[0]?.see(1);
  vi.advanceTimersByTime(1000);
  element.dispatchEvent(new Event("click"));
  expect(core.told).toEqual([]);
  await attune.init(config);
  expect(core.told.map(([name]) => name).slice(-2)).toEqual(["impression", "click"]);
});

it("counts clicks and no impression where there is no IntersectionObserver", async () => {
  vi.stubGlobal("IntersectionObserver", undefined);
  const { attune, core } = await startOverFake();
  const element = new EventTarget() as Element;
  const undo = attune.Engagement.observe(element, of);
  vi.advanceTimersByTime(5000);
  element.dispatchEvent(new Event("click"));
  expect(core.toldOf("impression")).toEqual([]);
  expect(core.toldOf("click")).toHaveLength(1);
  undo();
});

it.each([
  ["no element", null, of],
  ["a selector", "#hero", of],
  ["no reference", new EventTarget(), "p"],
])("refuses %s", async (_, element, reference) => {
  const { attune } = await startOverFake();
  expect(() => attune.Engagement.observe(element as never, reference as never)).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});

it("listens to the document once, however much is watched", async () => {
  const { attune } = await watch();
  attune.Engagement.observe(new EventTarget() as Element, of);
  const dwelling = page.listenedTo.filter((kind) => kind === "prerenderingchange");
  expect(dwelling).toHaveLength(1);
});
