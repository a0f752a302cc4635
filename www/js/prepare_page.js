// A classic script on purpose: it runs before the first paint, so that neither the reading
// direction nor the docked inspector flips under the reader's eyes.
(() => {
  const query = new URLSearchParams(location.search);
  const direction = query.get("dir");
  const root = document.documentElement;
  if (direction === "rtl" || direction === "ltr") root.dir = direction;
  if (query.get("inspector") === "closed") root.dataset.inspector = "closed";
})();
