import { describe, expect, it, vi } from "vitest";

import type { FetchOptions } from "../../js/types.js";
import type { FakeCore } from "./fake-core.js";
import { openStillPages } from "./fake-page.js";
import { config, createOverFake, rejectionOf, startOverFake } from "./started.js";

openStillPages();

const refusal = { code: "unauthorized", message: "Refused.", retryable: false } as const;
const answer = { personalizations: [], outcomes: {} };

/** A core that takes one token only, and refuses the rest with a status, a moment later. */
function takesOnly(core: FakeCore, good: string, status = 401): void {
  let answers: Array<() => void> = [];
  core.behaviour.decide = (call, _points, _context, options) => {
    const { accessToken } = options as { accessToken?: string };
    answers.push(() => {
      if (accessToken === good) core.host().settle(call, answer);
      else core.host().fail(call, { ...refusal, status });
    });
    core.host().wake();
  };
  core.behaviour.turn = () => {
    const due = answers;
    answers = [];
    for (const act of due) act();
  };
}

/** The tokens of the questions so far, and what they had left of their deadlines. */
const askedWith = (core: FakeCore) =>
  core
    .toldOf("decide")
    .map(([, , , options]) => options as { accessToken: string; timeoutMs: number });

const tokensOf = (core: FakeCore) => askedWith(core).map(({ accessToken }) => accessToken);

const inTurn = (...tokens: string[]) => {
  const source = vi.fn<() => string>();
  for (const token of tokens) source.mockReturnValueOnce(token);
  return source;
};

async function start(good = "new", status = 401) {
  const { attune, core } = await startOverFake();
  takesOnly(core, good, status);
  const ask = (options: FetchOptions, points = ["hero"]) =>
    attune.Personalization.fetch(points, { a: 1 }, options);
  return { core, ask };
}

describe("a token that has expired", () => {
  it("is asked for once more, and so is the question, under its number", async () => {
    const { core, ask } = await start();
    const source = inTurn("old", "new");
    await expect(ask({ accessToken: source, reload: true })).resolves.toBe(answer);
    expect(source).toHaveBeenCalledTimes(2);
    const [first, second] = core.toldOf("decide");
    expect(second?.slice(0, 3)).toEqual(first?.slice(0, 3));
    expect(askedWith(core)).toMatchObject([
      { accessToken: "old", reload: true },
      { accessToken: "new", reload: true },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("may be renewed by a promise, inside the same deadline", async () => {
    const { core, ask } = await start();
    const later = (token: string) =>
      new Promise<string>((resolve) => setTimeout(resolve, 300, token));
    const tokens = ["old", "new"];
    const asked = ask({ accessToken: () => later(tokens.shift() ?? ""), timeoutMs: 1000 });
    await vi.advanceTimersByTimeAsync(600);
    await expect(asked).resolves.toBe(answer);
    expect(askedWith(core).map(({ timeoutMs }) => timeoutMs)).toEqual([700, 400]);
  });

  it("is renewed once for all questions of a function", async () => {
    const { core, ask } = await start("token-2");
    let count = 0;
    const source = vi.fn(() => Promise.resolve(`token-${++count}`));
    const asked = ["hero", "offers"].map((point) => ask({ accessToken: source }, [point]));
    await expect(Promise.all(asked)).resolves.toEqual([answer, answer]);
    expect(source).toHaveBeenCalledTimes(2);
    expect(tokensOf(core)).toEqual(["token-1", "token-1", "token-2", "token-2"]);
  });
});

describe("a function is asked once", () => {
  const counting = () => {
    let count = 0;
    return vi.fn(() => Promise.resolve(`token-${++count}`));
  };
  const turn = () =>
    new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(0);
    });

  it("for the questions of one turn, and again in the next", async () => {
    const { core, ask } = await start("token-1");
    const source = counting();
    const first = ask({ accessToken: source });
    await Promise.resolve();
    const second = ask({ accessToken: source }, ["offers"]);
    await Promise.all([first, second]);
    expect(source).toHaveBeenCalledTimes(1);
    expect(tokensOf(core)).toEqual(["token-1", "token-1"]);
    await turn();
    await turn();
    void ask({ accessToken: source });
    expect(source).toHaveBeenCalledTimes(2);
  });

  it("for those that wait for the start", async () => {
    const { attune, core } = createOverFake();
    takesOnly(core, "token-1");
    const source = counting();
    const ask = (point: string) =>
      attune.Personalization.fetch([point], {}, { accessToken: source });
    const started = attune.init(config);
    const first = ask("hero");
    await Promise.resolve();
    const second = ask("offers");
    await Promise.all([started, first, second]);
    expect(source).toHaveBeenCalledTimes(1);
    expect(tokensOf(core)).toEqual(["token-1", "token-1"]);
  });
});

describe("the refusal stands", () => {
  const broken = () => {
    throw new Error("logged out");
  };
  it.each<[string, () => unknown]>([
    ["gives the same token again", () => "old"],
    ["fails", broken],
    ["rejects", () => Promise.reject(new Error("logged out"))],
    ["gives what is no token", () => "Bearer new"],
    ["gives nothing", () => undefined],
  ])("where the function %s", async (_, again) => {
    const { core, ask } = await start();
    const source = vi.fn<() => unknown>(again).mockReturnValueOnce("old");
    const error = await rejectionOf(ask({ accessToken: source as () => string }));
    expect(error).toMatchObject({ ...refusal, status: 401 });
    expect(source).toHaveBeenCalledTimes(2);
    expect(tokensOf(core)).toHaveLength(1);
    // The core may know points that were decided meanwhile.
    expect(core.toldOf("expire")).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("where the new token is refused too, and there is no third", async () => {
    const { core, ask } = await start("never");
    let count = 0;
    const source = vi.fn(() => `token-${++count}`);
    expect(await rejectionOf(ask({ accessToken: source }))).toMatchObject(refusal);
    expect(source).toHaveBeenCalledTimes(2);
    expect(tokensOf(core)).toHaveLength(2);
  });

  it("where the token was given as a value", async () => {
    const { core, ask } = await start();
    expect(await rejectionOf(ask({ accessToken: "old" }))).toMatchObject(refusal);
    expect(tokensOf(core)).toHaveLength(1);
  });

  it("where it is a 403", async () => {
    const { core, ask } = await start("new", 403);
    const source = inTurn("old", "new");
    expect(await rejectionOf(ask({ accessToken: source }))).toMatchObject(refusal);
    expect(source).toHaveBeenCalledTimes(1);
    expect(tokensOf(core)).toHaveLength(1);
  });
});

describe("while the new token is awaited", () => {
  const hang = new Promise<string>(() => undefined);
  const waiting = async (options: FetchOptions) => {
    const { core, ask } = await start();
    const source = vi.fn<() => string | Promise<string>>(() => hang).mockReturnValueOnce("old");
    const asked = rejectionOf(ask({ ...options, accessToken: source }));
    await vi.advanceTimersByTimeAsync(0);
    expect(source).toHaveBeenCalledTimes(2);
    return { core, asked };
  };

  it("the deadline is what it was", async () => {
    const { core, asked } = await waiting({ timeoutMs: 100 });
    await vi.advanceTimersByTimeAsync(100);
    expect(await asked).toMatchObject({ code: "timeout" });
    expect(core.toldOf("decide")).toHaveLength(1);
  });

  it("the caller may give up, and nothing is asked any more", async () => {
    const { core, ask } = await start();
    let arrive: (token: string) => void = () => undefined;
    const late = new Promise<string>((resolve) => (arrive = resolve));
    const source = vi.fn<() => string | Promise<string>>(() => late).mockReturnValueOnce("old");
    const controller = new AbortController();
    const asked = rejectionOf(ask({ accessToken: source, signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    arrive("new");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await asked).toMatchObject({ code: "aborted" });
    expect(core.toldOf("decide")).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
