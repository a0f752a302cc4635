/** Starts, asks, and writes what came of it into the page, as a site of its own would. */
export async function show(Attune, more = {}) {
  const query = new URLSearchParams(location.search);
  const outcome = document.querySelector("#outcome");
  try {
    await Attune.init({
      salesforce: { endpoint: query.get("endpoint"), appSourceId: query.get("appSourceId") },
      consents: [{ provider: "shop", purpose: "Tracking", status: "Opt In" }],
      ...more,
    });
    const { personalizations, outcomes } = await Attune.Personalization.fetch(["home_hero"]);
    document.querySelector("#headline").textContent = personalizations[0].attributes.headline;
    outcome.textContent = outcomes.home_hero.status;
  } catch (error) {
    outcome.textContent = `${error.code}: ${error.message}`;
  }
}
