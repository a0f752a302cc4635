// What the core asks of JavaScript: values by handle (src/value.rs), and storage, the page and the
// host behind them. Questions have an answer for any value; only objects and lists, which the core
// makes itself, are written to. Plain code, since wasm-bindgen takes it into the glue as it stands.
//
// A handle is a number: one of the constants, a place among the values that are held until they are
// released (its complement, which is below 0), or one among the passing values, which are counted on
// and let go from below.
//
// All in one file, though it is long: wasm-bindgen's test runner serves modules by tiny_http, which
// may leave the fifth connection of a page unanswered (tiny_http 0.12, TaskPool::spawn counts a
// thread as waiting that has been woken already), and every other file here is one more.
import { words } from "./words.js";

const constants = [undefined, null, true, false, ...words];
const constantCount = constants.length;
let held = [];
let free = [];
// The places whose values are let go of once nothing living can know them, each with where the
// passing values stood when that was asked for.
let ending = [];
let passing = [];
let base = constants.length;
let host;
let result;
// How to take back what the work in hand has done to storage.
let undoing = [];

export const valueOf = (handle) =>
  handle < 0
    ? held[~handle]
    : handle < constants.length
      ? constants[handle]
      : passing[handle - base];
// By comparing: much of what the core is handed is one of these, and a search costs more. The core
// knows them by their handles (src/browser/value.rs).
export const handleOf = (value) =>
  value == null
    ? +(value === null)
    : typeof value === "boolean"
      ? 3 - value
      : base + passing.push(value) - 1;
// What came of the core's last work.
export const lastResult = () => result;

// Another instance of the core: what the last one held is nobody's.
export const begin = (newHost) => {
  host = valueOf(newHost);
  jar = undefined;
  undoing = [];
  held = [];
  free = [];
  ending = [];
  passing = [];
  base = constants.length = constantCount;
};
// What an instance has made while it began stays with it.
export const establish = () => {
  constants.push(...passing);
  passing = [];
  base = constants.length;
};
export const mark = () => base + passing.length;
export const leaving = (oldest, handle) => {
  result = valueOf(handle);
  jar = undefined;
  undoing = [];
  passing.splice(0, oldest - base);
  base = Math.max(base, oldest);
  // By its length: a page may have put a 0 on everybody's prototype.
  while (ending.length && ending[0][0] < oldest) {
    const [, place] = ending.shift();
    held[place] = undefined;
    free.push(place);
  }
};
export const living = () =>
  constants.length + held.length - free.length - ending.length + passing.length;
export const hold = (handle) => {
  if (handle >= 0 && handle < constants.length) return handle;
  const place = free.length ? free.pop() : held.length;
  held[place] = valueOf(handle);
  return ~place;
};
export const release = (handle) => {
  if (handle < 0) ending.push([mark(), ~handle]);
};

const kinds = { __proto__: null, boolean: 1, number: 2, string: 3, object: 5 };
const kindOf = (value) =>
  value == null ? 0 : Array.isArray(value) ? 4 : (kinds[typeof value] ?? 0);
const ownOf = (value, name) =>
  kindOf(value) > 3 && Object.hasOwn(value, name) ? value[name] : undefined;
const member = (value, name) => handleOf(ownOf(value, name));
const textOf = (value) => (kindOf(value) > 3 ? "" : String(value ?? ""));
const define = (object, name, value) => {
  if (value === undefined) return;
  Object.defineProperty(object, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
};

export const object = () => handleOf({});
export const list = () => handleOf([]);
export const text = handleOf;
export const number = handleOf;
export const shape = (value) => kindOf(valueOf(value));
// A place in a list is a name like another.
export const item = (list, place) => member(valueOf(list), place);
export const of = (value, name) => member(valueOf(value), textOf(valueOf(name)));
export const length = (value) => {
  const kind = shape(value);
  return kind === 3 || kind === 4 ? valueOf(value).length : 0;
};
export const names = (value) => handleOf(shape(value) === 5 ? Object.keys(valueOf(value)) : []);
export const namesOrEntries = (value) => (shape(value) === 4 ? value : names(value));
export const isBlank = (value) => !asText(value).trim();
export const same = (one, other) => valueOf(one) === valueOf(other);
export const asNumber = (value) => (shape(value) === 2 ? valueOf(value) : NaN);
export const asText = (value) => (shape(value) === 3 ? valueOf(value) : "");
export const put = (object, name, value) =>
  define(valueOf(object), textOf(valueOf(name)), valueOf(value));
export const putAll = (object, from) => {
  for (const name of valueOf(names(from)))
    define(valueOf(object), name, ownOf(valueOf(from), name));
};
export const putNamed = (object, from, names) => {
  const words = valueOf(names).split(" ");
  for (let place = 0; place < words.length; place += 2) {
    define(valueOf(object), words[place + 1], ownOf(valueOf(from), words[place]));
  }
};
export const takeOut = (object, name) => {
  delete valueOf(object)[textOf(valueOf(name))];
};
export const push = (list, value) => {
  const entries = valueOf(list);
  entries[entries.length] = valueOf(value);
};
// Spreading defines members instead of assigning them.
export const copy = (value) => {
  const kind = shape(value);
  return kind > 3 ? handleOf(kind === 4 ? [...valueOf(value)] : { ...valueOf(value) }) : value;
};
// A `toJSON` of lists is what old libraries have put on all of them, and makes texts of them.
const keepLists = function (name, value) {
  return Array.isArray(this[name]) ? this[name] : value;
};
// JSON would make 0 of -0, and null of a number too large for it.
export const deepCopy = (value) => handleOf(structuredClone(valueOf(value)));
export const write = (value) => handleOf(JSON.stringify(valueOf(value), keepLists) ?? "");
// JSON has no text for every number: what would come back otherwise has no lasting text.
export const writeLasting = (value) => {
  let isLasting = true;
  const text = JSON.stringify(valueOf(value), function (name, member) {
    const kept = keepLists.call(this, name, member);
    if (kindOf(kept) === 2 && !Object.is(JSON.parse(JSON.stringify(kept)), kept)) isLasting = false;
    return kept;
  });
  return handleOf(isLasting ? text : "");
};
// Most that is looked for in storage is not there, and an error costs the browser a walk of its stack.
export const read = (text) =>
  handleOf(asText(text) ? attempt(() => JSON.parse(asText(text))) : undefined);

const attempt = (work, otherwise) => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};
const onText =
  (work) =>
  (handle, ...more) =>
    handleOf(work(textOf(valueOf(handle)), ...more));
// A lone surrogate has no UTF-8; it becomes the replacement character, as in a URL.
const percent = (text) => encodeURIComponent(text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD"));
// Not "then": a module that exports one cannot be imported dynamically.
export const joined = onText((one, other) => one + textOf(valueOf(other)));
export const fits = (value, pattern) =>
  shape(value) === 3 && new RegExp(`^(?:${valueOf(pattern)})$`).test(valueOf(value));
export const found = onText((text, pattern) => text.match(new RegExp(valueOf(pattern), "g")) ?? []);
// FNV-1a, and the like with another prime.
export const hash = onText((text) => {
  let [one, other] = [0x811c9dc5, 0];
  for (const unit of percent(text)) {
    one = Math.imul(one ^ unit.charCodeAt(0), 0x01000193);
    other = Math.imul(other ^ unit.charCodeAt(0), 0x5bd1e995);
  }
  return `${one >>> 0}-${other >>> 0}`;
});
export const upper = onText((text) => text.toUpperCase());
export const lower = onText((text) => text.toLowerCase());
export const trim = (value) => handleOf(asText(value).trim());
export const slice = onText((text, from, to) => text.slice(from, to >>> 0));
export const split = onText((text, separator) => text.split(valueOf(separator)));
export const encode = onText(percent);
export const decode = onText((text) => attempt(() => decodeURIComponent(text), text));
// Percent-encoding has the text's UTF-8, which `btoa` wants a character a byte.
export const base64 = onText((text) =>
  btoa(percent(text).replace(/%(..)/g, (_, hex) => String.fromCharCode(`0x${hex}`))),
);
export const bytes = (value) => new TextEncoder().encode(textOf(valueOf(value))).length;
export const sorted = (list, from) => {
  const tail = (value) => textOf(value).slice(from);
  return handleOf(
    [...valueOf(list)].sort((one, other) =>
      tail(one) < tail(other) ? -1 : tail(one) > tail(other) ? 1 : 0,
    ),
  );
};

const pageMemory = {
  __proto__: {
    __proto__: null,
    getItem(key) {
      return this[key];
    },
    setItem(key, text) {
      this[key] = text;
    },
    removeItem(key) {
      delete this[key];
    },
  },
};
// Storage may be forbidden, by the property itself already; then there is none. By number: the
// order of `Area` (src/ports.rs).
const areaOf = (area) => {
  if (area === 2) return pageMemory;
  const found = area ? localStorage : sessionStorage;
  // What a page has put in its place need not list what it holds.
  if (!(found instanceof Storage)) throw found;
  return found;
};
export const storageRead = (area, key) =>
  handleOf(attempt(() => areaOf(area).getItem(valueOf(key)) ?? undefined));
const change = (area, name, text) => {
  const place = areaOf(area);
  const before = place.getItem(name);
  if (text == null) place.removeItem(name);
  else place.setItem(name, text);
  undoing.push([area, name, before]);
  return true;
};
export const storageWrite = (area, key, text) =>
  attempt(() => change(area, valueOf(key), valueOf(text)), false);
export const storageRemove = (area, key) => attempt(() => change(area, valueOf(key)));
// Work that a trap has cut short, and that will be begun again, has not happened.
export const takeBack = () => {
  for (const done of undoing.splice(0).reverse()) attempt(() => change(...done));
};
export const storageKeys = (area, prefix) =>
  handleOf(
    attempt(
      () =>
        Object.keys(areaOf(area))
          .filter((key) => key.startsWith(valueOf(prefix)))
          .sort(),
      [],
    ),
  );
// Looked at once in a piece of work: after a write, and at first, the browser takes half a
// millisecond to tell.
let jar;
// Every value whose name fits: a hostile page may hold several cookies of one name.
export const cookies = (name, isPrefix) =>
  handleOf(
    attempt(
      () =>
        (jar ??= document.cookie)
          .split("; ")
          .filter((cookie) => cookie.startsWith(valueOf(name) + (isPrefix ? "" : "=")))
          .map((cookie) => cookie.slice(cookie.indexOf("=") + 1)),
      [],
    ),
  );
export const writeCookie = (cookie) =>
  attempt(() => {
    jar = undefined;
    document.cookie = valueOf(cookie);
  });

export const address = () => handleOf(location.href);
export const path = onText((address) => new URL(address).pathname);
export const referrer = () => handleOf(document.referrer);
export const isSecure = () => location.protocol === "https:";
export const hostOf = onText((address) => attempt(() => new URL(address).hostname, ""));
export const query = onText((address) => [...new URL(address).searchParams]);
export const addressWith = onText((address, campaign) => {
  const url = new URL(address);
  url.hash = url.username = url.password = "";
  // Touching the parameters writes the whole query anew, so it is left alone without need.
  for (const [name, value] of Object.entries(valueOf(campaign))) {
    url.searchParams.append("utm_" + name, value);
  }
  return url.href;
});
export const language = () => handleOf(document.documentElement.lang || navigator.language || "");
// Not by "Array.from", which old libraries have replaced with one that maps nothing.
const hex = (count) =>
  [...crypto.getRandomValues(new Uint8Array(count))]
    .map((byte) => (byte + 256).toString(16).slice(1))
    .join("");
export const hex16 = () => handleOf(hex(8));
// Version 4: one digit says so, and one of four says how the rest is meant.
export const uuid = () =>
  handleOf(
    hex(16).replace(
      /^(.{8})(.{4}).(.{3})(.)(.{3})/,
      (_, a, b, c, variant, d) => `${a}-${b}-4${c}-${((`0x${variant}` & 3) | 8).toString(16)}${d}-`,
    ),
  );
// A page may have put a clock of its own in place of this one, that tells no number.
export const nowIso = (ahead) =>
  handleOf(attempt(() => new Date(Date.now() + ahead).toISOString(), new Date().toISOString()));

export const wake = () => host.wake();
export const soon = () => host.soon();
export const timer = (id, milliseconds) => host.timer(id, milliseconds);
// What becomes of a promise, in a list that is empty until then.
const outcomeOf = (promise) => {
  const outcome = [];
  const settle = (value) => {
    outcome[0] = value;
    host.wake();
  };
  promise.then(settle, settle);
  return outcome;
};
export const pause = (milliseconds) => handleOf(outcomeOf(host.pause(milliseconds)));
export const alone = () => handleOf(outcomeOf(host.alone()));
export const takeTurn = (name) => handleOf(outcomeOf(host.takeTurn(valueOf(name))));
export const endTurn = () => host.endTurn();
export const settle = (call, value) => host.settle(call, valueOf(value));
export const fail = (call, fault) => host.fail(call, valueOf(fault));
export const invoke = (callback, args) => host.invoke(valueOf(callback), valueOf(args));
export const warn = (text) => host.log(2, valueOf(text));

// No cookies and no redirect: a followed redirect turns a POST into a GET and loses its body.
export const send = (handle, isPost, headers) => {
  // Without a prototype: a page may have put a `body` or a `signal` on everybody's.
  const { url, body, keepalive } = { __proto__: null, ...valueOf(handle) };
  const controller = attempt(() => new AbortController());
  const init = {
    __proto__: null,
    headers: valueOf(headers),
    credentials: "omit",
    redirect: "manual",
    // To a service behind the page's own origin, the browser would send the whole address.
    referrerPolicy: "strict-origin",
    signal: controller?.signal,
    keepalive,
    ...(isPost && { method: "POST", body }),
  };
  const outcome = outcomeOf(host.send(url, init));
  outcome.controller = controller;
  return handleOf(outcome);
};
// Not one that is over: other scripts of the page may still be reading a copy of the answer.
export const giveUp = (exchange) => {
  const outcome = valueOf(exchange);
  if (!outcome.length) outcome.controller?.abort();
};
