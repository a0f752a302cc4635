import { afterAll, beforeAll, describe, test } from "vitest";

import { adviceFor } from "../../tools/browser.mjs";
import { startChromium } from "./chromium.js";
import type { Engine, EngineName } from "./engine.js";
import { startFirefox } from "./firefox.js";
import { startWebKit } from "./webkit.js";

export const engineNames: EngineName[] = ["chromium", "firefox", "webkit"];

const starts: Record<EngineName, () => Promise<Engine>> = {
  chromium: startChromium,
  firefox: startFirefox,
  webkit: startWebKit,
};

/**
 * `npm test` sets CI for the sake of what it runs, and says by ATTUNE_ENGINES whether it runs in one:
 * there an engine that is missing is a failure, on a laptop it is said and left out.
 */
const isEachNeeded = (process.env["ATTUNE_ENGINES"] ?? (process.env["CI"] && "all")) === "all";

/** An engine under way. Whoever starts it closes it. */
export function startEngine(name: EngineName): Promise<Engine> {
  const advice = adviceFor(name);
  if (advice) throw new Error(advice);
  return starts[name]();
}

/** Registers the tests of an engine, which is there while they run; or one that says what is missing. */
export function inEngine(name: EngineName, register: (engine: () => Engine) => void): void {
  const advice = adviceFor(name);
  describe(name, () => {
    if (!advice) {
      let engine: Engine | undefined;
      beforeAll(async () => void (engine = await startEngine(name)));
      afterAll(() => engine?.close());
      register(() => engine as Engine);
    } else if (isEachNeeded) {
      test("is there", () => {
        throw new Error(advice);
      });
    } else {
      console.warn(`${name} is left out. ${advice}`);
      test.skip("is missing", () => undefined);
    }
  });
}
