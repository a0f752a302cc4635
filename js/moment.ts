/** When and where something happened, for the core (src/engagement/track.rs). */
export interface Moment {
  readonly at: number;
  /** As it stands: what is personal in it is the core's to take out. */
  readonly address: string;
}

/** None where the page has broken what tells it: then it is the moment in which the core is told. */
export function currentMoment(): Moment | undefined {
  try {
    return { at: Date.now(), address: location.href };
  } catch {
    return undefined;
  }
}

/**
 * The addresses by which the visitor has come here, oldest first: that of the navigation, which a
 * script of the page may have replaced since, and that of the moment.
 */
export function cameBy(): string[] {
  try {
    const loads = performance.getEntriesByType("navigation").map(({ name }) => name);
    // A page may have put anything in the browser's place; the core counts on addresses.
    return [...loads, location.href].map((address) => new URL(address).href);
  } catch {
    return [];
  }
}
