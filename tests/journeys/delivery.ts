import type { Page } from "playwright-core";
import { expect } from "vitest";

export interface DeliveryStatus {
  tracked: number;
  delivered: number;
  queued: number;
  dropped: Record<string, number>;
}

export function deliveryOf(page: Page): Promise<DeliveryStatus> {
  return page.evaluate(() => window.Attune.getDeliveryStatus());
}

export function isBalanced(status: DeliveryStatus): boolean {
  const lost = Object.values(status.dropped).reduce((sum, count) => sum + count, 0);
  return status.tracked === status.delivered + status.queued + lost;
}

/** At the end of every journey, in every page of it: nothing tracked was lost silently. */
export async function checkDelivery(pages: Page[]): Promise<void> {
  for (const page of pages) {
    const live = await page.evaluate(() => typeof window.Attune?.getDeliveryStatus === "function");
    if (!live) continue;
    const status = await deliveryOf(page);
    expect(isBalanced(status), JSON.stringify(status)).toBe(true);
  }
}

/**
 * Sends what waits, and expects that nothing is left waiting. What a page that is gone had under way
 * is touched ten seconds later only.
 */
export async function allDelivered(page: Page): Promise<DeliveryStatus> {
  await page.evaluate(() => window.Attune.flush());
  await expect.poll(async () => (await deliveryOf(page)).queued, { timeout: 15_000 }).toBe(0);
  return deliveryOf(page);
}
