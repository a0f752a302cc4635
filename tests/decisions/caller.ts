import type { Chromium, OpenOptions } from "../delivery/chromium.js";
import type { Host, Site } from "../delivery/site.js";
import type { Tab } from "../delivery/tab.js";
import { configFor, type Service } from "../delivery/visitor.js";
import { DecisionServer } from "./decision_server.js";

export interface Outcome {
  status: "decided" | "empty" | "failed";
  code?: string;
  message?: string;
  retryable?: boolean;
  source?: string;
  ageMs?: number;
  stale?: boolean;
}

export interface Decision {
  personalizationId: string;
  personalizationPointName: string;
  data: Array<Record<string, unknown>>;
  attributes: Record<string, unknown>;
  raw: unknown;
}

/** What `witness.ask` tells of one call. */
export interface Told {
  outcomes: Record<string, Outcome>;
  isRejected: boolean;
  tookMs: number;
  /** How long at most nothing in the page could run meanwhile, for whatever reason. */
  heldUpMs: number;
  /** Requests for decisions that were made meanwhile. */
  requests: number;
  bytesRead: number;
  longestTaskMs: number;
  /** What the zone shows. */
  shown: string;
}

export const defaultContent = "Default content";

const zone = `<p id="zone">${defaultContent}</p><script src="/zone.js"></script>`;

const zones = { "/page.html": zone, "/other.html": zone };

export interface CallerOptions {
  /** More of the SDK's config. */
  config?: object;
  /** Scripts of `page/`, before the SDK. */
  before?: string[];
  /** What those read: `window.harness`. */
  harness?: object;
  /** Markup of more pages, by path. */
  bodies?: Record<string, string>;
}

/** Somebody with nothing stored, on a host and with a decision service of their own. */
export class Caller {
  readonly service: Service;
  readonly server: DecisionServer;
  readonly #origin: string;

  private constructor(service: Service, server: DecisionServer, origin: string) {
    this.service = service;
    this.server = server;
    this.#origin = origin;
  }

  static async come(site: Site, service: Service, options: CallerOptions = {}): Promise<Caller> {
    const server = await DecisionServer.start();
    const config = { ...configFor(service, server.origin), ...options.config };
    const before = ["witness", ...(options.before ?? [])];
    const host: Host = { config, before, bodies: { ...zones, ...options.bodies } };
    const origin = site.add({ ...host, ...(options.harness && { harness: options.harness }) });
    return new Caller(service, server, origin);
  }

  address(path = "/page.html"): string {
    return this.#origin + path;
  }

  /** Brings a tab to a page of this host, and waits until the SDK has started there. */
  async visit(tab: Tab, path?: string): Promise<Tab> {
    await tab.goto(this.address(path));
    await tab.evaluate("window.started.then(() => true)");
    return tab;
  }

  async open(chromium: Chromium, how: OpenOptions = { window: "own" }): Promise<Tab> {
    return this.visit(await chromium.open(how));
  }

  /** As on a page that has been looked at for a while: the visitor has an id, the service is known. */
  async warmUp(tab: Tab): Promise<void> {
    const { outcomes } = await ask(tab, ["warm_up"], {}, { timeoutMs: 20_000 });
    const status = outcomes["warm_up"]?.status;
    if (status !== "decided") throw new Error(`No warm-up: ${JSON.stringify(outcomes)}`);
    this.server.asks.length = 0;
  }

  async leave(): Promise<void> {
    await this.server.close();
  }
}

export function ask(
  tab: Tab,
  points: readonly string[],
  context: object = {},
  options: object = {},
): Promise<Told> {
  const given = [points, context, options].map((each) => JSON.stringify(each)).join(", ");
  return tab.evaluate<Told>(`witness.ask(${given})`);
}

/** The decisions of the latest call. */
export function decisionsIn(tab: Tab): Promise<Decision[]> {
  return tab.evaluate("witness.latest.personalizations");
}
