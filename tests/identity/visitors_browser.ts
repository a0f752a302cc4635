import { type Browser, chromium } from "playwright-core";

import { findBrowser } from "../../tools/browser.mjs";
import { browserFlags } from "../support/browser_flags.js";

// The driver's own defaults that make a browser behave otherwise than a visitor's: no throttling,
// no back/forward cache. They are left out by name; its long list of disabled features, storage
// partitioning among them, is replaced below, since of two lists the last one counts.
const unlikeVisitors = [
  "--disable-back-forward-cache",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-ipc-flooding-protection",
];

const hosts = "--host-resolver-rules=MAP * 127.0.0.1";

/** A browser as visitors have it, in which every host name leads to this machine. */
export function launchVisitorsBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: String(findBrowser().chrome),
    args: [...browserFlags, "--disable-features=Translate", hosts],
    ignoreDefaultArgs: unlikeVisitors,
  });
}
