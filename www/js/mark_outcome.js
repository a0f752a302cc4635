/** Regions nobody filled keep their default content; the attribute says why. */
export function markOutcomes(response) {
  for (const [point, outcome] of Object.entries(response.outcomes ?? {})) {
    if (outcome.status === "decided") continue;
    for (const region of document.querySelectorAll(`[data-point="${CSS.escape(point)}"]`)) {
      if (region.dataset.state !== "personalized") region.dataset.state = outcome.status;
    }
  }
}
