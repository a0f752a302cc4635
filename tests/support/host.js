// A host for the core as docs/boundary.md describes it, and a page to watch. What the core asks for
// is written down; nothing happens until the test says so, or `run` carries on by itself.

/** Any JavaScript value, from its source text: tests in Rust have no other way to write one. */
// eslint-disable-next-line no-eval
export const evaluate = (source) => (0, eval)(`(${source})`);

/** How two values differ, `undefined` where they do not: identity for what is no list or object. */
export const difference = (actual, expected, path = "value") => {
  if (Object.is(actual, expected)) return undefined;
  const isList = Array.isArray(expected);
  const isObject = Object(expected) === expected && typeof expected !== "function";
  if (!isObject || Object(actual) !== actual || Array.isArray(actual) !== isList) {
    return `${path} is ${show(actual)}, not ${show(expected)}`;
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const name of names) {
    if (Object.hasOwn(actual, name) !== Object.hasOwn(expected, name)) {
      const where = Object.hasOwn(actual, name) ? "should not be there" : "is missing";
      return `${path}.${name} ${where} in ${show(actual)}`;
    }
    const found = difference(actual[name], expected[name], `${path}.${name}`);
    if (found) return found;
  }
  return undefined;
};

const show = (value) => {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};

/** What became of a call: the value is put into words, since faults and values are both objects. */
class Host {
  settled = {};
  failed = {};
  invoked = [];
  logged = [];
  sent = [];
  timers = {};
  answers = [];
  wakes = 0;
  turnsAsked = 0;
  counted = {};

  /** `core` has the entries of the core: `turn`, `turnEnded`, `tick`. */
  constructor(core) {
    this.core = core;
    const note = (kind, call, value) => {
      this.counted[call] = (this.counted[call] ?? 0) + 1;
      this[kind][call] = value;
    };
    this.wake = () => void this.wakes++;
    this.soon = () => void this.turnsAsked++;
    this.timer = (id, milliseconds) => {
      if (milliseconds < 0) delete this.timers[id];
      else this.timers[id] = milliseconds;
    };
    this.send = (url, init) => this.exchange(new Request(url, init), init.keepalive === true);
    this.takeTurn = () => Promise.resolve(true);
    this.endTurn = () => undefined;
    this.settle = (call, value) => note("settled", call, value);
    this.fail = (call, fault) => note("failed", call, fault);
    this.invoke = (callback, args) => {
      this.invoked.push(args);
      callback(...args);
    };
    this.alone = () => Promise.resolve();
    this.pause = () => Promise.resolve();
    this.log = (level, text) => this.logged.push([level, text]);
  }

  /** The next scripted answer: `{ status, body?, ... }`, `"reject"`, or `"never"`. */
  exchange(request, keepalive) {
    const { promise, resolve } = deferred();
    const stored = storedKeys();
    const sent = { request, keepalive, stored, resolve };
    this.sent.push(sent);
    const answer = this.answers.find(({ pattern }) => request.url.includes(pattern))?.answer;
    const fail = () => resolve({ status: 0, received: false });
    request.signal.addEventListener("abort", fail);
    if (answer === "reject") fail();
    else if (answer !== "never") resolve(replyOf(answer));
    return promise;
  }

  /** Carries on until the core asks for nothing more. Timers are the test's own affair. */
  async run() {
    for (let quiet = 0; quiet < 8; quiet++) {
      if (this.turnsAsked) {
        this.turnsAsked = 0;
        quiet = 0;
        this.core.turnEnded();
      }
      if (this.wakes) {
        this.wakes = 0;
        quiet = 0;
        this.core.turn();
      }
      await undefined;
    }
  }
}

const storedKeys = () => {
  try {
    return Object.keys(localStorage).sort();
  } catch {
    return [];
  }
};

const deferred = () => {
  const parts = {};
  parts.promise = new Promise((resolve) => Object.assign(parts, { resolve }));
  return parts;
};

export const replyOf = ({ body, ...answer } = { status: 500 }) => ({
  retryAfter: NaN,
  ahead: NaN,
  ...answer,
  ...(body == null ? { isEmpty: true } : { body, source: JSON.stringify(body) }),
});

export const createHost = (core) => new Host(core);

/** What the test says about requests whose address has `pattern` in it; the last word counts. */
export const answer = (host, pattern, answer) => host.answers.unshift({ pattern, answer });

/** A request that was sent, read as the browser understands it. */
export const readRequest = async (host, place) => {
  const { request, keepalive } = host.sent.at(place);
  const copy = request.clone();
  return {
    url: copy.url,
    method: copy.method,
    headers: Object.fromEntries(copy.headers),
    body: await copy.text(),
    credentials: copy.credentials,
    redirect: copy.redirect,
    keepalive,
  };
};

/** The rows in the body of a request to the Salesforce collector. */
export const rowsOf = (body) => {
  const text = atob(new URLSearchParams(body).get("event"));
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)).events;
};

/** Everything the page has stored. */
export const stored = () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  cookies: document.cookie,
});

/** Reading either store throws, as where the visitor forbids them; undone by what is returned. */
export const forbidStorage = () => {
  const names = ["localStorage", "sessionStorage"];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(window, name));
  for (const name of names) {
    Object.defineProperty(window, name, {
      configurable: true,
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  }
  return () => names.forEach((name, place) => Object.defineProperty(window, name, before[place]));
};

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What an expression over `host` gives. */
// eslint-disable-next-line no-new-func -- as above, with `host` at hand
export const see = (host, source) => new Function("host", `return (${source});`)(host);
