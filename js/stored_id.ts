/**
 * Whether an id of ours seems to be stored; only the core can tell. The browser's first look into
 * each of its stores takes milliseconds: done here, while the core compiles on another thread, it
 * costs the core little.
 */
export function hasStoredId(): boolean {
  try {
    const isId = (key: string): boolean => key.startsWith("attune.id.");
    return sessionStorage.length >= 0 && Object.keys(localStorage).some(isId);
  } catch {
    return false;
  }
}
