// Several calls at once, each with what became of it. Loaded before the SDK.
window.crowd = (() => {
  const calls = [];

  /** Begins a call now; `abortMs` and `timeoutMs` are its own. */
  function begin(points, context = {}, { abortMs, ...options } = {}) {
    const began = performance.now();
    const controller = new AbortController();
    if (abortMs === 0) controller.abort();
    else if (abortMs) setTimeout(() => controller.abort(), abortMs);
    const call = { points, status: "waiting" };
    calls.push(call);
    const settle = (status, more) =>
      Object.assign(call, { status, tookMs: performance.now() - began, ...more });
    const signal = abortMs === undefined ? {} : { signal: controller.signal };
    call.settled = Attune.Personalization.fetch(points, context, { ...options, ...signal }).then(
      (response) => settle("answered", { response }),
      (error) => settle("failed", { code: error.code }),
    );
  }

  const isWithin = (value, other) =>
    typeof value === "object" && value !== null && objectsOf(other).has(value);

  function objectsOf(value, found = new Set()) {
    if (typeof value !== "object" || value === null || found.has(value)) return found;
    found.add(value);
    for (const member of Object.values(value)) objectsOf(member, found);
    return found;
  }

  /** Objects that two responses have in common: none, if each caller has its own. */
  function shared() {
    const responses = calls.flatMap(({ response }) => (response ? [response] : []));
    const pairs = responses.flatMap((one, place) =>
      responses.slice(place + 1).map((other) => [one, other]),
    );
    return pairs.flatMap(([one, other]) => [...objectsOf(one)].filter((it) => isWithin(it, other)))
      .length;
  }

  /** What became of all calls, once all are settled. */
  async function settled() {
    await Promise.all(calls.map((call) => call.settled));
    return calls.map(({ points, status, code, tookMs, response }) => ({
      points,
      status,
      code,
      tookMs,
      names: response?.personalizations.map((each) => each.personalizationPointName),
      titles: response?.personalizations.map(({ attributes }) => attributes.title),
      outcomes: response?.outcomes,
    }));
  }

  return { begin, settled, shared };
})();
