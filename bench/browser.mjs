// Headless Chromium: every host that is not the site is our services.
import { chromium } from "playwright-core";

import { findBrowser } from "../tools/browser.mjs";

export async function openBrowser({ port }) {
  const browser = await chromium.launch({
    executablePath: findBrowser().chrome,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--ignore-certificate-errors",
      `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE 127.0.0.1`,
      "--enable-precise-memory-info",
      "--js-flags=--expose-gc",
    ],
  });
  return browser;
}

/** A context of its own is a visitor of their own: nothing cached, nothing stored. */
export async function openVisitor(browser) {
  return browser.newContext({ ignoreHTTPSErrors: true });
}

const patience = 60_000;

/**
 * One page view.
 *
 * @returns what the page reports (pages.mjs) and the main thread's own figures
 */
export async function view(visitor, url, { network, cpu = 1, settle = 0 } = {}) {
  const page = await visitor.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  try {
    const session = await visitor.newCDPSession(page);
    await session.send("Runtime.enable");
    await session.send("Runtime.addBinding", { name: "report" });
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    if (network) await throttle(session, network);
    if (cpu > 1) await session.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    const reported = waitForReport(session, url, complaints);
    await session.send("Page.navigate", { url });
    const report = await reported;
    if (settle) await page.waitForTimeout(settle);
    return { report, thread: await threadOf(session), complaints };
  } finally {
    await page.close();
  }
}

/**
 * A page that stays open, once it has what it asked for.
 *
 * @returns the page, its session, and what tells its main thread's figures so far
 */
export async function openPage(visitor, url) {
  const page = await visitor.newPage();
  const session = await visitor.newCDPSession(page);
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: "report" });
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const reported = waitForReport(session, url, []);
  await page.goto(url);
  await reported;
  return { page, session, thread: () => threadOf(session) };
}

async function throttle(session, { latency, down, up }) {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: down / 8,
    uploadThroughput: up / 8,
  });
}

function waitForReport(session, url, complaints) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${url} reported nothing. ${complaints.join("; ")}`)),
      patience,
    );
    session.on("Runtime.bindingCalled", ({ name, payload }) => {
      if (name !== "report") return;
      clearTimeout(timer);
      resolve(JSON.parse(payload));
    });
  });
}

async function threadOf(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const figure = (name) => metrics.find((metric) => metric.name === name).value;
  return {
    script: figure("ScriptDuration") * 1000,
    compile: figure("V8CompileDuration") * 1000,
    task: figure("TaskDuration") * 1000,
    heap: figure("JSHeapUsedSize"),
  };
}
