import type { Service } from "../delivery/visitor.js";
import type { Door, PreflightScript, Script } from "./decision_server.js";
import type { Expected } from "./expected.js";

/** One way in which a decision service can fail, and what has to come of it. */
export interface Fault {
  readonly name: string;
  /** Which of the thirty of delivery-and-security.md 7, "Fault harness", in its order. */
  readonly kind: number;
  readonly door?: Door;
  readonly preflight?: PreflightScript;
  /** Makes the script of one run. */
  readonly begin?: () => Script;
  /** Default: the SDK's own. Shorter where the deadline is what ends it anyway. */
  readonly timeoutMs?: number;
  readonly expected: Expected | Readonly<Record<Service, Expected>>;
  /** How often one request is made, the first time included. */
  readonly attempts: number;
  /** A body that must not hold up the page's main thread. */
  readonly isBadBody?: boolean;
}

export function expectedOf({ expected }: Fault, service: Service): Expected {
  return "status" in expected ? expected : expected[service];
}
