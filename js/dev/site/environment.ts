import type { DecisionFile } from "../decision-file.js";

export interface Origins {
  site: string;
  salesforce: string;
  sitecore: string;
}

/** What a page needs to know to find both services; nothing in it is secret. */
export function environmentScript(file: DecisionFile, origins: Origins): string {
  const { appSourceId } = file.salesforce;
  const { clientKey, pointsOfSale, contextId, siteName } = file.sitecore;
  const environment = {
    salesforce: { endpoint: origins.salesforce, appSourceId },
    sitecore: {
      endpoint: origins.sitecore,
      clientKey,
      pointOfSale: pointsOfSale[0],
      contextId,
      siteName,
    },
  };
  return `window.ATTUNE_ENVIRONMENT = ${JSON.stringify(environment, null, 2)};\n`;
}
