import type { Readable, Writable } from "node:stream";

export type Json = Record<string, unknown>;
type Listener = (params: Json, session: string | undefined) => void;

interface Pending {
  method: string;
  session: string | undefined;
  resolve: (result: Json) => void;
  reject: (cause: Error) => void;
}

interface Message {
  id?: number;
  method?: string;
  params?: Json;
  result?: Json;
  error?: { message: string };
  sessionId?: string;
}

/**
 * The DevTools protocol over a pair of pipes. No driver stands between: drivers switch parts of the
 * browser off (focus, the back/forward cache, timers) that these suites are about.
 */
export class Pipe {
  readonly #out: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<Listener>>();
  /** The browser is gone. */
  isEnded = false;
  #last = 0;
  #rest = "";

  constructor(out: Writable, back: Readable) {
    this.#out = out;
    // The browser may be killed at any moment; who waits is told by `end`.
    out.on("error", () => this.end());
    back.on("error", () => this.end());
    back.setEncoding("utf8");
    back.on("data", (chunk: string) => this.#read(chunk));
    back.on("close", () => this.end());
  }

  send(method: string, params: Json = {}, session?: string): Promise<Json> {
    const id = ++this.#last;
    const text = JSON.stringify({ id, method, params, ...(session && { sessionId: session }) });
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, session, resolve, reject });
      if (this.#out.writable) this.#out.write(`${text}\0`);
      else this.end();
    });
  }

  /** Returns the undo. */
  on(event: string, listener: Listener): () => void {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(listener));
    return () => known.delete(listener);
  }

  /** Nothing more comes for a session (its page is gone), or for any. */
  end(session?: string): void {
    this.isEnded ||= !session;
    for (const [id, waiting] of this.#pending) {
      if (session && waiting.session !== session) continue;
      this.#pending.delete(id);
      waiting.reject(new Error(`${waiting.method}: the browser or its page is gone.`));
    }
  }

  #read(chunk: string): void {
    const texts = (this.#rest + chunk).split("\0");
    this.#rest = texts.pop() ?? "";
    for (const text of texts) this.#take(JSON.parse(text) as Message);
  }

  #take({ id, method, params, result, error, sessionId }: Message): void {
    if (id === undefined) {
      for (const listener of this.#listeners.get(String(method)) ?? []) {
        listener(params ?? {}, sessionId);
      }
      return;
    }
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) waiting?.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting?.resolve(result ?? {});
  }
}
