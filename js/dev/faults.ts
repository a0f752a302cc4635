import { isObject, isText } from "./json.js";
import { Refusal } from "./refusal.js";
import type { ServiceName } from "./service.js";

/** One scripted failure. The first that matches a request is used. */
export interface Fault {
  service: ServiceName;
  /** Only paths that begin with this; all of them where it is absent. */
  path?: string;
  status?: number;
  body?: unknown;
  /** Added to the answer; null takes a header away, for example `access-control-allow-origin`. */
  headers?: Record<string, string | null>;
  delayMs?: number;
  /** The connection ends without a byte. */
  drop?: true;
  /** Headers and half of the body go out, the rest never does. */
  stall?: true;
  /** The service does its work first, then the answer is spoiled: an event stored, its answer lost. */
  processed?: true;
  /** Meant for preflights. Without it a preflight always succeeds, so that a page sees the failure itself. */
  preflight?: true;
  /** How often; for ever where it is absent. */
  times?: number;
}

const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  service: (value) => value === "salesforce" || value === "sitecore",
  path: (value) => isText(value) && value.startsWith("/"),
  status: (value) => isWhole(value, 200, 599),
  body: () => true,
  headers: (value) =>
    isObject(value) && Object.values(value).every((each) => each === null || isText(each)),
  delayMs: (value) => isWhole(value, 0, 600_000),
  drop: (value) => value === true,
  stall: (value) => value === true,
  processed: (value) => value === true,
  preflight: (value) => value === true,
  times: (value) => isWhole(value, 1, 1_000_000),
};

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

export function readFault(value: unknown): Fault {
  if (!isObject(value)) throw new Refusal(400, "A fault is a JSON object.");
  const isRight = (key: string): boolean =>
    Object.hasOwn(MEMBERS, key) && MEMBERS[key]?.(value[key]) === true;
  const wrong = Object.keys(value).filter((key) => !isRight(key));
  if (wrong.length > 0)
    throw new Refusal(400, `Unknown or wrong in the fault: ${wrong.join(", ")}.`);
  if (value["service"] === undefined) throw new Refusal(400, "A fault names its service.");
  return value as unknown as Fault;
}

export class Faults {
  #scripted: Fault[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  get all(): readonly Fault[] {
    return this.#scripted;
  }

  add(fault: Fault): void {
    this.#scripted.push({ ...fault });
    this.#changed();
  }

  clear(service?: ServiceName): void {
    this.#scripted = service ? this.#scripted.filter((each) => each.service !== service) : [];
    this.#changed();
  }

  take(service: ServiceName, path: string, isPreflight: boolean): Fault | undefined {
    const found = this.#scripted.find(
      (each) =>
        each.service === service &&
        path.startsWith(each.path ?? "/") &&
        (each.preflight ?? false) === isPreflight,
    );
    if (found?.times === undefined) return found;
    found.times -= 1;
    if (found.times === 0) {
      this.#scripted = this.#scripted.filter((each) => each !== found);
      this.#changed();
    }
    return found;
  }
}

/** Whether the fault speaks instead of the service. */
export function replacesAnswer(fault: Fault): boolean {
  return fault.drop === true || fault.status !== undefined || fault.body !== undefined;
}
