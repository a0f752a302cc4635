import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openPage } from "./fake-page.js";
import { startOverFake } from "./started.js";
import { expectEveryRejectionHandled } from "./unhandled.js";

beforeEach(() => {
  openPage();
});
afterEach(() => {
  vi.unstubAllGlobals();
});
expectEveryRejectionHandled();

describe("re-entrance", () => {
  it("of page code from an effect works, and waits for its effects", async () => {
    const { attune, core } = await startOverFake();
    core.behaviour.browser_id = () => "id";
    const order: unknown[] = [];
    core.behaviour.decide = (call) => {
      const { host } = core;
      host().invoke(() => order.push("first", attune.getBrowserId(), attune.flush()), []);
      host().invoke(() => order.push("second"), []);
      host().settle(call, "answer");
    };
    core.behaviour.flush = (call) => {
      core.host().invoke(() => order.push("nested"), []);
      core.host().settle(call, "status");
    };
    await expect(attune.Personalization.fetch(["hero"])).resolves.toBe("answer");
    expect(order).toEqual(["first", "id", expect.any(Promise), "second", "nested"]);
    await expect(order[2]).resolves.toBe("status");
  });

  it("from below a Rust frame is put off until the frame is gone", async () => {
    const { attune, core } = await startOverFake();
    let depth = 0;
    core.behaviour.turn = () => {
      depth += 1;
      // As a built-in would that the page has replaced.
      attune.ContentZoneHandler.remove("hero");
      expect(attune.getBrowserId()).toBeNull();
      depth -= 1;
    };
    core.behaviour.remove_zone_handler = () => expect(depth).toBe(0);
    core.host().wake();
    await vi.waitFor(() => expect(core.toldOf("remove_zone_handler")).toEqual([["hero"]]));
  });
});

it("puts off what is asked with hardly any stack left", async () => {
  const { attune, core } = await startOverFake();
  core.behaviour.track = (call) => core.host().settle(call, null);
  const tracked: Array<Promise<void>> = [];
  let unwound = 0;
  const descend = (): void => {
    try {
      descend();
    } finally {
      unwound += 1;
      if (unwound > 100 && tracked.length < 50) tracked.push(attune.sendEvent({}));
    }
  };
  expect(descend).toThrow(RangeError);
  expect(core.toldOf("track")).toEqual([]);
  const outcomes = await Promise.allSettled(tracked);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(50).fill("fulfilled"));
  expect(core.toldOf("track")).toHaveLength(50);
  expect(core.reset).not.toHaveBeenCalled();
});
