import type { HostilePage } from "./hostile_page.js";
import { refusedStart } from "./outcomes.js";
import { compare } from "./stage.js";

const pages: HostilePage[] = [
  {
    name: "JSON wrapped",
    before: `
    const { parse, stringify } = JSON;
    JSON.parse = function (text, reviver) { return parse(text, reviver); };
    JSON.stringify = function (...args) { return stringify(...args); };`,
  },
  {
    name: "JSON of a library",
    before: `
    const { parse, stringify } = JSON;
    window.JSON = { parse: (text) => parse(text), stringify: (value) => stringify(value), encode: stringify };`,
  },
  {
    name: "JSON.parse makes dates",
    before: `
    const { parse } = JSON;
    JSON.parse = (text, reviver) => parse(text, (key, value) =>
      /^\\d{4}-\\d\\d-\\d\\dT/.test(value) ? new Date(value) : value);`,
  },
  {
    name: "JSON.parse throws",
    told: refusedStart("internal*"),
    requests: "none",
    before: `JSON.parse = () => { throw new Error("no"); };`,
  },
  {
    name: "JSON.stringify throws",
    told: refusedStart("internal*"),
    requests: "none",
    before: `JSON.stringify = () => { throw new Error("no"); };`,
  },
  { name: "Promise as by zone.js", library: "zone" },
  { name: "Promise as by zone.js, by module", library: "zone", entry: "module" },
  {
    name: "Promise a subclass",
    before: `
    window.Promise = class Promise2 extends Promise { then(...args) { return super.then(...args); } };`,
  },
  {
    name: "Promise of an old polyfill",
    before: `
    const Real = Promise;
    window.Promise = function (work) {
      const real = new Real(work);
      return { then: (a, b) => wrap(real.then(a, b)), catch: (b) => wrap(real.then(undefined, b)) };
    };
    const wrap = (real) => new window.Promise((resolve, reject) => real.then(resolve, reject));
    window.Promise.resolve = (value) => wrap(Real.resolve(value));
    window.Promise.reject = (value) => wrap(Real.reject(value));
    window.Promise.all = (list) => wrap(Real.all(list));
    window.Promise.race = (list) => wrap(Real.race(list));`,
  },
  {
    name: "Date extended and wrapped",
    before: `
    const Real = Date;
    window.Date = function Date(...args) { return new.target ? Reflect.construct(Real, args) : Real(); };
    window.Date.prototype = Real.prototype;
    window.Date.now = () => Real.now();
    window.Date.parse = (text) => Real.parse(text);
    window.Date.UTC = Real.UTC;
    Real.prototype.format = function () { return "today"; };`,
  },
  {
    name: "Date.now is gone",
    told: refusedStart("internal*"),
    requests: "none",
    before: `delete Date.now;`,
  },
  {
    name: "Date.now throws",
    told: refusedStart("internal*"),
    requests: "none",
    before: `Date.now = () => { throw new Error("no"); };`,
  },
  { name: "Date stands still", before: `const at = Date.now(); Date.now = () => at;` },
  {
    name: "timers late",
    before: `
    const real = setTimeout;
    window.setTimeout = (work, ms, ...more) => real(work, (ms || 0) + 300, ...more);`,
  },
  {
    name: "timers by text and id objects",
    before: `
    const real = setTimeout, clear = clearTimeout;
    window.setTimeout = (work, ...more) => ({ id: real(work, ...more), ref() { return this; } });
    window.clearTimeout = (timer) => clear(timer && timer.id);`,
  },
  {
    name: "setTimeout throws",
    told: refusedStart("internal*"),
    requests: "none",
    before: `window.setTimeout = () => { throw new Error("no"); };`,
  },
  {
    name: "fake timers",
    requests: "other",
    told: (service) => ({
      fetch: "pending",
      flush: "pending",
      observe: undefined,
      hero: "The page's own content",
      ...(service === "sitecore" && { id: "none", handbook: undefined, official: undefined }),
    }),
    before: `
    window.setTimeout = window.setInterval = () => 1; window.queueMicrotask = () => {};
    Date.now = () => 0;`,
    patienceMs: 4000,
  },
  {
    name: "queueMicrotask late",
    before: `
    const real = setTimeout; window.queueMicrotask = (work) => { real(work, 20); };`,
  },
  {
    name: "queueMicrotask throws",
    requests: "none",
    told: {
      ...refusedStart("ok"),
      fetch: "internal*",
      impression: "ok",
      click: "internal*",
      sendEvent: "internal*",
      flush: "internal*",
      observe: "internal*",
      lastWords: "internal*",
    },
    before: `window.queueMicrotask = () => { throw new Error("no"); };`,
    patienceMs: 4000,
  },
  {
    name: "queueMicrotask is gone",
    told: refusedStart("internal*"),
    requests: "none",
    before: `delete window.queueMicrotask;`,
    patienceMs: 4000,
  },
  { name: "MessageChannel is gone", before: `delete window.MessageChannel;` },
  {
    name: "addEventListener wrapped",
    before: `
    const real = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      return real.call(this, type, function (...args) { return listener.apply(this, args); }, options);
    };`,
  },
  {
    name: "addEventListener throws",
    requests: "other",
    told: { ...refusedStart("internal*"), observe: "untyped Error: no" },
    before: `
    EventTarget.prototype.addEventListener = () => { throw new Error("no"); };`,
  },
  {
    name: "IntersectionObserver is gone",
    requests: "some",
    before: `delete window.IntersectionObserver;`,
  },
  {
    name: "IntersectionObserver wrapped",
    before: `
    const Real = IntersectionObserver;
    window.IntersectionObserver = class extends Real {};`,
  },
  {
    name: "IntersectionObserver throws",
    requests: "some",
    before: `
    window.IntersectionObserver = function () { throw new Error("no"); };`,
  },
  {
    name: "crypto is gone",
    told: refusedStart("internal*"),
    requests: "none",
    before: `Object.defineProperty(window, "crypto", { value: undefined });`,
  },
  {
    name: "WebAssembly is gone",
    told: refusedStart("wasm-unavailable"),
    requests: "none",
    before: `delete window.WebAssembly;`,
  },
  {
    name: "WebAssembly throws",
    told: refusedStart("wasm-unavailable"),
    requests: "none",
    before: `
    WebAssembly.compile = WebAssembly.compileStreaming = () => { throw new Error("no"); };`,
  },
  {
    name: "WebAssembly.Instance throws",
    told: refusedStart("wasm-unavailable"),
    requests: "none",
    before: `
    WebAssembly.Instance = function () { throw new Error("no"); };`,
  },
  {
    name: "iterators of the page",
    before: `
    const values = Array.prototype.values;
    Array.prototype[Symbol.iterator] = function* () { yield* values.call(this); };`,
  },
  {
    name: "Error.captureStackTrace and prepareStackTrace replaced",
    before: `
    Error.prepareStackTrace = () => { throw new Error("no"); }; Error.stackTraceLimit = 0;`,
  },
  { name: "console replaced", before: `window.console = { log() { throw new Error("no"); } };` },
];
compare("built-ins replaced", pages);
