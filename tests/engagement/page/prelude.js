// What every page of a case has beside the SDK.
(() => {
  const { endpoint, prefix } = document.currentScript.dataset;
  const optIn = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };
  const find = (what) => (typeof what === "string" ? document.querySelector(what) : what);

  window.reference = (name, content) => ({
    personalizationId: `${prefix}-${name}`,
    ...(content && { personalizationContentId: content }),
  });

  /** Watches an element, or what a selector finds. */
  window.watch = (what, name = "a", options = undefined) =>
    Attune.Engagement.observe(find(what), window.reference(name), options);

  window.start = (consents = [optIn], more = {}) =>
    Attune.init({ salesforce: { endpoint, appSourceId: "web" }, consents, ...more });

  window.allow = () => Attune.updateConsents(optIn);
})();
