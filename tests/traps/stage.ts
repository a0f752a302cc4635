import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";

import type { AttuneConfig, Settings } from "../../dist/types.js";
import { launchBrowser } from "../journeys/browser.js";
import { Complaints } from "../journeys/complaints.js";
import type { DevServer } from "../journeys/dev_server.js";
import { Journal } from "../journeys/journal.js";
import { decisionFile, type DevModule } from "../journeys/dev_server.js";
import { optIn, providerOf } from "../journeys/provider.js";

export type Service = "salesforce" | "sitecore";
/** How the page gets the SDK: by script tag, or as the npm module. */
export type Form = "script" | "module";

const root = fileURLToPath(new URL("../..", import.meta.url));
const trappingDist = join(root, ".cache/traps/dist");

/** A visitor's page, of a profile of its own. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: Complaints;
}

export interface Wish {
  form?: Form;
  service?: Service;
  search?: string;
  context?: BrowserContext;
  config?: Settings;
  /** Whether the page starts the SDK. Default true. */
  starts?: boolean;
}

/** The shop's server over the SDK whose core traps on demand, and a browser. */
export class Stage {
  dev!: DevServer;
  browser!: Browser;
  journal!: Journal;
  readonly #folder = mkdtempSync(join(tmpdir(), "attune-traps-"));

  async open(): Promise<void> {
    cpSync(join(root, "tests/traps/pages"), join(this.#folder, "t"), { recursive: true });
    const server = (await import(pathToFileURL(join(root, "dist/dev.js")).href)) as DevModule;
    const ports = { site: 0, salesforce: 0, sitecore: 0 };
    const where = { decisions: decisionFile, www: this.#folder, dist: trappingDist };
    this.dev = (await server.startDev({ ports, ...where })) as DevServer;
    this.browser = await launchBrowser();
    this.journal = new Journal(this.dev.site);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.dev?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A page with handlers and experiences set, and the SDK started and opted in. */
  async visit(wish: Wish = {}): Promise<Visit> {
    const { form = "script", search = "?utm_source=newsletter", starts = true } = wish;
    const context = wish.context ?? (await this.browser.newContext({ locale: "en-US" }));
    const complaints = new Complaints(context);
    const page = await context.newPage();
    await page.goto(`${this.dev.site}/t/${form}.html${search}`);
    if (starts) await this.start(page, wish);
    return { page, context, complaints };
  }

  configOf({ service = "salesforce", config = {} }: Wish = {}): AttuneConfig {
    return { ...providerOf(service, this.dev), consents: [optIn], ...config };
  }

  async start(page: Page, wish: Wish = {}): Promise<void> {
    await page.evaluate(async (config) => {
      window.acts.prepare();
      await window.Attune.init(config);
    }, this.configOf(wish));
    await heardOnce(page);
  }
}

/** The experience has been asked for and handed over. */
async function heardOnce(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.acts.heard.official.length)).toBe(1);
}

/** Registers the hooks of a file. */
export function openStage(): Stage {
  const stage = new Stage();
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  return stage;
}
