import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

import { readRequests, type Request } from "../delivery/request.js";
import { goodBody } from "./content.js";
import { Line } from "./line.js";
import { type Kind, kindOf, type Question, readQuestion } from "./question.js";
import { headOf, preflightReply, type Reply } from "./reply.js";

/** What the door does before any request is read. */
export type Door = "open" | "refuses" | "hangs" | "closes";

/** A request for decisions that came completely, and what became of it. */
export interface Ask {
  readonly n: number;
  readonly question: Question;
  readonly request: Request;
  /** On the clock of this process. */
  readonly at: number;
  /**
   * The service has decided, so it will charge for it: it answered with 2xx, or it had read the
   * whole question and broke off, or fell silent, where it could no longer tell a refusal. A
   * refusal (3xx, 4xx, 5xx) is not charged; nor is what never was read.
   */
  isBilled: boolean;
  /** When the answer was out, or the connection had ended. */
  endedAt?: number;
  /** Bytes of the answer that were handed to the operating system. */
  written: number;
}

/** One answer under way. */
export interface Exchange {
  readonly ask: Ask;
  readonly line: Line;
  /** The head of a reply to this request. */
  head(reply: Reply): string;
  /** Sends a whole reply, which is billed if it is one of success. */
  say(reply: Reply): Promise<void>;
  /** What the service says on a good day. */
  good(): string;
}

/** How one request is met. */
export type Script = (exchange: Exchange) => Promise<void> | void;

export const wellScript: Script = (exchange) =>
  exchange.say({ status: 200, body: exchange.good() });

/** The hook for tests that treat preflights badly; undefined is the usual answer. */
export type PreflightScript = (request: Request) => Reply | undefined;

/**
 * A decision service of both kinds that can do everything wrong, and that keeps the truth about
 * what it was asked. On sockets, not on a server library: a library would not let it break the
 * protocol.
 */
export class DecisionServer {
  readonly asks: Ask[] = [];
  /** Requests no service would understand: always a defect of the sender. */
  readonly complaints: string[] = [];
  /** Requests for browser ids, events, and paths that nobody has. */
  readonly others: Array<{ kind: Kind; request: Request }> = [];
  preflights = 0;
  connections = 0;
  script: Script = wellScript;
  preflight: PreflightScript = () => undefined;
  #door: Door = "open";
  #port = 0;
  readonly #server: Server = createServer((socket) => this.#welcome(socket));
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<DecisionServer> {
    const server = new DecisionServer();
    await server.#listen();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Points charged for. */
  get billed(): number {
    return this.asks
      .filter(({ isBilled }) => isBilled)
      .reduce((sum, { question: { points } }) => sum + points.length, 0);
  }

  async setDoor(door: Door): Promise<void> {
    if (this.#door === "refuses" && door !== "refuses") await this.#listen();
    this.#door = door;
    if (door === "open") return;
    this.dropConnections();
    if (door === "refuses") await new Promise((done) => this.#server.close(done));
  }

  /** Ends what a browser keeps for later, so that every request needs a connection of its own. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    if (this.#server.listening) {
      const closed = new Promise((done) => this.#server.close(done));
      this.dropConnections();
      await closed;
    }
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #welcome(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // Browsers give up in the middle all the time here; the record says so.
    socket.on("error", () => undefined);
    if (this.#door === "closes") socket.end();
    else if (this.#door === "open") readRequests(socket, (request) => this.#take(socket, request));
  }

  #take(socket: Socket, request: Request): void {
    const kind = kindOf(request);
    const line = new Line(socket);
    if (kind === "decision") return this.#decide(socket, line, request);
    if (kind === "preflight") {
      this.preflights += 1;
      const reply = this.preflight(request) ?? preflightReply(request);
      void line.write(headOf(request, reply)).then(() => line.close());
      return;
    }
    this.others.push({ kind, request });
    if (kind === "other") this.complaints.push(`${request.method} ${request.url.href}`);
    void sayTo(line, request, otherReply(kind));
  }

  #decide(socket: Socket, line: Line, request: Request): void {
    let question: Question;
    try {
      question = readQuestion(request);
    } catch (cause) {
      this.complaints.push(`${request.body.toString()}: ${String(cause)}`);
      void sayTo(line, request, { status: 400, body: JSON.stringify({ message: String(cause) }) });
      return;
    }
    const at = performance.now();
    const ask: Ask = { n: this.asks.length, question, request, at, isBilled: false, written: 0 };
    this.asks.push(ask);
    const end = () => {
      ask.endedAt ??= performance.now();
      ask.written = line.written;
    };
    socket.once("close", end);
    void Promise.resolve(this.script(exchangeFor(ask, line))).then(() => {
      ask.written = line.written;
    });
  }
}

function exchangeFor(ask: Ask, line: Line): Exchange {
  return {
    ask,
    line,
    head: (reply) => headOf(ask.request, reply),
    good: () => goodBody(ask.question),
    say: async (reply) => {
      ask.isBilled ||= reply.status >= 200 && reply.status < 300;
      if (await sayTo(line, ask.request, reply)) ask.endedAt ??= performance.now();
    },
  };
}

async function sayTo(line: Line, request: Request, reply: Reply): Promise<boolean> {
  const body = Buffer.from(reply.body ?? "");
  return line.write(Buffer.concat([Buffer.from(headOf(request, reply)), body]));
}

function otherReply(kind: Kind): Reply {
  if (kind === "event") return { status: 202 };
  if (kind === "other") return { status: 404 };
  const created = { status: "OK", version: "1.2", client_key: "key", ref: randomUUID() };
  return { status: 201, body: JSON.stringify({ ...created, customer_ref: randomUUID() }) };
}
