import { expect } from "vitest";

import type { DeliveryStatus } from "../../dist/types.js";
import type { Engine, EngineName, EnginePage } from "../engines/engine.js";
import type { Collector, Counted } from "./collector.js";

/** A page, what a visitor does there, and what has to have arrived of it. */
export interface Case {
  readonly name: string;
  /** The page's body, with scripts that use what `page/prelude.js` has. */
  readonly body: string;
  /** Before the SDK. */
  readonly head?: string;
  /** A page of its own that is put into a frame of this page, of the same origin or another. */
  readonly framed?: "same origin" | "other origin";
  readonly visit?: (visit: Visit) => Promise<void>;
  /** By the name of the reference; what is not named is not looked at. */
  readonly arrives: Record<string, Partial<Counted>>;
  /** Run in all three engines, also in the sample. */
  readonly isEverywhere?: boolean;
}

export class Visit {
  constructor(
    readonly page: EnginePage,
    readonly engine: EngineName,
    readonly collector: Collector,
    readonly prefix: string,
  ) {}

  wait(ms: number): Promise<void> {
    return new Promise((done) => setTimeout(done, ms));
  }

  /** What has happened so far is sent; says what has arrived. */
  async arrived(name = "a"): Promise<Counted> {
    await this.#flush();
    return this.collector.counted(`${this.prefix}-${name}`);
  }

  async status(): Promise<DeliveryStatus> {
    return this.page.evaluate(() => window.Attune.getDeliveryStatus());
  }

  async #flush(): Promise<void> {
    const status = await this.page.evaluate(() => window.Attune.flush());
    const until = Date.now() + 10_000;
    let { queued } = status;
    while (queued > 0 && Date.now() < until) {
      await this.wait(100);
      ({ queued } = await this.status());
    }
  }
}

const pageOf = ({ head = "", body }: Case, prefix: string, collector: Collector) =>
  `<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>${prefix}</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${head}
<script src="/attune.js"></script><script src="/prelude.js" data-prefix="${prefix}"
  data-endpoint="http://127.0.0.1:${collector.port}"></script>
<style>body { margin: 0 } .box { width: 300px; height: 200px; background: #ccc }</style></head>
<body>${body}</body></html>`;

const frame = (address: string) =>
  `<iframe id="frame" src="${address}" style="border: 0; width: 400px; height: 3000px"></iframe>`;

export async function run(given: Case, engine: Engine, collector: Collector): Promise<void> {
  const prefix = `${engine.name}-${given.name.replace(/[^a-z0-9]+/gi, "-").toLowerCase()}`.slice(
    0,
    60,
  );
  const own = collector.place(prefix, pageOf(given, prefix, collector));
  const page = await engine.open();
  try {
    const { framed } = given;
    const inner = framed === "other origin" ? own : new URL(own).pathname;
    const outer = framed && collector.place(`outer-${prefix}`.slice(0, 60), frame(inner));
    await page.goto(outer ?? own);
    const visit = new Visit(page, engine.name, collector, prefix);
    await given.visit?.(visit);
    const names = Object.keys(given.arrives);
    const found: Record<string, Counted> = {};
    for (const name of names) {
      found[name] = framed ? collector.counted(`${prefix}-${name}`) : await visit.arrived(name);
    }
    expect(found).toMatchObject(given.arrives);
  } finally {
    await page.close();
  }
}
