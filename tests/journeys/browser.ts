import { type Browser, chromium } from "playwright-core";

import { findBrowser } from "../../tools/browser.mjs";
import { browserFlags } from "../support/browser_flags.js";

export function launchBrowser(): Promise<Browser> {
  const executablePath = String(findBrowser().chrome);
  return chromium.launch({ executablePath, args: browserFlags });
}
