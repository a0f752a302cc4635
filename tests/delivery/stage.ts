import { afterAll, beforeAll } from "vitest";

import { Chromium } from "./chromium.js";
import { Site } from "./site.js";

export interface Stage {
  readonly chromium: Chromium;
  readonly site: Site;
}

/**
 * One browser, on a profile of its own, and one site, for all tests of a file.
 *
 * @param suite - address of a module of a suite that has scripts of its own in `page/`
 */
export function setStage(suite?: string): Stage {
  const stage = {} as { chromium: Chromium; site: Site };
  beforeAll(async () => {
    stage.site = await Site.start(suite);
    stage.chromium = await Chromium.start();
  });
  afterAll(async () => {
    await stage.chromium?.close();
    await stage.site?.close();
  });
  return stage;
}
