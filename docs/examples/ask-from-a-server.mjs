// Asks for an authenticated point from a server: first an access token by OAuth client credentials,
// then the decision. Runs against the emulator of `npx attune dev`, from wherever this file lies:
//
//   node docs/examples/ask-from-a-server.mjs
//
// With a tenant of your own, give its address and credentials in the environment. The secret stays
// on the server; the page only ever sees the token.
const {
  SALESFORCE_ENDPOINT: endpoint = "http://127.0.0.1:4401",
  SALESFORCE_CLIENT_ID: clientId = "example-server",
  SALESFORCE_CLIENT_SECRET: clientSecret = "only-the-emulator-believes-this-one",
  SALESFORCE_TIMEOUT_MS: timeoutMs = "2000",
} = process.env;

// A server keeps its token for the next question, and in memory only.
let keptToken;

try {
  const answer = await decide({
    context: { individualId: "ba8f56683e2ca01c", dataspace: "default" },
    personalizationPoints: [{ name: "account_offer" }],
  });
  for (const { personalizationPointName, attributes } of answer.personalizations) {
    console.log(personalizationPointName, attributes);
  }
} catch (error) {
  // A page that is being rendered would go on with its default content here.
  console.error(`No decision: ${error.message}`);
  process.exitCode = 1;
}

/** One deadline for everything. A token that has expired meanwhile is replaced once, and only once. */
async function decide(question) {
  const signal = AbortSignal.timeout(Number(timeoutMs));
  let response = await ask(question, await takeToken(signal), signal);
  if (response.status === 401) {
    keptToken = undefined;
    response = await ask(question, await takeToken(signal), signal);
  }
  return readJson(response);
}

async function ask(question, token, signal) {
  return post("/personalization/authenticated/decisions", signal, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(question),
  });
}

async function takeToken(signal) {
  keptToken ??= await requestToken(signal);
  return keptToken;
}

async function requestToken(signal) {
  const response = await post("/services/oauth2/token", signal, {
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  return (await readJson(response)).access_token;
}

/** Never redirected: credentials and tokens are for this address alone. */
function post(path, signal, request) {
  return fetch(endpoint + path, { method: "POST", redirect: "error", signal, ...request });
}

async function readJson(response) {
  if (response.ok) return response.json();
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
}
