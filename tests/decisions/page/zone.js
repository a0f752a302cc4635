// A zone with default content, which a decision may replace.
Attune.ContentZoneHandler.set({
  contentZoneName: "hero",
  personalizationPoint: "home_hero",
  callback: ({ personalizations }) => {
    const [decision] = personalizations;
    if (decision) document.getElementById("zone").textContent = decision.attributes.title;
  },
});
