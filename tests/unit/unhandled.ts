import { afterEach, beforeEach, expect, vi } from "vitest";

/** After every test of the file, no promise may have been rejected that nobody listens to. */
export function expectEveryRejectionHandled(): void {
  const unhandled = vi.fn();
  beforeEach(() => {
    unhandled.mockReset();
    process.on("unhandledRejection", unhandled);
  });
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
}
