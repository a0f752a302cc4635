import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";

import { launchBrowser } from "./browser.js";
import { Complaints } from "./complaints.js";
import { type DevServer, startDevServer } from "./dev_server.js";
import { Journal } from "./journal.js";
import { checkDelivery } from "./delivery.js";

export type Service = "salesforce" | "sitecore" | "sitecore-edge";
export const services: Service[] = ["salesforce", "sitecore", "sitecore-edge"];

/** One server and one browser for a file, a fresh visitor for each journey. */
export class Shop {
  dev!: DevServer;
  browser!: Browser;
  /** The visitor's browser profile: cookies and storage are empty at the start. */
  visitor!: BrowserContext;
  journal!: Journal;
  complaints!: Complaints;

  async newVisitor(): Promise<void> {
    this.visitor = await this.browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: "en-US",
    });
    this.complaints = new Complaints(this.visitor);
  }

  async newPage(): Promise<Page> {
    return this.visitor.newPage();
  }

  /** A page of the shop, come to rest. */
  async open(path: string, service: Service = "salesforce", page?: Page): Promise<Page> {
    const shown = page ?? (await this.newPage());
    await shown.goto(this.address(path, service));
    await isReady(shown);
    return shown;
  }

  address(path: string, service: Service): string {
    const url = new URL(path, this.dev.site);
    url.searchParams.set("inspector", "closed");
    url.searchParams.set("service", service);
    return url.href;
  }

  /** The shop, with the consent banner answered by yes. */
  async openAccepted(path: string, service: Service = "salesforce"): Promise<Page> {
    const page = await this.open(path, service);
    await accept(page);
    return page;
  }
}

export async function isReady(page: Page): Promise<void> {
  await page.locator("html[data-attune=ready]").waitFor({ state: "attached" });
}

export async function accept(page: Page): Promise<void> {
  await page.locator('#consent-banner [data-consent="accept"]').click();
  await isReady(page);
}

export async function stateIs(page: Page, region: string, state: string): Promise<void> {
  await page.locator(`${region}[data-state=${state}]`).waitFor();
}

/** Registers the hooks of a file of journeys. */
export function openShop(): Shop {
  const shop = new Shop();
  beforeAll(async () => {
    shop.dev = await startDevServer();
    shop.browser = await launchBrowser();
    shop.journal = new Journal(shop.dev.site);
  });
  beforeEach(async () => {
    await shop.journal.clear();
    await shop.journal.mend();
    await shop.newVisitor();
  });
  afterEach(async () => {
    try {
      await checkDelivery(shop.visitor.pages());
      expect(shop.complaints.heard).toEqual([]);
    } finally {
      await shop.visitor.close();
    }
  });
  afterAll(async () => {
    await shop.browser?.close();
    await shop.dev?.close();
  });
  return shop;
}
