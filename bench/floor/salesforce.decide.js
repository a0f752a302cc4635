fetch("https://bench.c360a.salesforce.com/personalization/decisions", {
  method: "POST",
  credentials: "omit",
  headers: { "Content-Type": "application/json", Accept: "application/json" },
  body: JSON.stringify({
    context: { individualId: "3f9c0d2b7a61e845", requestUrl: location.href },
    personalizationPoints: points.map((name) => ({ name })),
  }),
})
  .then((response) => response.json())
  .then(({ personalizations }) => show(personalizations.map(({ attributes }) => attributes)));
