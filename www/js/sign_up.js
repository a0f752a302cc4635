import { report } from "./report_page_view.js";

/** Salesforce files an address as a contact point; Sitecore resolves an identity by it. */
function letterEvent(service, email) {
  if (service === "salesforce")
    return { user: { attributes: { eventType: "contactPointEmail", email } } };
  return { user: { attributes: { userId: email, IDType: "EMAIL", email } } };
}

export function offerLetter(visit) {
  const form = document.getElementById("newsletter");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (visit) report(visit, letterEvent(visit.service, form.email.value));
    form.querySelector('[data-part="answer"]').textContent =
      "Thank you. In this demonstration the letter is only an event: see the inspector.";
    form.reset();
  });
}
