import type { IncomingMessage, ServerResponse } from "node:http";

import type { Journal, JournalRecord } from "../journal.js";

const HEARTBEAT_MS = 15_000;

function asMessage(record: JournalRecord): string {
  return `id: ${record.n}\ndata: ${JSON.stringify(record)}\n\n`;
}

/** Server-sent events: one message per record, named events for what else changes. */
export class Streams {
  readonly #journal: Journal;
  readonly #open = new Set<ServerResponse>();

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.listen((record) => {
      this.#write(asMessage(record));
    });
  }

  open(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
    });
    response.write(": open\n\n");
    this.#replay(request, response);
    this.#open.add(response);
    const beat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
    beat.unref();
    response.once("close", () => {
      clearInterval(beat);
      this.#open.delete(response);
    });
  }

  announce(name: string, data: unknown): void {
    this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  closeAll(): void {
    for (const response of this.#open) response.end();
  }

  /** A reader that lost its connection names the last record it has. */
  #replay(request: IncomingMessage, response: ServerResponse): void {
    const last = Number(request.headers["last-event-id"] ?? NaN);
    if (Number.isNaN(last)) return;
    for (const record of this.#journal.records) {
      if (record.n > last) response.write(asMessage(record));
    }
  }

  #write(message: string): void {
    for (const response of this.#open) response.write(message);
  }
}
