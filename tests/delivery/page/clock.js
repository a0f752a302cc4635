// A clock that skips the waiting: while nothing is under way, it jumps to the next timer. Loaded
// before the SDK; also notes when requests are made, in its own time, and audits the status.
window.clock = (() => {
  const native = {
    now: performance.now.bind(performance),
    fetch: window.fetch,
    setInterval: window.setInterval,
    Date: window.Date,
  };
  const quietMs = 30;
  // A request that has not been answered by now is not going to be.
  const hopelessMs = 400;

  // The next page in this tab goes on where this one stops: the clock must not step back.
  let skipped = Number(window.name) || 0;
  let latest = native.now();
  let underWay = 0;
  let lastId = 0;
  const timers = new Map();
  const attempts = [];
  const imbalances = [];

  const now = () => native.now() + skipped;

  function add(act, milliseconds, args, every) {
    const id = ++lastId + 1e6;
    // As in the browser: what does not fit 32 bits wraps around, and what is no number is 0.
    const delay = Math.max(0, milliseconds | 0);
    timers.set(id, { due: now() + delay, delay, every, run: () => act(...args) });
    return id;
  }

  function runDue() {
    for (const [id, timer] of [...timers].sort(([, a], [, b]) => a.due - b.due)) {
      if (timer.due > now() || !timers.has(id)) continue;
      if (timer.every) timer.due = now() + Math.max(1, timer.delay);
      else timers.delete(id);
      latest = native.now();
      timer.run();
    }
  }

  function skip() {
    const still = native.now() - latest;
    if (still < (underWay > 0 ? hopelessMs : quietMs) || timers.size === 0) return;
    const due = Math.min(...[...timers.values()].map((timer) => timer.due));
    if (due > now()) skipped += due - now();
    window.name = String(skipped);
  }

  function audit() {
    if (!window.Attune?.getDeliveryStatus) return;
    const status = Attune.getDeliveryStatus();
    const dropped = Object.values(status.dropped).reduce((all, count) => all + count, 0);
    if (status.tracked !== status.delivered + status.queued + dropped) imbalances.push(status);
  }

  native.setInterval.call(
    window,
    () => {
      skip();
      runDue();
      audit();
    },
    4,
  );

  window.setTimeout = (act, milliseconds, ...args) => add(act, milliseconds, args, false);
  window.setInterval = (act, milliseconds, ...args) => add(act, milliseconds, args, true);
  window.clearTimeout = window.clearInterval = (id) => void timers.delete(id);
  performance.now = now;
  AbortSignal.timeout = (milliseconds) => {
    const controller = new AbortController();
    const reason = new DOMException("The time is up.", "TimeoutError");
    add(() => controller.abort(reason), milliseconds, [], false);
    return controller.signal;
  };

  window.Date = class Date extends native.Date {
    constructor(...args) {
      super(...(args.length > 0 ? args : [native.Date.now() + skipped]));
    }
    static now() {
      return native.Date.now() + Math.round(skipped);
    }
  };

  window.fetch = (input, init) => {
    const attempt = { url: String(input.url ?? input), at: now() };
    attempts.push(attempt);
    underWay += 1;
    latest = native.now();
    const settle = () => {
      attempt.settledAt = now();
      underWay -= 1;
      latest = native.now();
    };
    const sent = native.fetch.call(window, input, init);
    sent.then(settle, settle);
    return sent;
  };

  return { attempts, imbalances };
})();
