import type { IncomingMessage } from "node:http";

import { Refusal } from "./refusal.js";

const LARGEST = 1024 * 1024;
/** Past this the sender is not worth an answer. */
const HOPELESS = 16 * LARGEST;

/**
 * A body over the limit is read to its end and thrown away: a browser that is still sending when the
 * answer comes reports a broken connection instead of the 413.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
    if (size > HOPELESS) request.destroy();
  }
  if (size > LARGEST) throw new Refusal(413, "The body is larger than 1 MiB.");
  return Buffer.concat(chunks).toString("utf8");
}
