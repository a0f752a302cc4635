import { ownMembers } from "./own_members.js";
import type { ErrorCode } from "./types.js";

// Registered for the whole realm: two copies of the bundle agree on it where `instanceof` cannot.
const brand = Symbol.for("attune.error");

/** A fault, with a code to act on and a message that says what to do next. */
export class AttuneError extends Error {
  /** What happened. */
  readonly code: ErrorCode;
  /** Whether trying again later may help. */
  readonly retryable: boolean;
  /** What was behind it, where that is known. */
  declare readonly cause?: unknown;
  /** The HTTP status, where a service refused. */
  declare readonly status?: number;

  constructor(
    code: ErrorCode,
    message: string,
    { retryable, ...more }: { retryable?: boolean; cause?: unknown; status?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.retryable = retryable === true;
    define(this, brand, true);
    // Not through super(): the oldest browsers we support ignore its second argument.
    for (const [name, value] of Object.entries(more)) define(this, name, value);
  }
}

define(AttuneError.prototype, "name", "AttuneError");

function define(object: object, name: PropertyKey, value: unknown): void {
  // Without a prototype: a page may have put a `get` on everybody's.
  Object.defineProperty(object, name, ownMembers({ value }));
}

/** Whether a value is an {@link AttuneError}, of this copy of Attune or of another one. */
export function isAttuneError(value: unknown): value is AttuneError {
  return typeof value === "object" && value !== null && brand in value;
}

/** The error of an argument that the page has to put right. */
export function invalid(message: string, more?: { cause: unknown }): AttuneError {
  return new AttuneError("invalid-argument", message, more);
}

/** A fault as the core tells it. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly status?: number;
}

/** Whether what an export threw is a fault of ours. Everything else is a trap. */
export function isFault(thrown: unknown): thrown is Fault {
  if (typeof thrown !== "object" || thrown === null || thrown instanceof Error) return false;
  return typeof (thrown as Partial<Fault>).code === "string";
}

/** The error the page gets for a fault of the core. */
export function errorOf({ code, message, ...more }: Fault): AttuneError {
  return new AttuneError(code, message, more);
}

/** What has gone wrong, as an error of ours: a built-in that the page has replaced throws anything. */
export function typed(error: unknown): AttuneError {
  return isAttuneError(error) ? error : internalError(error);
}

/** The error of a core that stopped in the middle of something. */
export function internalError(cause?: unknown): AttuneError {
  return new AttuneError(
    "internal",
    "Attune stopped unexpectedly; ask again, or keep the default content.",
    {
      retryable: true,
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
