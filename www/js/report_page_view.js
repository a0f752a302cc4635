/** Statistics must never disturb the page: what cannot be sent is counted by the SDK itself. */
export function report(visit, event) {
  if (!visit) return;
  visit.sdk.sendEvent(event).catch(() => {});
}

/** Sitecore knows a page view as VIEW; Salesforce as an engagement of the page's own name. */
export function reportPageView(visit, page) {
  if (visit.service !== "salesforce") {
    report(visit, { interaction: { eventType: "VIEW", page: page.view.page } });
  } else if (page.view.name) {
    report(visit, { interaction: { name: page.view.name, eventType: "userEngagement" } });
  }
  page.view.report?.(visit);
}
