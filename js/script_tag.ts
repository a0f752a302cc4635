import { adoptQueue, queueOf } from "./adopt_queue.js";
import type { Log } from "./log.js";
import { isRecord, ownMembers } from "./own_members.js";
import { quiet } from "./quiet.js";
import { readScriptConfig } from "./script_config.js";
import type { Attune } from "./surface.js";

/** The tag this script runs from. To be called at once: later, `currentScript` is another's. */
export function findScriptTag(): HTMLScriptElement | null {
  try {
    // Null in a module and in a script that another one has put in.
    const marked = document.currentScript ?? document.querySelector("script[data-attune]");
    const found = marked ?? document.querySelector('script[src*="attune"]');
    return found as HTMLScriptElement | null;
  } catch {
    return null;
  }
}

/** What a tag says: an attribute that is left blank, as a CMS leaves one that nobody filled in, says nothing. */
function readAttributes(data: DOMStringMap): DOMStringMap {
  const filled = Object.entries(data).filter(([, text]) => text?.trim());
  // Without a prototype: everything would inherit what the page has put on everybody's.
  return ownMembers(Object.fromEntries(filled)) as DOMStringMap;
}

/**
 * Puts the surface into the page: starts it where the tag says how, carries out what the stub has
 * kept, and gives it its names. A copy that is already there stays, and this one does nothing.
 *
 * @param data - the tag's `dataset`
 */
export function takePlace(attune: Attune, data: DOMStringMap, log: Log): void {
  const page = globalThis as unknown as Record<string, unknown>;
  data = readAttributes(data);
  log.setLevel_(data["logging"]);
  if (isLive(page["Attune"])) {
    log.write_(2, "attune.js is in this page twice; the first stays.");
    return;
  }
  const config = readScriptConfig(data);
  // Before the queue: what it holds may need a start, and waits for this one.
  if (config) void quiet(attune.init(config));
  for (const name of new Set(["Attune", data["global"] ?? "Attune"])) {
    const taken = page[name];
    const queue = queueOf(taken);
    if (queue) adoptQueue(queue, attune);
    // An element whose id is that name shows up here too; an assignment hides it, and only it.
    // Not by "=": a page may have made the name one that cannot be written.
    const isFree = taken === undefined || queue || isElement(taken);
    if (!isFree || !Reflect.set(page, name, attune))
      log.write_(2, `window.${name} is something else already, and is left alone.`);
  }
}

/** Another copy of us. The stub is a function. */
function isLive(value: unknown): boolean {
  return isRecord(value) && typeof value["sendEvent"] === "function";
}

function isElement(value: unknown): boolean {
  return isRecord(value) && value["nodeType"] === 1;
}
