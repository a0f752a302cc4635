/**
 * Tells the inspector what became of this page's questions. The channel is closed at once: an open
 * one may keep a page out of the back/forward cache.
 */
export function tellInspector(sdk) {
  if (typeof BroadcastChannel !== "function") return;
  const channel = new BroadcastChannel("attune-explain");
  channel.postMessage(sdk.explain());
  channel.close();
}
