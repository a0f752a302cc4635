import { describe, expect, it, vi } from "vitest";

import { openStillPages } from "./fake-page.js";
import { rejectionOf, startOverFake } from "./started.js";

openStillPages();

const thrown = new Error("page code");
const fail = (): never => {
  throw thrown;
};
const throwing = {
  get timeoutMs(): number {
    return fail();
  },
};

describe("page code that throws while its question is read", () => {
  it.each<[string, string[], object]>([
    ["options", ["hero"], throwing],
    ["options", ["hero"], new Proxy({}, { ownKeys: fail })],
    ["points", new Proxy(["hero"], { get: fail }), {}],
    ["signal", ["hero"], { signal: { aborted: false, addEventListener: fail } }],
  ])("makes its %s an invalid argument", async (what, points, options) => {
    const { attune, core } = await startOverFake();
    const error = await rejectionOf(attune.Personalization.fetch(points, {}, options));
    expect(error).toMatchObject({
      code: "invalid-argument",
      message: `${what} cannot be read: pass plain data.`,
      retryable: false,
      cause: thrown,
    });
    expect(core.toldOf("decide")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not run where it is a method of the list of points", async () => {
    const { attune, core } = await startOverFake();
    void attune.Personalization.fetch(Object.assign(["hero"], { map: fail }));
    expect(core.toldOf("decide").map(([, points]) => points)).toEqual([["hero"]]);
  });
});
