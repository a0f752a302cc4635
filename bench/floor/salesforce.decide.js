fetch("https://bench.c360a.salesforce.com/personalization/decisions", {
  method: "POST",
  credentials: "omit",
  headers: { "Content-Type": "application/json", Accept: "application/json" },
  body: JSON.stringify({
    context: { individualId: "3f9c0d2b7a61e845", requestUrl: location.href },
    personalizationPoints: [{ name: "home_hero" }],
  }),
})
  .then((response) => response.json())
  .then(({ personalizations }) => handed(personalizations[0].attributes));
