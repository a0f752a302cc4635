import { readFileSync } from "node:fs";

import { type DevServer, decisionFile } from "./dev_server.js";
import type { Service } from "./shop.js";

interface DecisionFile {
  salesforce: { appSourceId: string };
  sitecore: { clientKey: string; pointsOfSale: string[]; contextId: string; siteName: string };
  catalog: Array<{ id: string; name: string; category: string }>;
}

export const decisions = JSON.parse(readFileSync(decisionFile, "utf8")) as DecisionFile;
export const { appSourceId } = decisions.salesforce;
export const { clientKey, contextId, siteName } = decisions.sitecore;
export const pointOfSale = String(decisions.sitecore.pointsOfSale[0]);

export const optIn = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };
export const optOut = { ...optIn, status: "Opt Out" };

/** The config of a page that speaks to one service; `currencyCode` as the shop has it. */
export function providerOf(service: Service, dev: DevServer) {
  if (service === "salesforce") return { salesforce: { endpoint: dev.salesforce, appSourceId } };
  const direct = { endpoint: dev.sitecore, clientKey, pointOfSale, currencyCode: "EUR" };
  if (service === "sitecore") return { sitecore: direct };
  return { sitecore: { ...direct, edge: { contextId, siteName } } };
}
