import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createTurns } from "../../js/turns.js";

type Request = (
  name: string,
  options: object,
  begin: (lock: unknown) => unknown,
) => Promise<unknown>;

/** The locks of one origin: a lock is held until what its holder gave settles. */
function openLocks() {
  const held = new Set<string>();
  const request: Request = async (name, options, begin) => {
    expect(options).toEqual({ ifAvailable: true });
    await Promise.resolve();
    if (held.has(name)) return begin(null);
    held.add(name);
    try {
      return await begin({ name });
    } finally {
      held.delete(name);
    }
  };
  return { held, request };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("by locks", () => {
  it("is one tab's at a time, until that tab ends it", async () => {
    const locks = openLocks();
    vi.stubGlobal("navigator", { locks });
    const [one, other] = [createTurns(), createTurns()];
    await expect(one.take_("s")).resolves.toBe(true);
    await expect(other.take_("s")).resolves.toBe(false);
    await expect(other.take_("another tenant")).resolves.toBe(true);
    one.end_();
    await vi.waitFor(() => expect([...locks.held]).toEqual(["attune.send.another tenant"]));
    await expect(other.take_("s")).resolves.toBe(true);
    await vi.waitFor(() => expect([...locks.held]).toEqual(["attune.send.s"]));
  });

  it("is not held where it was given up before it came", async () => {
    const locks = openLocks();
    vi.stubGlobal("navigator", { locks });
    const turns = createTurns();
    const taken = turns.take_("s");
    turns.end_();
    await expect(taken).resolves.toBe(false);
    await vi.waitFor(() => expect(locks.held.size).toBe(0));
  });

  it.each([
    ["never settle", () => new Promise<unknown>(() => undefined)],
    ["resolve without calling back", () => Promise.resolve()],
    ["throw at once", () => Reflect.apply(null as never, null, [])],
  ])("falls back on a lease within a second where they %s", async (_, request) => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { locks: { request } });
    const taken = createTurns().take_("s");
    await vi.advanceTimersByTimeAsync(1100);
    await expect(taken).resolves.toBe(true);
  });

  it("falls back on a lease where they are refused", async () => {
    vi.useFakeTimers();
    const request = () => Promise.reject(new DOMException("no", "SecurityError"));
    vi.stubGlobal("navigator", { locks: { request } });
    vi.stubGlobal("localStorage", openStorage());
    const taken = createTurns().take_("s");
    await vi.advanceTimersByTimeAsync(100);
    await expect(taken).resolves.toBe(true);
  });
});

function openStorage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

describe("by a lease", () => {
  let storage: ReturnType<typeof openStorage>;
  beforeEach(() => {
    vi.useFakeTimers();
    storage = openStorage();
    vi.stubGlobal("navigator", {});
    vi.stubGlobal("localStorage", storage);
  });
  const take = async (turns = createTurns()) => {
    const taken = turns.take_("s");
    await vi.advanceTimersByTimeAsync(60);
    return taken;
  };

  it("is one tab's, however long it takes, and leaves nothing behind", async () => {
    const turns = createTurns();
    await expect(take(turns)).resolves.toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(take()).resolves.toBe(false);
    turns.end_();
    await vi.advanceTimersByTimeAsync(0);
    expect(storage.items.size).toBe(0);
    await expect(take()).resolves.toBe(true);
  });

  it("of two that begin at the same moment one is left", async () => {
    const taken = Promise.all([createTurns().take_("s"), createTurns().take_("s")]);
    await vi.advanceTimersByTimeAsync(60);
    expect((await taken).filter(Boolean)).toHaveLength(1);
  });

  it("of a tab that died is over within ten seconds, by any clock", async () => {
    await take();
    const dead = storage.items.get("attune.lease.s") ?? "";
    vi.clearAllTimers();
    await vi.advanceTimersByTimeAsync(9000);
    expect(storage.items.get("attune.lease.s")).toBe(dead);
    await expect(take()).resolves.toBe(true);
    storage.items.set("attune.lease.s", JSON.stringify({ own: "x", at: Date.now() + 86_400_000 }));
    await expect(take()).resolves.toBe(true);
  });

  it("is not written again once it was erased", async () => {
    await take();
    storage.items.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(storage.items.size).toBe(0);
  });

  it.each(["null", "5", "{}", "<script>"])("that reads %s is nobody's", async (text) => {
    storage.items.set("attune.lease.s", text);
    await expect(take()).resolves.toBe(true);
  });

  it("is everybody's own where storage refuses", async () => {
    const refuse = () => {
      throw new DOMException("no", "SecurityError");
    };
    vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
    const turns = createTurns();
    await expect(take(turns)).resolves.toBe(true);
    turns.end_();
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(take()).resolves.toBe(true);
  });
});
