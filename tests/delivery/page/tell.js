// What a page tells the test, where the browser has no binding for it. Kept for the tab, so that the
// pages after it can say what one that was left had told; loaded before the probe.
window.tellHarness = (text) => {
  sessionStorage.setItem("told", `${sessionStorage.getItem("told") ?? ""}${text}\n`);
};
