import type { RawRequest } from "./recorder.js";

/**
 * The bytes of a request, with what differs from one run to the next put in the same words: hosts,
 * random ids, times, and the length those do not change. Everything else stays as it came. How many
 * events share a batch is for the clock to say, so a batch counts as a request for each event.
 *
 * @throws where the length or the encoding of the body is not what it says
 */
export function canonical(request: RawRequest, browserId: string): string[] {
  const { method, url, body } = request;
  const lines: string[] = [];
  for (let i = 0; i < request.headers.length; i += 2) {
    const [name = "", value = ""] = request.headers.slice(i, i + 2);
    lines.push(`${name}: ${/^content-length$/i.test(name) ? lengthOf(value, body) : value}`);
  }
  return readable(body).map((part) => {
    const text = [`${method} ${url} HTTP/1.1`, ...lines, "", part].join("\n");
    return withoutChance(text, browserId);
  });
}

function lengthOf(told: string, body: string): string {
  if (Number(told) === Buffer.byteLength(body)) return "that of the body";
  throw new Error(`Content-Length ${told}, but ${Buffer.byteLength(body)} bytes: ${body}`);
}

/** A batch of Salesforce events is base64: its text is shown, if it is the only one with these bytes. */
function readable(body: string): string[] {
  const form = /^event=(.+)$/.exec(body)?.[1];
  if (form === undefined) return [body];
  const text = Buffer.from(decodeURIComponent(form), "base64").toString();
  const { events } = JSON.parse(text) as { events: unknown[] };
  const again = Buffer.from(JSON.stringify({ events })).toString("base64");
  if (encodeURIComponent(again) !== form) throw new Error(`Not a batch as we know it: ${text}`);
  return events.map((event) => `event=${JSON.stringify(event)}`);
}

const chance =
  /[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}|(?<![\da-z])[\da-f]{16}(?![\da-z])/g;
const instant = /20\d\d-\d\d-\d\dT\d\d(?::|%3A)\d\d(?::|%3A)\d\d\.\d{3}Z/g;

/** A text in which ids are numbered, and times and hosts are not told. */
export function withoutChance(text: string, browserId: string): string {
  const known = [browserId];
  const numbered = (id: string): string => {
    if (!known.includes(id)) known.push(id);
    return `<id ${known.indexOf(id)}>`;
  };
  const shown = browserId ? text.replaceAll(browserId, "<id 0>") : text;
  return shown
    .replace(chance, numbered)
    .replace(instant, "<instant>")
    .replace(/127\.0\.0\.1(:|%3A)\d+/g, "<host>");
}
