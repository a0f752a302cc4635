import { setTimeout as sleep } from "node:timers/promises";

import type { Browser, BrowserContext, Page } from "playwright-core";

import { canonical, withoutChance } from "./canonical.js";
import type { HostilePage, Service, Told } from "./hostile_page.js";
import { Recorder } from "./recorder.js";
import { path, Site } from "./site.js";

/** What came of a visit. */
export interface Visit {
  readonly told: Told;
  /** The bytes of the requests, in an order of their own: parallel ones may overtake each other. */
  readonly requests: string[];
  /** Uncaught errors, unhandled rejections, lines on the console. */
  readonly complaints: string[];
}

/** A site and its services, for one visit at a time. */
export class Place {
  readonly #site: Site;
  readonly #recorder: Recorder;

  private constructor(site: Site, recorder: Recorder) {
    this.#site = site;
    this.#recorder = recorder;
  }

  static async open(): Promise<Place> {
    return new Place(await Site.start(), await Recorder.start());
  }

  async close(): Promise<void> {
    await Promise.all([this.#site.close(), this.#recorder.close()]);
  }

  /** A visitor nobody knows goes to the page, does all there is to do, and leaves. */
  async visit(browser: Browser, page: HostilePage, service: Service): Promise<Visit> {
    this.#site.page = page;
    this.#site.config = configOf(service, this.#recorder.origin);
    this.#recorder.requests.length = 0;
    const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
    try {
      const shown = await context.newPage();
      const complaints = listen(shown, page.noise);
      if (page.blocked) await block(context, shown, page.blocked);
      await shown.goto(this.#site.origin + path);
      const told = await this.#hear(shown);
      await this.#settle();
      const browserId = told["browserId"] ?? "";
      return { told: comparable(told), requests: this.#sent(browserId), complaints };
    } finally {
      await context.close();
    }
  }

  /** The page names its window by what it has seen, and goes. */
  async #hear(shown: Page): Promise<Told> {
    const isLeft = (url: string): boolean => url.endsWith("/left.html");
    for (let waits = 0; waits < 1200; waits += 1) {
      const left = shown.frames().find((frame) => isLeft(frame.url()));
      if (left) return JSON.parse(await left.evaluate(() => window.name)) as Told;
      await sleep(25);
    }
    throw new Error("The visit did not come to an end within 30 s.");
  }

  /** What a page says as it goes is on its way before the next one is shown, and then soon here. */
  async #settle(): Promise<void> {
    for (let seen = -1; seen !== this.#recorder.requests.length;) {
      seen = this.#recorder.requests.length;
      await sleep(150);
    }
  }

  #sent(browserId: string): string[] {
    const texts = this.#recorder.requests.flatMap((request) => canonical(request, browserId));
    // How long the browser remembers a permission is its own affair: each preflight counts once.
    const isNews = (text: string, at: number): boolean =>
      !text.startsWith("OPTIONS") || texts.indexOf(text) === at;
    return texts.filter(isNews).sort();
  }
}

function comparable(told: Told): Told {
  const { browserId, ...steps } = told;
  const known = browserId ?? "";
  const texts = Object.entries(steps).map(([step, text]) => [step, withoutChance(text, known)]);
  return { ...(Object.fromEntries(texts) as Told), id: kindOf(known) };
}

function kindOf(browserId: string): string {
  if (/^[\da-f]{16}$/.test(browserId)) return "16 digits";
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(browserId) ? "uuid" : browserId || "none";
}

function configOf(service: Service, endpoint: string): object {
  if (service === "salesforce") {
    return { salesforce: { endpoint, appSourceId: "2f5c5d9e-8e2a-4d55-a5a3-6b7d7c1c9a10" } };
  }
  return { sitecore: { endpoint, clientKey: "key", pointOfSale: "shop", currencyCode: "EUR" } };
}

/** What a page makes impossible itself is said by design; what comes of it is looked at besides. */
const failedStart = /^\[attune\] The start failed\./;

function listen(page: Page, noise: RegExp | undefined): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(`uncaught: ${String(error)}`));
  page.on("console", (message) => {
    const text = message.text();
    if (!noise?.test(text) && !failedStart.test(text))
      heard.push(`console.${message.type()}: ${text}`);
  });
  return heard;
}

async function block(context: BrowserContext, page: Page, urls: readonly string[]): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setBlockedURLs", { urls: [...urls] });
}
