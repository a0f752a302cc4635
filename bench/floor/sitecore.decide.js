const service = "https://api-engage-eu.sitecorecloud.io";
const key = { clientKey: "bench-client-key", pointOfSale: "shop.example" };
const ask = (browserId) =>
  fetch(`${service}/v2/callFlows`, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({
      ...key,
      channel: "WEB",
      language: "EN",
      browserId,
      friendlyId: points[0],
    }),
  });
const known = localStorage.benchId;
const made = () =>
  fetch(`${service}/v1.2/browser/create.json?client_key=${key.clientKey}&message={}`);
const id = known
  ? Promise.resolve(known)
  : made().then(async (answer) => (await answer.json()).ref);
id.then((ref) => ask((localStorage.benchId = ref)))
  .then((response) => response.json())
  .then((decision) => show([decision]));
