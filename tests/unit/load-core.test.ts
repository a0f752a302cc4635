import { beforeEach, describe, expect, it, vi } from "vitest";

import { createLoader } from "../../js/load_core.js";
import * as values from "../../src/browser/values.js";
import { rejectionOf } from "./started.js";

const glue = vi.hoisted(() => ({
  initSync: vi.fn(),
  __wbg_reset_state: vi.fn(),
  callExport: vi.fn(),
}));

vi.mock("../../pkg/attune.js", () => {
  const known: Record<string, unknown> = { ...glue };
  // Whatever else the loader wants of the glue is there.
  return new Proxy(known, {
    has: () => true,
    get: (all, name) => (name === "then" ? undefined : (all[String(name)] ?? vi.fn())),
  });
});

const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

beforeEach(() => {
  glue.initSync.mockReset();
});

it("brings the core once, for all who ask", async () => {
  const source = vi.fn(() => bytes);
  const load = createLoader(source);
  expect(source).not.toHaveBeenCalled();
  const [one, two] = await Promise.all([load(), load()]);
  expect(one).toBe(two);
  expect(await load()).toBe(one);
  expect(source).toHaveBeenCalledTimes(1);
  expect(glue.initSync).toHaveBeenCalledExactlyOnceWith({
    module: expect.any(WebAssembly.Module) as unknown,
  });
  expect(one.reset_).toBe(glue.__wbg_reset_state);
});

describe("an export", () => {
  it("is given numbers as they are, any other value by handle, and gives what was left", async () => {
    const { core_ } = await createLoader(() => bytes)();
    const event = { interaction: {} };
    glue.callExport.mockImplementation((name: string, [call, handle = 0]: number[]) => {
      expect([name, call, values.valueOf(handle)]).toEqual(["track", 7, event]);
      values.leaving(values.mark(), handle);
    });
    expect(core_.track(7, event, undefined)).toBe(event);
  });

  it("throws the fault that the config has", async () => {
    const { core_ } = await createLoader(() => bytes)();
    const fault = { code: "invalid-config", message: "config: expected", retryable: false };
    glue.callExport.mockImplementation(() => values.leaving(values.mark(), values.handleOf(fault)));
    expect(() => core_.configure({}, [])).toThrow(expect.objectContaining(fault) as Error);
    glue.callExport.mockImplementation(() => values.leaving(values.mark(), 0));
    expect(core_.configure({}, [])).toBe(undefined);
  });
});

it("forgets a failure, so that it can be asked again", async () => {
  const source = vi.fn(() => bytes.slice(0, 5));
  const load = createLoader(source);
  expect(await rejectionOf(load())).toMatchObject({ code: "wasm-unavailable" });
  source.mockReturnValue(bytes);
  await expect(load()).resolves.toHaveProperty("core_");
});

it("brings it from where it is told, unless it is there already", async () => {
  const source = vi.fn(() => bytes);
  const load = createLoader(source);
  const given = new WebAssembly.Module(bytes);
  const one = await load(given);
  expect(glue.initSync).toHaveBeenCalledExactlyOnceWith({ module: given });
  expect(await load(bytes)).toBe(one);
  expect(await load()).toBe(one);
  expect(source).not.toHaveBeenCalled();
  expect(glue.initSync).toHaveBeenCalledTimes(1);
});

it("takes an instance that cannot be made for a core that cannot be had", async () => {
  glue.initSync.mockImplementation(() => {
    throw new WebAssembly.LinkError("import object field is not a Function");
  });
  expect(await rejectionOf(createLoader(() => bytes)())).toMatchObject({
    code: "wasm-unavailable",
  });
});
