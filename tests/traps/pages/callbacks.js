// Every kind of page code that the SDK, or something it uses, calls; and every API, called from there.
window.callbacks = (() => {
  const { acts } = window;
  const { settled, event } = acts;
  let count = 0;
  const reference = { personalizationId: "p-1" };

  /** What each call of the surface comes to. All are begun in the callback itself. */
  const apis = {
    init: () => Attune.init(window.callbacks.config),
    "init otherwise": () => Attune.init({ ...window.callbacks.config, timeoutMs: 999 }),
    fetch: () => acts.fetchHero().then(acts.headerOf),
    initialize: () => Attune.Personalization.Config.initialize(acts.experiences),
    "set officially": () =>
      Attune.Personalization.Config.ContentZoneHandler.set("none", { onReady: () => undefined }),
    set: () =>
      Attune.ContentZoneHandler.set({ contentZoneName: "none", callback: () => undefined }),
    remove: () => Attune.ContentZoneHandler.remove("none"),
    "remove badly": () => Attune.ContentZoneHandler.remove(""),
    impression: () => Attune.Engagement.impression(reference),
    click: () => Attune.Engagement.click(reference),
    observe: () => typeof Attune.Engagement.observe(document.body, reference),
    sendEvent: () => Attune.sendEvent(event(`mk-${++count}-again`)),
    "send nothing": () => Attune.sendEvent(),
    flush: () => Attune.flush().then(({ tracked }) => typeof tracked),
    getDeliveryStatus: () => typeof Attune.getDeliveryStatus().tracked,
    explain: () => Array.isArray(Attune.explain()),
    updateConsents: () => Attune.updateConsents(acts.optIn),
    getConsents: () => Attune.getConsents().length,
    getBrowserId: () => typeof Attune.getBrowserId(),
    getAnonymousId: () => typeof Attune.getAnonymousId(),
    getCampaign: () => Attune.getCampaign().source,
    setLoggingLevel: () => Attune.setLoggingLevel("none"),
    isAttuneError: () => Attune.isAttuneError(new Error()),
    version: () => typeof Attune.version,
  };

  const attempt = (api) => {
    try {
      return settled(api());
    } catch ({ code, name }) {
      return Promise.resolve({ thrown: code ?? name });
    }
  };

  /** Calls the whole surface; gives what came of it, by name. */
  async function callAll() {
    const begun = Object.entries(apis).map(([name, api]) => [name, attempt(api)]);
    const outcomes = {};
    for (const [name, outcome] of begun) outcomes[name] = await outcome;
    return outcomes;
  }

  const ask = (context, options) => Attune.Personalization.fetch(["home_offers"], context, options);
  const track = (more) => Attune.sendEvent({ ...event("mk-more"), more });

  /** How each kind of callback is made to run; `run` may be called more than once. */
  const kinds = {
    "a handler of the handbook's form": (run) => {
      Attune.ContentZoneHandler.set({
        contentZoneName: "again",
        personalizationPoint: "home_offers",
        callback: run,
      });
      void ask();
    },
    "a handler of the official form": (run) => {
      Attune.Personalization.Config.ContentZoneHandler.set("official", { onReady: run });
      void ask();
    },
    "an accessToken function": (run) => void ask({}, { accessToken: () => (run(), "token") }),
    "an accessToken promise": (run) =>
      void ask({}, { accessToken: () => Promise.resolve().then(() => (run(), "token")) }),
    "a context function": (run) => void ask({ a: () => (run(), 1) }),
    "a context promise": (run) => void ask({ a: Promise.resolve().then(() => (run(), 1)) }),
    "a context thenable": (run) => void ask({ a: { then: (resolve) => (run(), resolve(1)) } }),
    "a context getter": (run) =>
      void ask(Object.defineProperty({}, "a", { enumerable: true, get: run })),
    "a context proxy": (run) => void ask(new Proxy({ a: 1 }, { ownKeys: () => (run(), ["a"]) })),
    "toJSON of a context": (run) => void ask({ a: { toJSON: () => (run(), 1) } }),
    "a getter of the options": (run) =>
      void ask(
        {},
        Object.defineProperty({}, "reload", { enumerable: true, get: () => (run(), false) }),
      ),
    "a getter of an event": (run) =>
      void track(Object.defineProperty({}, "a", { enumerable: true, get: () => (run(), 1) })),
    "toJSON of an event": (run) => void track({ toJSON: () => (run(), 1) }),
    "a promise of consents": (run) => window.callbacks.afterConsents.then(run),
    "what follows a fetch": (run) => void ask().then(run),
    "what follows an event": (run) => void track({}).then(run),
    "a listener of the signal": (run) => {
      const controller = new AbortController();
      const asked = ask({}, { signal: controller.signal });
      controller.signal.addEventListener("abort", run);
      asked.catch(() => undefined);
      controller.abort();
    },
    "a fetch of the page's own": (run) => {
      const { fetch } = window;
      window.fetch = (...args) => (run(), fetch(...args));
      void ask();
    },
    "a listener of storage": (run) => {
      addEventListener("storage", run);
      dispatchEvent(new StorageEvent("storage", { key: "attune.none", newValue: null }));
    },
    "a listener of a watched element": (run) => {
      Attune.Engagement.observe(document.body, { personalizationId: "p-2" });
      document.body.addEventListener("click", run);
      document.body.click();
    },
    "an IntersectionObserver": (run) => new IntersectionObserver(run).observe(document.body),
    "a listener of leaving": (run) => {
      document.addEventListener("freeze", run);
      document.dispatchEvent(new Event("freeze"));
      document.dispatchEvent(new Event("resume"));
    },
  };

  /** Built-ins that the core uses while it is at work, replaced by code of the page. */
  const builtIns = {
    "Storage.setItem": (run) => replace(Storage.prototype, "setItem", run),
    "JSON.stringify": (run) => replace(JSON, "stringify", run),
    "Date.now": (run) => replace(Date, "now", run),
    "crypto.getRandomValues": (run) => replace(Crypto.prototype, "getRandomValues", run),
  };

  function replace(owner, name, run) {
    const before = owner[name];
    owner[name] = function (...args) {
      owner[name] = before;
      run();
      return before.apply(this, args);
    };
    void Attune.sendEvent(event("mk-below"));
  }

  /** Calls the whole surface from a callback of that kind, the first time that it runs. */
  function callFrom(kind) {
    return new Promise((resolve, reject) => {
      let hasRun = false;
      const run = () => {
        if (hasRun) return undefined;
        hasRun = true;
        callAll().then(resolve, reject);
        return undefined;
      };
      (kinds[kind] ?? builtIns[kind])(run);
      setTimeout(() => reject(new Error(`It has not run: ${kind}`)), 8000);
    });
  }

  /** How often the page gets a turn while something goes on. */
  async function pulse(ms, act) {
    act();
    let turns = 0;
    const end = performance.now() + ms;
    while (performance.now() < end) {
      await acts.sleep(5);
      turns += 1;
    }
    return turns;
  }

  return {
    ...{ callAll, callFrom, pulse, config: undefined, afterConsents: undefined },
    ...{ kinds: Object.keys(kinds), builtIns: Object.keys(builtIns) },
  };
})();
