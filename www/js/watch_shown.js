const watched = new WeakMap();

/** Tells the SDK what an element shows; the SDK reports when it was seen and used. */
export function watchShown(region, shown, reference) {
  if (!window.Attune || !reference.personalizationId) return;
  const undo = window.Attune.Engagement.observe(shown, reference);
  watched.set(region, [...(watched.get(region) ?? []), undo]);
}

export function stopWatching(region) {
  for (const undo of watched.get(region) ?? []) undo();
  watched.delete(region);
}
