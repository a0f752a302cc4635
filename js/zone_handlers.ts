import type { Callback, Core, Entry } from "./core.js";
import { invalid } from "./error.js";
import { isRecord } from "./own_members.js";

/** A zone's handler, of either form. */
export interface ZoneHandler {
  zone_: string;
  point_: string | undefined;
  isOfficial_: boolean;
  callback_: Callback;
  /** It does nothing, and stands for none. */
  isEmpty_?: boolean;
}

/** The handlers of the page by zone, kept for the next instance of the core. */
export interface ZoneHandlers {
  /** Returns what takes this very handler away, and does nothing where another has its place. */
  readonly set_: (handler: ZoneHandler) => () => void;
  readonly remove_: (zone: string) => void;
  readonly replay_: (core: Core) => void;
}

/** @param tell - enters the core, if it is there */
export function createZoneHandlers(tell: (...entry: Entry) => void): ZoneHandlers {
  const handlers = new Map<string, ZoneHandler>();

  const remove = (zone: string): void => {
    handlers.delete(zone);
    tell("remove_zone_handler", zone);
  };

  return {
    set_(handler) {
      const { zone_ } = handler;
      if (handler.isEmpty_) {
        remove(zone_);
      } else {
        handlers.set(zone_, handler);
        tell("set_zone_handler", ...argumentsOf(handler));
      }
      return () => {
        if (handlers.get(zone_) === handler) remove(zone_);
      };
    },
    remove_: remove,
    replay_(core) {
      for (const handler of handlers.values()) core.set_zone_handler(...argumentsOf(handler));
    },
  };
}

function argumentsOf(handler: ZoneHandler): Parameters<Core["set_zone_handler"]> {
  return [handler.zone_, handler.point_, handler.isOfficial_, handler.callback_];
}

/**
 * Reads the handbook's form. Its callback is looked up when it is called, as a method of the zone.
 *
 * @throws AttuneError `invalid-argument`
 */
export function readCallbackForm(zone: unknown): ZoneHandler {
  if (!isRecord(zone)) throw invalid("ContentZoneHandler.set takes { contentZoneName, callback }.");
  const { contentZoneName, personalizationPoint, callback } = zone;
  if (typeof callback !== "function") throw invalid("callback must be a function.");
  return {
    zone_: readName(contentZoneName, "contentZoneName"),
    point_:
      personalizationPoint == null
        ? undefined
        : readName(personalizationPoint, "personalizationPoint"),
    isOfficial_: false,
    callback_: (response) => (zone["callback"] as Callback)(response),
  };
}

/**
 * Reads the official form.
 *
 * @throws AttuneError `invalid-argument`
 */
export function readOfficialForm(name: unknown, handler: unknown): ZoneHandler {
  const zone_ = readName(name, "contentZoneName");
  if (!isRecord(handler) || typeof handler["onReady"] !== "function") {
    throw invalid("onReady must be a function.");
  }
  return {
    zone_,
    point_: undefined,
    isOfficial_: true,
    // By its text: the vendor's form knows no other way to take a handler away (salesforce.md 9.2).
    isEmpty_: /^[^{]*(\)|=>)\s*\{\s*\}$/.test(String(handler["onReady"])),
    callback_: (content, metadata) => (handler["onReady"] as Callback)(content, metadata),
  };
}

/** @throws AttuneError `invalid-argument` */
export function readName(value: unknown, what: string): string {
  if (typeof value === "string" && value.trim()) return value;
  throw invalid(`${what} must be a text that is not blank.`);
}
