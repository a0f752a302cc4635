// Asks for an authenticated point from a server: first an access token by OAuth client credentials,
// then the decision. Runs against the emulator of `npm start`:
//
//   node docs/examples/ask-from-a-server.mjs
//
// With a tenant of your own, give its address and credentials in the environment. The secret stays
// on the server; the page only ever sees the token.
import { readFile } from "node:fs/promises";

const emulated = JSON.parse(
  await readFile(new URL("../../www/decisions.json", import.meta.url), "utf8"),
).salesforce.client;
const {
  SALESFORCE_ENDPOINT: endpoint = "http://127.0.0.1:4401",
  SALESFORCE_CLIENT_ID: clientId = emulated.id,
  SALESFORCE_CLIENT_SECRET: clientSecret = emulated.secret,
} = process.env;

const token = await post("/services/oauth2/token", {
  body: new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
  }),
});

const answer = await post("/personalization/authenticated/decisions", {
  headers: {
    authorization: `Bearer ${token.access_token}`,
    "content-type": "application/json",
  },
  body: JSON.stringify({
    context: { individualId: "ba8f56683e2ca01c", dataspace: "default" },
    personalizationPoints: [{ name: "account_offer" }],
  }),
});

for (const { personalizationPointName, attributes } of answer.personalizations) {
  console.log(personalizationPointName, attributes);
}

async function post(path, request) {
  const response = await fetch(endpoint + path, { method: "POST", ...request });
  if (response.ok) return response.json();
  throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}
