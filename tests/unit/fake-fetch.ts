import { afterEach, beforeEach, type Mock, vi } from "vitest";

/** What stands in for the platform's `fetch` in every test of the file, without an answer at first. */
export function replaceFetch(): Mock<typeof globalThis.fetch> {
  const fetch = vi.fn<typeof globalThis.fetch>();
  beforeEach(() => {
    fetch.mockReset();
    vi.stubGlobal("fetch", fetch);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  return fetch;
}
