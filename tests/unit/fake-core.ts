import { vi } from "vitest";

import type { Core, CoreModule, Entry, Host } from "../../js/core.js";

/** A core that writes down what it is told, and does what a test tells it to. */
export interface FakeCore {
  readonly module: CoreModule;
  /** Every entry so far, `start` left out. */
  readonly told: Entry[];
  /** The hosts of all instances, the last one in use. */
  readonly hosts: Host[];
  /** What exports do; may be changed at any time. */
  readonly behaviour: {
    -readonly [Name in keyof Core]?: (...args: Parameters<Core[Name]>) => unknown;
  };
  readonly reset: ReturnType<typeof vi.fn<() => void>>;
  readonly takeBack: ReturnType<typeof vi.fn<() => void>>;
  host(): Host;
  /** The arguments of each entry of that name. */
  toldOf<Name extends keyof Core>(name: Name): Array<Parameters<Core[Name]>>;
}

const names: Array<keyof Core> = [
  "start",
  "configure",
  "personalize",
  "makes_id",
  "consents",
  "consent_records",
  "decide",
  "expire",
  "abandon",
  "set_zone_handler",
  "remove_zone_handler",
  "track",
  "impression",
  "click",
  "flush",
  "delivery_status",
  "accounts",
  "storage_changed",
  "browser_id",
  "campaign",
  "forget",
  "leave",
  "come_back",
  "turn",
  "turn_ended",
  "tick",
];

export function createFakeCore(behaviour: FakeCore["behaviour"] = {}): FakeCore {
  const told: Entry[] = [];
  const hosts: Host[] = [];
  const exportOf =
    (name: keyof Core) =>
    (...args: unknown[]) => {
      if (name === "start") hosts.push(args[0] as Host);
      else told.push([name, ...withoutNow(args)] as unknown as Entry);
      return (behaviour[name] as ((...args: unknown[]) => unknown) | undefined)?.(...args);
    };
  const core = Object.fromEntries(names.map((name) => [name, exportOf(name)]));
  const reset = vi.fn<() => void>();
  const takeBack = vi.fn<() => void>();
  return {
    module: { core_: core as unknown as Core, reset_: reset, takeBack_: takeBack },
    told,
    hosts,
    behaviour,
    reset,
    takeBack,
    host() {
      const host = hosts.at(-1);
      if (!host) throw new Error("no instance was started");
      return host;
    },
    toldOf: <Name extends keyof Core>(name: Name) =>
      told.filter(([told]) => told === name).map(([, ...args]) => args) as unknown as Array<
        Parameters<Core[Name]>
      >,
  };
}

/** Without the moment of what happens now, which is none. */
function withoutNow(args: unknown[]): unknown[] {
  return args.length === 3 && args[2] === undefined ? args.slice(0, 2) : args;
}

/** A trap, as the browser throws it. */
export function trap(): never {
  throw new WebAssembly.RuntimeError("unreachable");
}

/** A fault, as the core throws it. */
export function refuse(code: string, message = "refused"): never {
  throw { code, message, retryable: false };
}
