// Asks for decisions, and sees what comes of it: times, bytes, requests, long tasks, and whatever a
// page must not have. Loaded before the SDK.
window.witness = (() => {
  const errors = [];
  const spoken = [];
  const requests = [];
  const tasks = [];
  // Kept apart: what a service sends may be more than a protocol of tests can carry.
  const latest = { personalizations: [] };
  let bytesRead = 0;

  addEventListener("error", ({ message }) => errors.push(`uncaught: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => errors.push(`unhandled: ${reason}`));
  for (const level of ["debug", "log", "info", "warn", "error"]) {
    console[level] = (...words) => spoken.push(`${level}: ${words.join(" ")}`);
  }

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: "longtask" });

  const { fetch: nativeFetch } = window;
  window.fetch = (...args) => {
    const url = String(args[0].url ?? args[0]);
    const isDecision = /\/(decisions|callFlows)$/.test(url);
    if (isDecision) requests.push({ url, at: window.fastClock?.now() ?? Date.now() });
    return nativeFetch.apply(window, args);
  };

  for (const Reader of [ReadableStreamDefaultReader, ReadableStreamBYOBReader]) {
    const { read } = Reader.prototype;
    Reader.prototype.read = async function (...args) {
      const result = await read.apply(this, args);
      bytesRead += result.value?.byteLength ?? 0;
      return result;
    };
  }

  function failure(points, error) {
    const { code, retryable, message } = error;
    const isOurs = Attune.isAttuneError(error);
    const outcome = { status: "failed", code: isOurs ? code : `not ours: ${error}`, retryable };
    const outcomes = Object.fromEntries(points.map((point) => [point, { ...outcome, message }]));
    return { outcomes, isRejected: true };
  }

  async function answerTo(points, context, options) {
    latest.personalizations = [];
    try {
      const { outcomes, personalizations } = await Attune.Personalization.fetch(
        points,
        context,
        options,
      );
      latest.personalizations = personalizations;
      return { outcomes, isRejected: false };
    } catch (error) {
      return failure(points, error);
    }
  }

  /** How long at most nothing in the page could run, for whatever reason, until it is asked. */
  function watchPulse() {
    let latest = performance.now();
    let longest = 0;
    const beat = () => {
      longest = Math.max(longest, performance.now() - latest);
      latest = performance.now();
    };
    const timer = setInterval(beat, 10);
    return () => {
      beat();
      clearInterval(timer);
      return longest;
    };
  }

  /** One call, and all that could be seen of it. */
  async function ask(points, context, options) {
    const before = { requests: requests.length, bytes: bytesRead };
    const endWatch = watchPulse();
    const began = performance.now();
    const answer = await answerTo(points, context, options);
    const tookMs = performance.now() - began;
    const heldUpMs = Math.round(endWatch());
    // Observers of long tasks are told in a later turn.
    await new Promise((resolve) => setTimeout(resolve, 60));
    const during = tasks.filter(({ startTime }) => startTime >= began - 1);
    return {
      ...answer,
      tookMs: Math.round(tookMs * 10) / 10,
      heldUpMs,
      requests: requests.length - before.requests,
      bytesRead: bytesRead - before.bytes,
      longestTaskMs: Math.max(0, ...during.map(({ duration }) => duration)),
      shown: document.getElementById("zone")?.textContent ?? "",
    };
  }

  return { ask, latest, errors, spoken, requests };
})();
