import * as Attune from "attune";

const query = new URLSearchParams(location.search);
const headline = document.querySelector("#headline");
const outcome = document.querySelector("#outcome");

Attune.init({
  salesforce: { endpoint: query.get("endpoint"), appSourceId: query.get("appSourceId") },
  consents: [{ provider: "shop", purpose: "Tracking", status: "Opt In" }],
})
  .then(() => Attune.Personalization.fetch(["home_hero"]))
  .then(({ personalizations: [decision], outcomes }) => {
    headline.textContent = decision.attributes.headline;
    outcome.textContent = outcomes.home_hero.status;
  })
  .catch((error) => {
    outcome.textContent = `${error.code}: ${error.message}`;
  });
