/** One service at a time: `init` wants exactly one provider. */
export function configureProvider({ environment, service }) {
  const { salesforce, sitecore } = environment;
  if (service === "salesforce") {
    return { salesforce: { endpoint: salesforce.endpoint, appSourceId: salesforce.appSourceId } };
  }
  const direct = {
    endpoint: sitecore.endpoint,
    clientKey: sitecore.clientKey,
    pointOfSale: sitecore.pointOfSale,
    currencyCode: "EUR",
  };
  if (service === "sitecore") return { sitecore: direct };
  const edge = { contextId: sitecore.contextId, siteName: sitecore.siteName };
  return { sitecore: { ...direct, edge } };
}
