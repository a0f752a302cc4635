import { afterEach, expect, it, vi } from "vitest";

import { createLog } from "../../js/log.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const methods = ["error", "warn", "info", "debug", "trace", "log"] as const;
const spies = () =>
  Object.fromEntries(
    methods.map((method) => [method, vi.spyOn(console, method).mockReturnValue()]),
  ) as Record<(typeof methods)[number], ReturnType<typeof vi.fn>>;

const written = (level: unknown): string[] => {
  const consoles = spies();
  const log = createLog();
  if (level !== undefined) log.setLevel_(level);
  for (const at of [1, 2, 3, 4, 5]) log.write_(at, String(at));
  return methods.filter((method) => consoles[method].mock.calls.length > 0);
};

it("says nothing by default", () => {
  expect(written(undefined)).toEqual([]);
});

it.each([
  ["none", []],
  ["error", ["error"]],
  ["WARN", ["error", "warn"]],
  ["Info", ["error", "warn", "info"]],
  ["trace", ["error", "warn", "info", "debug"]],
  [0, []],
  [2, ["error", "warn"]],
  [99, ["error", "warn", "info", "debug"]],
])("lets %s through", (level, expected) => {
  expect(written(level)).toEqual(expected);
});

it.each(["loud", NaN, -1, {}, null])("is not changed by %s", (level) => {
  const { error } = spies();
  const log = createLog();
  log.setLevel_("error");
  log.setLevel_(level);
  log.write_(1, "still on");
  log.write_(2, "still off");
  expect(error).toHaveBeenCalledTimes(1);
});

it("says who speaks, and hands the detail over as it is", () => {
  const { error } = spies();
  const log = createLog();
  const detail = new Error("x");
  log.setLevel_(1);
  log.write_(1, "It failed.", detail);
  log.write_(1, "Plain.");
  expect(error.mock.calls).toEqual([["[attune] It failed.", detail], ["[attune] Plain."]]);
});

it("survives a console that throws", () => {
  vi.spyOn(console, "error").mockImplementation(() => {
    throw new Error("replaced by the page");
  });
  const log = createLog();
  log.setLevel_(1);
  expect(() => log.write_(1, "x")).not.toThrow();
});
