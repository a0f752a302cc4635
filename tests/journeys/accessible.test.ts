// What assistive technology meets: every page of the shop and the inspector, by every rule axe has.
import { readdirSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { expect, it } from "vitest";

import { complaintsOf } from "../support/accessible.js";
import { decisionFile } from "./dev_server.js";
import { accept, openShop } from "./shop.js";

const shop = openShop();
const pages = readdirSync(join(decisionFile, "..")).filter((name) => name.endsWith(".html"));

/** Colours are half of it: both schemes are looked at where all the colours are. */
async function complaintsInTheDark(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "dark" });
  const found = await complaintsOf(page);
  await page.emulateMedia({ colorScheme: null });
  return found;
}

it("the shop with its banner and its demo bar, in both schemes", async () => {
  const page = await shop.open("/index.html");
  expect(await complaintsOf(page)).toEqual([]);
  expect(await complaintsInTheDark(page)).toEqual([]);
});

it("every page of the shop, personalized", { timeout: 120_000 }, async () => {
  const page = await shop.openAccepted("/index.html");
  const found: string[] = [];
  for (const name of pages) {
    await shop.open(`/${name}?id=SKU-1001`, "salesforce", page);
    for (const complaint of await complaintsOf(page)) found.push(`${name}: ${complaint}`);
  }
  expect(found).toEqual([]);
  expect(pages.length).toBeGreaterThan(8);
});

it("the inspector, with a record open, in both schemes", async () => {
  const page = await shop.open("/index.html?utm_source=newsletter");
  await accept(page);
  await shop.journal.waitFor("event");
  const inspector = await shop.newPage();
  await inspector.goto(`${shop.dev.site}/inspector/`);
  for (const kind of ["event", "decision"]) {
    await inspector.locator(`.row[data-kind=${kind}]`).first().click();
    await inspector.locator("#detail .json").first().waitFor();
    expect(await complaintsOf(inspector)).toEqual([]);
  }
  expect(await complaintsInTheDark(inspector)).toEqual([]);
});

it("an address that leads nowhere", async () => {
  shop.complaints.expectFailedRequests();
  const page = await shop.newPage();
  await page.goto(`${shop.dev.site}/nowhere`);
  expect(await complaintsOf(page)).toEqual([]);
});

it("finds a planted defect: the detector works", async () => {
  const page = await shop.open("/ar.html");
  await page.evaluate(() =>
    document.querySelector(".wordmark")?.setAttribute("aria-label", "Home"),
  );
  await page.evaluate(() => document.querySelector("main img")?.removeAttribute("alt"));
  const found = await complaintsOf(page);
  expect(found).toEqual([
    expect.stringContaining("image-alt"),
    expect.stringContaining("label-content-name-mismatch"),
  ]);
});
