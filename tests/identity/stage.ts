import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";

import { Complaints } from "../journeys/complaints.js";
import { type DevServer, startDevServer } from "../journeys/dev_server.js";
import { Journal } from "../journeys/journal.js";
import { providerOf } from "../journeys/provider.js";
import type { Service } from "../journeys/shop.js";
import { PageServer } from "./page_server.js";
import { launchVisitorsBrowser } from "./visitors_browser.js";

/** A secure context, although plain http, whose registrable domain must be found by probing. */
export const host = "www.shop.localhost";

/** One of the two services each: Edge shares all of its identity with the direct API. */
export const services: Service[] = ["salesforce", "sitecore"];

/** `npm run test:faults` asks for the long runs; `npm test` for a sample of each. */
export const isFull = process.env["ATTUNE_FULL"] === "1";

/** A browser profile that nobody has used before. */
export interface Profile {
  readonly context: BrowserContext;
  readonly complaints: Complaints;
}

export class Stage {
  browser!: Browser;
  dev!: DevServer;
  journal!: Journal;
  pages!: PageServer;
  readonly #profiles: Profile[] = [];

  async newProfile(): Promise<Profile> {
    const context = await this.browser.newContext({ locale: "en-US" });
    const profile = { context, complaints: new Complaints(context) };
    this.#profiles.push(profile);
    return profile;
  }

  /** A page with the SDK, not started yet. */
  async open({ context }: Profile, path = "/", at = host): Promise<Page> {
    const page = await context.newPage();
    await page.goto(this.pages.address(at, path));
    return page;
  }

  provider(service: Service) {
    return providerOf(service, this.dev);
  }

  async closeProfiles(): Promise<Profile[]> {
    const closed = this.#profiles.splice(0);
    await Promise.all(closed.map(({ context }) => context.close()));
    return closed;
  }
}

/** Registers the hooks of a suite: nothing any page says passes unheard. */
export function openStage(): Stage {
  const stage = new Stage();
  beforeAll(async () => {
    stage.dev = await startDevServer();
    stage.pages = await PageServer.start();
    stage.browser = await launchVisitorsBrowser();
    stage.journal = new Journal(stage.dev.site);
  });
  beforeEach(async () => {
    await stage.journal.clear();
    await stage.journal.mend();
  });
  afterEach(async () => {
    const profiles = await stage.closeProfiles();
    expect(profiles.flatMap(({ complaints }) => complaints.heard)).toEqual([]);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.pages?.close();
    await stage.dev?.close();
  });
  return stage;
}
