import type { HostilePage } from "./hostile_page.js";
import { compare } from "./stage.js";

/** What the SDK, its glue and the browser's own methods read of objects. */
const names = [
  "body",
  "headers",
  "method",
  "signal",
  "credentials",
  "timeout",
  "timeoutMs",
  "status",
  "id",
  "url",
  "data",
  "attributes",
  "keepalive",
  "points",
  "name",
  "value",
  "get",
  "set",
  "writable",
  "enumerable",
  "configurable",
  "redirect",
  "referrerPolicy",
  "referrer",
  "integrity",
  "mode",
  "cache",
  "priority",
  "window",
  "duplex",
  "ifAvailable",
  "steal",
  "passive",
  "once",
  "capture",
  "root",
  "rootMargin",
  "threshold",
  "delay",
  "stream",
  "fatal",
  "ignoreBOM",
  "code",
  "message",
  "retryable",
  "cause",
  "received",
  "type",
  "consents",
  "consent",
  "logging",
  "global",
  "dataspace",
  "personalization",
  "cookieDomain",
  "redaction",
  "salesforce",
  "sitecore",
  "edge",
  "channel",
  "language",
  "anchorId",
  "params",
  "identity",
  "accessToken",
  "reload",
  "isForm",
  "text",
  "isEmpty",
  "isBroken",
  "outcomes",
  "personalizations",
  "raw",
  "list",
  "controller",
  "module",
  "source",
  "error",
  "type",
  "events",
  "ext",
  "user",
  "interaction",
  "toArray",
  "q",
  "nodeType",
  "0",
];

const quoted = (values: readonly string[]): string => JSON.stringify(values);

/** Whatever is put on everybody's prototype, as a careless merge of a query string would. */
const polluted = (values: readonly string[], value: string): string =>
  `for (const name of ${quoted(values)}) Object.prototype[name] = ${value};`;

const throwing = (values: readonly string[]): string =>
  `for (const name of ${quoted(values)}) Object.defineProperty(Object.prototype, name, {
    __proto__: null, configurable: true, get() { throw new Error("read " + name); }, set(value) {
      Object.defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    } });`;

const alone = [...new Set(names)].flatMap((name): HostilePage[] => [
  { name: `${name} is a text`, before: polluted([name], '"polluted"'), isForFullRun: true },
  {
    name: `${name} is a function`,
    before: polluted([name], "function () { return true; }"),
    isForFullRun: true,
  },
]);

// "fatal" is read by the decoder of the generated glue, as the file is loaded.
compare("a polluted Object.prototype", [
  { name: "all names at once, a text", before: polluted(names, '"polluted"') },
  { name: "all names at once, true", before: polluted(names, "true") },
  {
    name: "all names at once, a getter that throws",
    before: throwing(names.filter((name) => name !== "fatal")),
  },
  ...alone,
]);
