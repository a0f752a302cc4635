import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createAttune } from "../../js/attune.js";
import { AttuneError, internalError } from "../../js/error.js";
import { createFakeCore, refuse } from "./fake-core.js";
import { openPage } from "./fake-page.js";
import { config, createOverFake } from "./started.js";

const said = vi.fn();

beforeEach(() => {
  openPage();
  said.mockReset();
  vi.spyOn(console, "error").mockImplementation(said);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const overFailing = (error: unknown) => createAttune(() => Promise.reject(error as Error));
const unavailable = (more = {}) => new AttuneError("wasm-unavailable", "No core.", more);

describe("a mistake of the page", () => {
  it("is said at the default level, once, however often it is made", async () => {
    const { attune } = createOverFake({ configure: () => refuse("invalid-config", "no key") });
    await Promise.allSettled([attune.init(config), attune.init(config)]);
    await Promise.allSettled([attune.init(config)]);
    const error = expect.objectContaining({ code: "invalid-config", message: "no key" }) as Error;
    expect(said.mock.calls).toEqual([["[attune] The start failed.", error]]);
  });

  it("is another one where its words are others", async () => {
    const attune = createAttune(() => Promise.resolve(createFakeCore().module));
    await Promise.allSettled([attune.init(7 as never), attune.init({ a: 1n } as never)]);
    expect(said).toHaveBeenCalledTimes(2);
  });

  it("is a core that is forbidden, or not where it should be", async () => {
    await Promise.allSettled([overFailing(unavailable()).init(config)]);
    expect(said).toHaveBeenCalledTimes(1);
  });
});

describe("no mistake of the page, and left to the level,", () => {
  it.each([
    ["is a file that may come the next time", unavailable({ retryable: true })],
    ["is a core that stopped", internalError()],
  ])("%s", async (_, error) => {
    const attune = overFailing(error);
    await Promise.allSettled([attune.init(config)]);
    expect(said).not.toHaveBeenCalled();
    const told = overFailing(error);
    told.setLoggingLevel("error");
    await Promise.allSettled([told.init(config)]);
    expect(said).toHaveBeenCalledTimes(1);
  });

  it("is a browser without WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    await Promise.allSettled([overFailing(unavailable()).init(config)]);
    expect(said).not.toHaveBeenCalled();
  });

  it("is a server", async () => {
    vi.stubGlobal("document", undefined);
    await Promise.allSettled([createOverFake().attune.init(config)]);
    expect(said).not.toHaveBeenCalled();
  });
});
