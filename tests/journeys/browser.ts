import { type Browser, chromium } from "playwright-core";

import { findBrowser } from "../../tools/browser.mjs";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: String(findBrowser().chrome), args });
}
