import { createAttune } from "../../js/attune.js";
import { createFakeCore, type FakeCore } from "./fake-core.js";
import type { Attune } from "../../js/surface.js";
import type { AttuneConfig, Settings } from "../../js/types.js";

export const config = {
  sitecore: { endpoint: "https://sitecore.example", clientKey: "key", pointOfSale: "shop.example" },
} satisfies AttuneConfig;

/** Attune over a fake core, not started. */
export function createOverFake(behaviour: FakeCore["behaviour"] = {}): {
  attune: Attune;
  core: FakeCore;
} {
  const core = createFakeCore(behaviour);
  return { attune: createAttune(() => Promise.resolve(core.module)), core };
}

/** Attune over a fake core, started. */
export async function startOverFake(
  behaviour: FakeCore["behaviour"] = {},
  more: Settings = {},
): Promise<{ attune: Attune; core: FakeCore }> {
  const made = createOverFake(behaviour);
  await made.attune.init({ ...config, ...more });
  return made;
}

/** What a promise rejects with; a promise that resolves is a failed test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
}
