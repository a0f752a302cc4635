import { eventsOf } from "../delivery/wire.js";
import type { Journal, JournalRecord } from "../journeys/journal.js";
import { becomes } from "../delivery/until.js";

/** The ids under which each marked event arrived; for the service, two ids are two events. */
export async function idsByMarker(journal: Journal): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const record of await journal.of("event")) {
    for (const { marker, id } of eventsOf(asRequest(record))) {
      if (marker) found.set(marker, (found.get(marker) ?? new Set()).add(id));
    }
  }
  return found;
}

/**
 * Waits until every one of these events has arrived, and says how many ids each came under. What a
 * replaced instance had under way is sent again only after its claim on it has run out.
 */
export async function arrivals(journal: Journal, markers: string[]): Promise<number[]> {
  let counts: number[] = [];
  await becomes(async () => {
    const ids = await idsByMarker(journal);
    counts = markers.map((marker) => ids.get(marker)?.size ?? 0);
    return !counts.includes(0);
  }, 20_000);
  return counts;
}

/** The journal hides what was in an address, and keeps it as the body it stands for. */
function asRequest({ method, url, rawBody, body, headers }: JournalRecord) {
  const isHidden = method === "GET";
  const request = { method: "POST", url: new URL(url, "http://service.test"), headers };
  const bytes = Buffer.from(isHidden ? JSON.stringify(body) : rawBody);
  return { ...request, body: bytes } as unknown as Parameters<typeof eventsOf>[0];
}
