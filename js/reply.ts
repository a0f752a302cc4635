/** What came of a request, as the core understands it (src/ports.rs). */
export interface Reply {
  /** 0 where no answer came that we may read. */
  readonly status: number;
  /** Of status 0: whether the headers had come. */
  readonly received?: boolean;
  /** Milliseconds the service wants us to wait; NaN if it has no such wish, or we cannot see it. */
  readonly retryAfter?: number;
  /** How many milliseconds the service's clock is ahead of ours; NaN if we cannot see it. */
  readonly ahead?: number;
  /** The parsed JSON. */
  readonly body?: unknown;
  /** What it was read from. */
  readonly source?: string;
  /** The text, of an answer that says it is text. */
  readonly text?: string;
  readonly isEmpty?: boolean;
  /** The body is not of a kind we read, or a redirect took its place. */
  readonly isBroken?: boolean;
}

/** Far deeper than content, far shallower than any stack (delivery-and-security.md 4.4). */
const deepest = 64;

/**
 * The meaning of a body.
 *
 * @param text - `null` where there is more than we read
 */
export function readBody(status: number, type: string, text: string | null): Partial<Reply> {
  if (text === null) return { isBroken: true };
  if (!text.trim()) return { isEmpty: true };
  const isText = /^text\/(?!html|json)/i.test(type);
  // A page of HTML that stands where an answer should is some proxy's. A refusal is read as it comes.
  const isJson = /^(application|text)\/([\w.-]+\+)?json\b|^$/i.test(type);
  const isRefusal = status < 200 || status > 299;
  const body = isText || isJson || isRefusal ? parse(text) : undefined;
  return {
    ...(body !== undefined && { body, source: text }),
    ...(isText && { text }),
    ...(body === undefined && !isText && { isBroken: true }),
  };
}

function parse(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return isDeeper(body, deepest) ? undefined : body;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((member) => isDeeper(member, depth - 1));
}
