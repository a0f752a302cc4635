import type { HostilePage } from "./hostile_page.js";
import { compare } from "./stage.js";

/** No answer to any question, so no id where the service gives it. */
const unanswered = { handbook: undefined, official: undefined, hero: "The page's own content" };

const pages: HostilePage[] = [
  { name: "fetch wrapped", before: `
    const real = fetch; window.calls = [];
    window.fetch = async function (...args) { calls.push(args[0].url); return real.apply(this, args); };` },
  { name: "fetch wrapped by one that reads the answer", before: `
    const real = fetch;
    window.fetch = async (...args) => { const answer = await real(...args); answer.clone().text(); return answer; };` },
  { name: "fetch that makes an answer of its own", before: `
    const real = fetch;
    window.fetch = async (...args) => {
      const answer = await real(...args);
      const init = { status: answer.status, headers: answer.headers };
      return new Response(await answer.text() || null, init);
    };` },
  { name: "fetch by XMLHttpRequest, with a hand-made answer", before: `
    window.fetch = (input) => new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(input.method, input.url);
      input.headers.forEach((value, name) => request.setRequestHeader(name, value));
      request.onerror = () => reject(new TypeError("Network request failed"));
      request.onload = () => resolve({
        ok: request.status < 300, status: request.status, url: input.url,
        headers: { get: (name) => request.getResponseHeader(name) },
        text: async () => request.responseText, json: async () => JSON.parse(request.responseText) });
      input.text().then((body) => request.send(body || undefined));
    });` },
  { name: "fetch throws", before: `window.fetch = () => { throw new Error("no network for you"); };` },
  { name: "fetch rejects with a text", before: `window.fetch = () => Promise.reject("no");` },
  { name: "fetch rejects with nothing", before: `window.fetch = () => Promise.reject();` },
  { name: "fetch gives no promise", before: `window.fetch = () => undefined;` },
  { name: "fetch gives an empty object", before: `window.fetch = async () => ({});` },
  { name: "fetch never settles", before: `window.fetch = () => new Promise(() => {});`,
    deadlineMs: 800, patienceMs: 2500 },
  { name: "fetch is gone", before: `delete window.fetch;` },
  { name: "XMLHttpRequest is gone", before: `delete window.XMLHttpRequest;` },
  { name: "Request is wrapped", before: `
    const Real = Request;
    window.Request = class Request extends Real { constructor(...args) { super(...args); } };` },
  { name: "Headers extended", before: `
    Headers.prototype.add = function () {}; Request.prototype.extra = true;` },
  { name: "AbortController is gone", before: `delete window.AbortController; delete AbortSignal.timeout;` },
  { name: "TextDecoder replaced", before: `
    const Real = TextDecoder;
    window.TextDecoder = function (...args) { return new Real(...args); };` },
  { name: "streams replaced", before: `
    const { getReader } = ReadableStream.prototype;
    ReadableStream.prototype.getReader = function (...args) { return getReader.apply(this, args); };` },
  { name: "performance.now is gone", before: `performance.now = undefined;` },
  { name: "performance is gone", before: `Object.defineProperty(window, "performance", { value: undefined });` },
  { name: "refused by an ad blocker", blocked: ["*/personalization/*", "*/web/events/*", "*/v1.2/*", "*/v2/*"],
    noise: /^Failed to load resource: / },
  { name: "another vendor's script refused", blocked: ["*/vendor.js"], tag: `<script src="/vendor.js"></script><script src="/attune.js"></script>`,
    noise: /^Failed to load resource: / },
  { name: "forbidden by connect-src", head: `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`,
    noise: /Content Security Policy/ },
];
void unanswered;
compare("the network", pages);
