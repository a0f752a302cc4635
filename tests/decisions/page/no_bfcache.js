// What keeps a page out of the back/forward cache. Loaded before the SDK.
addEventListener("unload", () => undefined);
