/** How the collector treats a request. An empty plan is the service on a good day. */
export interface Plan {
  /** Else what the service answers: 202 or 201. */
  status?: number;
  latencyMs?: number;
  /** The answer waits for this, too. */
  after?: Promise<unknown>;
  headers?: Record<string, string>;
  /** Names of headers the page is allowed to read. */
  expose?: string[];
  /** By how much the collector's clock is wrong, in its `Date`. */
  skewMs?: number;
  body?: string;
  /** Added to the true Content-Length. */
  lengthOff?: number;
  fault?: Fault;
}

export type Fault =
  /** Never a byte. */
  | "hang"
  /** The connection ends without a byte. */
  | "close"
  /** The status line, and no more. */
  | "status-line-only"
  /** The headers, and no more. */
  | "hang-after-headers"
  /** A byte a second. */
  | "drip"
  /** Nobody may read the answer. */
  | "no-cors"
  /** The connection is reset after so many bytes of the answer. */
  | { resetAt: number };

/** What the door does before any request is read. */
export type Door = "open" | "refuses" | "hangs";
