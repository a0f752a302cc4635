import { delimiter, dirname } from "node:path";

import { findBrowser } from "./browser.mjs";
import { cargoTools, toolFolder } from "./versions.mjs";

/** What every program we start sees: our own tools first on PATH, and where the browser is. */
export function environment(more = {}) {
  const { chrome, driver } = findBrowser();
  // wasm-pack looks for the driver on PATH only, and would download one that may not match.
  const folders = [...cargoTools.map(toolFolder), ...(driver ? [dirname(driver)] : [])];
  const path = [...folders, process.env.PATH ?? ""].join(delimiter);
  return {
    ...process.env,
    PATH: path,
    ...(chrome && { CHROME: chrome }),
    ...(driver && { CHROMEDRIVER: driver }),
    ...more,
  };
}
