import { expect } from "vitest";

import type { Stage } from "../delivery/stage.js";
import type { Tab } from "../delivery/tab.js";
import type { Service } from "../delivery/visitor.js";
import { Caller, type CallerOptions } from "./caller.js";

/** A caller on a page that has been looked at for a while, in a tab of their own. */
export class Visit {
  readonly tab: Tab;
  readonly caller: Caller;

  private constructor(tab: Tab, caller: Caller) {
    this.tab = tab;
    this.caller = caller;
  }

  static async begin(stage: Stage, service: Service, options?: CallerOptions): Promise<Visit> {
    const tab = await stage.chromium.open({ window: "own" });
    const caller = await Caller.come(stage.site, service, options);
    await caller.visit(tab);
    await caller.warmUp(tab);
    return new Visit(tab, caller);
  }

  /** Ends it; the page must not have complained, nor the service about what it was asked. */
  async end(): Promise<void> {
    expect(await this.tab.evaluate("[...witness.errors, ...witness.spoken]")).toEqual([]);
    expect(this.caller.server.complaints).toEqual([]);
    await this.tab.close();
    await this.caller.leave();
  }
}
