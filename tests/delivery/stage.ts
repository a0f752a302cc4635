import { afterAll, beforeAll } from "vitest";

import { Chromium } from "./chromium.js";
import { Site } from "./site.js";

export interface Stage {
  readonly chromium: Chromium;
  readonly site: Site;
}

/**
 * One site for all tests of a file.
 *
 * @param suite - address of a module of a suite that has scripts of its own in `page/`
 */
export function setSite(suite?: string): Pick<Stage, "site"> {
  const stage = {} as { site: Site };
  beforeAll(async () => {
    stage.site = await Site.start(suite);
  });
  afterAll(() => stage.site?.close());
  return stage;
}

/** A browser, on a profile of its own, beside the site. */
export function setStage(suite?: string): Stage {
  const stage = setSite(suite) as { chromium: Chromium; site: Site };
  beforeAll(async () => {
    stage.chromium = await Chromium.start();
  });
  afterAll(() => stage.chromium?.close());
  return stage;
}
