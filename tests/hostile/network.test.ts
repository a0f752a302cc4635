import { expect } from "vitest";

import type { HostilePage } from "./hostile_page.js";
import { cutOff } from "./outcomes.js";
import { compare } from "./stage.js";

/** The time left of a decision cannot be told; events need no such clock. */
const withoutClock = {
  fetch: "internal*",
  handbook: undefined,
  hero: "The page's own content",
};

/** Not settled, or settled with what waits: which of them, the deadline of the decision decides. */
const eitherWay = expect.stringMatching(/^(queued|pending)$/) as string;

const pages: HostilePage[] = [
  {
    name: "fetch wrapped",
    before: `
    const real = fetch; window.calls = [];
    window.fetch = async function (...args) { calls.push(args[0]); return real.apply(this, args); };`,
  },
  // None is added, so that the bytes can be compared: copying is what has to work.
  ...(["tag", "module"] as const).flatMap((entry): HostilePage[] => [
    {
      name: "fetch wrapped by one that expects a text",
      entry,
      before: `
    const real = fetch;
    window.fetch = (url, o) => url.indexOf("/api") === 0 && o.method ? null : real(url, o);`,
    },
    {
      name: "fetch wrapped by one that takes the address out",
      entry,
      before: `const real = fetch; window.fetch = (i, o) => real(i.url || i, o);`,
    },
    {
      name: "fetch wrapped by one that adds headers",
      entry,
      before: `
    const real = fetch; window.more = {};
    window.fetch = (u, o) => real(u, { ...o, headers: { ...o.headers, ...more } });`,
    },
  ]),
  {
    name: "fetch wrapped by one that reads the answer",
    before: `
    const real = fetch;
    window.fetch = async (...args) => { const answer = await real(...args); answer.clone().text(); return answer; };`,
  },
  {
    name: "fetch that makes an answer of its own",
    before: `
    const real = fetch;
    window.fetch = async (...args) => {
      const answer = await real(...args);
      const init = { status: answer.status, headers: answer.headers };
      return new Response(await answer.text() || null, init);
    };`,
  },
  {
    name: "fetch by XMLHttpRequest, with a hand-made answer",
    before: `
    window.fetch = (url, { method = "GET", headers, body }) => new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, url);
      for (const name in headers) request.setRequestHeader(name, headers[name]);
      request.onerror = () => reject(new TypeError("Network request failed"));
      request.onload = () => resolve({
        ok: request.status < 300, status: request.status, url,
        headers: { get: (name) => request.getResponseHeader(name) },
        text: async () => request.responseText, json: async () => JSON.parse(request.responseText) });
      request.send(body);
    });`,
    noise: /Refused to get unsafe header/,
    requests: "other",
  },
  {
    name: "fetch throws",
    told: cutOff("network*"),
    requests: "none",
    before: `window.fetch = () => { throw new Error("no network for you"); };`,
  },
  {
    name: "fetch rejects with a text",
    told: cutOff("network*"),
    requests: "none",
    before: `window.fetch = () => Promise.reject("no");`,
  },
  {
    name: "fetch rejects with nothing",
    told: cutOff("network*"),
    requests: "none",
    before: `window.fetch = () => Promise.reject();`,
  },
  {
    name: "fetch gives no promise",
    told: cutOff("network*"),
    requests: "none",
    before: `window.fetch = () => undefined;`,
  },
  {
    name: "fetch gives an empty object",
    told: cutOff("network*"),
    requests: "none",
    before: `window.fetch = async () => ({});`,
  },
  {
    name: "fetch never settles",
    before: `window.fetch = () => new Promise(() => {});`,
    deadlineMs: 800,
    patienceMs: 2500,
    requests: "none",
    // At Sitecore no event sets out while a decision is waited for, and a flush says so at once.
    told: (service) =>
      service === "sitecore"
        ? { ...cutOff("timeout")(service), flush: eitherWay, observe: eitherWay }
        : { ...cutOff("timeout")(service), flush: "pending", observe: undefined },
  },
  {
    name: "fetch is gone",
    told: cutOff("network*"),
    requests: "none",
    before: `delete window.fetch;`,
  },
  { name: "XMLHttpRequest is gone", before: `delete window.XMLHttpRequest;` },
  {
    name: "Request is wrapped",
    before: `
    const Real = Request;
    window.Request = class Request extends Real { constructor(...args) { super(...args); } };`,
  },
  {
    name: "Headers extended",
    before: `
    Headers.prototype.add = function () {}; Request.prototype.extra = true;`,
  },
  {
    name: "AbortController is gone",
    before: `delete window.AbortController; delete AbortSignal.timeout;`,
  },
  {
    name: "TextDecoder replaced",
    before: `
    const Real = TextDecoder;
    window.TextDecoder = function (...args) { return new Real(...args); };`,
  },
  {
    name: "streams replaced",
    before: `
    const { getReader } = ReadableStream.prototype;
    ReadableStream.prototype.getReader = function (...args) { return getReader.apply(this, args); };`,
  },
  {
    name: "performance.now is gone",
    told: withoutClock,
    requests: "some",
    before: `performance.now = undefined;`,
  },
  {
    name: "performance is gone",
    told: withoutClock,
    requests: "some",
    before: `Object.defineProperty(window, "performance", { value: undefined });`,
  },
  {
    name: "refused by an ad blocker",
    blocked: ["*/personalization/*", "*/web/events/*", "*/v1.2/*", "*/v2/*"],
    noise: /^Failed to load resource: /,
    told: cutOff("network*"),
    requests: "none",
  },
  {
    name: "another vendor's script refused",
    blocked: ["*/vendor.js"],
    tag: `<script src="/vendor.js"></script><script src="/attune.js"></script>`,
    noise: /^Failed to load resource: /,
  },
  {
    name: "forbidden by connect-src",
    head: `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`,
    noise: /Content Security Policy/,
    told: cutOff("network*"),
    requests: "none",
  },
];
compare("the network", pages);
