/** The heading and the label over a list, where the decision brings them. */
export function writeHead(region, attributes) {
  const header = region.querySelector('[data-part="header"]');
  const label = region.querySelector('[data-part="label"]');
  if (typeof attributes.Header === "string") header.textContent = attributes.Header;
  // A service that answers with a bare list of items has no attribute to carry the label in.
  const picked = typeof attributes.Label === "string" ? attributes.Label : label.dataset.picked;
  label.textContent = picked;
}
