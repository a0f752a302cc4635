import { randomUUID } from "node:crypto";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

import { answer, type Usual } from "./answer.js";
import type { Door, Plan } from "./plan.js";
import { readRequests, type Request } from "./request.js";
import { eventsOf, isSalesforce, kindOf, type Kind, type WireEvent } from "./wire.js";

/** A request that came completely, and what became of its answer. */
export interface Exchange {
  readonly n: number;
  readonly kind: Kind;
  readonly request: Request;
  readonly at: number;
  /** What was, or would have been, said. */
  readonly status: number;
  /** The whole answer went out. */
  isAnswered: boolean;
  /** When the answer was out, or the connection was given up. */
  endedAt?: number;
}

/** An event counts as arrived when the last byte of its request has come, whatever follows. */
export interface Arrival extends WireEvent {
  readonly exchange: Exchange;
}

type Script = (request: Request, kind: Kind) => Plan;

/**
 * A collector of both services that can do everything wrong, and that keeps the truth about what
 * arrived. On sockets, not on a server library: a library would not let it break the protocol.
 */
export class Collector {
  door: Door = "open";
  readonly exchanges: Exchange[] = [];
  readonly arrivals: Arrival[] = [];
  /** Requests no service would understand: always a defect of the sender. */
  readonly complaints: string[] = [];
  #script: Script = () => ({});
  readonly #server: Server = createServer((socket) => this.#welcome(socket));
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<Collector> {
    const collector = new Collector();
    await new Promise<void>((done) => collector.#server.listen(0, "127.0.0.1", done));
    return collector;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What happens to every request from now on. */
  answers(script: Plan | Script): void {
    this.#script = typeof script === "function" ? script : () => script;
  }

  /** Requests whose answer the sender still waits for. */
  open(): Exchange[] {
    return this.exchanges.filter(({ endedAt }) => endedAt === undefined);
  }

  isIdleFor(milliseconds: number): boolean {
    const latest = Math.max(0, ...this.exchanges.map(({ at, endedAt }) => endedAt ?? at));
    return this.open().length === 0 && performance.now() - latest > milliseconds;
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // Senders go away in the middle all the time here; the exchange's record says so.
    socket.on("error", () => undefined);
    if (this.door === "refuses") socket.resetAndDestroy();
    else if (this.door === "open") readRequests(socket, (request) => this.#take(socket, request));
  }

  #take(socket: Socket, request: Request): void {
    const kind = kindOf(request);
    const plan = this.#script(request, kind);
    const usual = usualFor(request, kind);
    const n = this.exchanges.length;
    const status = plan.status ?? usual.status;
    const at = performance.now();
    const exchange: Exchange = { n, kind, request, at, status, isAnswered: false };
    this.exchanges.push(exchange);
    this.#note(exchange);
    const end = () => (exchange.endedAt ??= performance.now());
    socket.once("close", end);
    void answer(socket, request, plan, usual).then((isAnswered) => {
      exchange.isAnswered = isAnswered;
      if (!isAnswered) return;
      end();
      socket.off("close", end);
    });
  }

  #note(exchange: Exchange): void {
    const { kind, request } = exchange;
    try {
      if (kind === "other") throw new Error("No such path.");
      if (kind !== "events") return;
      this.arrivals.push(...eventsOf(request).map((event) => ({ ...event, exchange })));
    } catch (cause) {
      this.complaints.push(`${request.method} ${request.url.href}: ${String(cause)}`);
    }
  }
}

function usualFor(request: Request, kind: Kind): Usual {
  if (kind === "preflight") return { status: 204, body: "" };
  if (kind === "other") return { status: 404, body: "" };
  if (kind === "events" && isSalesforce(request)) return { status: 202, body: "" };
  if (kind === "decision") return { status: 200, body: "{}" };
  const client_key = request.url.searchParams.get("client_key") ?? "";
  const known = { status: "OK", version: "1.2", client_key, ref: randomUUID() };
  const body = kind === "identity" ? { ...known, customer_ref: randomUUID() } : known;
  return { status: 201, body: JSON.stringify(body) };
}
