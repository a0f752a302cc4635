// Before everything else in the page: what it needs is kept before a hostile page can spoil it. The
// spoiled things are reached for only where "another script" of the page would.
(() => {
  const { stringify } = JSON;
  const { getOwnPropertyDescriptor, ownKeys, apply } = Reflect;
  const { hasOwn, keys, setPrototypeOf } = Object;
  const { isArray } = Array;
  const { dispatchEvent } = EventTarget.prototype;
  const leaving = new PageTransitionEvent("pagehide", { persisted: false });
  const { click } = HTMLElement.prototype;
  const byId = document.getElementById.bind(document);
  const later = setTimeout.bind(window);
  const OwnPromise = Promise;
  const { then } = Promise.prototype;
  const { test } = RegExp.prototype;

  /** JSON of own members, whatever toJSON the page has put on everybody's prototype. */
  function textOf(value) {
    if (value === null || typeof value !== "object") return stringify(value) ?? "null";
    let text = "";
    const names = keys(value);
    for (let i = 0; i < (isArray(value) ? value.length : names.length); i += 1) {
      if (i > 0) text += ",";
      if (!isArray(value)) text += stringify(names[i]) + ":";
      text += textOf(value[isArray(value) ? i : names[i]]);
    }
    return isArray(value) ? `[${text}]` : `{${text}}`;
  }

  // Own members only: a descriptor inherits what the page has put on everybody's prototype.
  function descriptorOf(object, key) {
    return setPrototypeOf(getOwnPropertyDescriptor(object, key) ?? {}, null);
  }

  // Everything another script could find changed: the globals, and what hangs on the built-ins.
  function builtIns() {
    const found = new Map([["window", window]]);
    const names = ownKeys(window);
    for (let i = 0; i < names.length; i += 1) {
      const { value } = descriptorOf(window, names[i]);
      const isBuiltIn = typeof names[i] === "string" && /^[A-Z]/.test(names[i]);
      if (!isBuiltIn || value === null || !/^(function|object)$/.test(typeof value)) continue;
      found.set(names[i], value);
      const own = hasOwn(value, "prototype") && value.prototype;
      if (own && typeof own === "object") found.set(`${names[i]}.prototype`, own);
    }
    found.set("iterator", Object.getPrototypeOf(Object.getPrototypeOf([].values())));
    found.set(
      "async",
      Object.getPrototypeOf(async () => {}),
    );
    found.set("console", console);
    return found;
  }

  function snapshotOf(objects) {
    const members = new Map();
    for (const [name, object] of objects) {
      for (const key of ownKeys(object)) {
        const { get, set, value } = descriptorOf(object, key);
        members.set(`${name}.${String(key)}`, [get, set, value]);
      }
    }
    return members;
  }

  const kept = {};

  /** The state of things once the hostile page has done what it does, and before the SDK. */
  function look() {
    kept.objects = builtIns();
    kept.before = snapshotOf(kept.objects);
  }

  /** What the SDK has added, taken away or replaced. */
  function changes() {
    const after = snapshotOf(kept.objects);
    const found = [];
    const note = (text) => (found[found.length] = text);
    for (const [name, [get, set, value]] of after) {
      const old = kept.before.get(name);
      if (!old) note(`+${name}`);
      // Numbers and the like are the window's own: its size, its scroll position.
      else if (old[0] !== get || old[1] !== set) note(`~${name}`);
      else if (old[2] !== value && /^(function|object)$/.test(typeof value)) note(`~${name}`);
    }
    for (const [name] of kept.before) if (!after.has(name)) note(`-${name}`);
    let text = "";
    for (let i = 0; i < found.length; i += 1) {
      if (!apply(test, kept.ignored, [found[i]])) text += ` ${found[i]}`;
    }
    return text;
  }

  function attempt(work) {
    try {
      return work();
    } catch (thrown) {
      return `threw ${thrown}`;
    }
  }

  /** What another script gets out of the page: before the SDK and after it, that must be the same. */
  function others() {
    const inherited = (object) => {
      let names = "";
      for (const name in object) names += ` ${name}`;
      return names;
    };
    const asks = [
      () => JSON.stringify({ list: [1, "a", { b: [true] }] }),
      () => JSON.parse('{"a":[1]}').a,
      () => [3, 1, 2].sort().concat([4]).map(String),
      () => typeof new Date(0).getTime(),
      () => inherited([]) + inherited({}) + inherited("") + inherited(() => {}),
      () => typeof fetch + typeof Promise + typeof setTimeout + typeof queueMicrotask,
      () => typeof localStorage.getItem("nothing of ours"),
      () => document.cookie.includes("nothing of ours"),
      () => Object.isFrozen(Object.prototype),
    ];
    let text = "";
    for (let i = 0; i < asks.length; i += 1) text += textOf(attempt(asks[i])) + ";";
    return text;
  }

  function within(work) {
    return new OwnPromise((resolve) => {
      later(() => resolve("pending"), kept.patienceMs);
      const act = async () => work();
      apply(then, act(), [(value) => resolve(value ?? "ok"), (error) => resolve(faultOf(error))]);
    });
  }

  function faultOf(error) {
    const { Attune } = kept;
    const isTyped = Attune?.isAttuneError(error);
    return isTyped ? `${error.code}${error.retryable ? "*" : ""}` : `untyped ${error}`;
  }

  function zonesOf(told) {
    const { ContentZoneHandler, Personalization } = kept.Attune;
    const experience = {
      name: "banner",
      isEnabled: true,
      dataProvider: {
        type: "PersonalizationPoint",
        referenceType: "ApiName",
        value: "home_banner",
      },
      sourceMatchers: [{ type: "ContentZone", value: "banner_zone" }],
      transformationConfig: {
        when: "Immediately",
        method: "ContentZoneHandler",
        transformations: [],
      },
    };
    ContentZoneHandler.set({
      contentZoneName: "hero_zone",
      personalizationPoint: "home_hero",
      callback: ({ personalizations }) => {
        told.handbook = textOf(personalizations);
        byId("hero").textContent = personalizations[0].attributes.Header;
      },
    });
    Personalization.Config.initialize({ personalizationExperienceConfigs: [experience] });
    Personalization.Config.ContentZoneHandler.set("banner_zone", {
      onReady: (content, metadata) => (told.official = textOf([typeof content, metadata])),
    });
  }

  /** What became of the events; how many there were is seen from the requests. */
  function sumOf(status) {
    const { tracked, delivered, queued } = status;
    if (tracked > 0 && tracked === delivered) return "delivered";
    return tracked > 0 && tracked === queued ? "queued" : textOf(status);
  }

  const context = () => ({
    anchorId: "SKU-1001",
    anchorType: "Product",
    color: "red",
    sizes: [1, 2.5, { deep: ["x", []] }],
    since: new Date(86_400_000),
    later: () => "computed",
    promised: OwnPromise.resolve(["kept"]),
  });

  const reference = { personalizationId: "p-home_hero", personalizationContentId: "p-home_hero:0" };

  /** The whole use of the SDK in one page. */
  async function stroll(told, config) {
    const { Attune } = kept;
    const step = async (name, work) => (told[name] = await within(work));
    await step("zones", () => zonesOf(told));
    await step("init", () => Attune.init(config));
    await step("fetch", async () => {
      const points = ["home_hero", "home_banner", "home_list"];
      const response = await Attune.Personalization.fetch(points, context(), {
        timeoutMs: kept.deadlineMs,
      });
      return textOf([response.personalizations, response.outcomes]);
    });
    await step("impression", () => Attune.Engagement.impression(reference));
    await step("click", () => Attune.Engagement.click(reference));
    await step("sendEvent", () =>
      Attune.sendEvent({
        interaction: { name: "HelloThere", list: ["a", { b: [] }] },
        user: { attributes: { since: new Date(0) } },
      }),
    );
    await step("flush", async () => sumOf(await Attune.flush()));
    if (told.flush !== "pending") await step("observe", () => watch(Attune));
    told.hero = byId("hero").textContent;
    told.campaign = textOf(attempt(() => Attune.getCampaign()));
    told.browserId = attempt(() => Attune.getBrowserId());
    await step("lastWords", () => Attune.sendEvent({ interaction: { name: "LastWords" } }));
    // In this very turn: before a page that navigates is really left, a timer may come first.
    apply(dispatchEvent, window, [leaving]);
  }

  async function watch(Attune) {
    const box = byId("box");
    const tracked = () => Attune.getDeliveryStatus().tracked;
    const before = tracked();
    const undo = Attune.Engagement.observe(box, { personalizationId: "p-box" });
    apply(click, box, []);
    for (let waits = 0; waits < 60 && tracked() < before + 2; waits += 1) {
      await new OwnPromise((resolve) => later(resolve, 30));
    }
    undo();
    return sumOf(await Attune.flush());
  }

  async function visit() {
    const told = {};
    const { config, ignored, leftFor, name } = hostile.plan;
    kept.Attune = hostile.module ?? window[name];
    const { Attune, others: first } = kept;
    kept.ignored = ignored;
    kept.deadlineMs = hostile.plan.deadlineMs;
    kept.patienceMs = hostile.plan.patienceMs;
    told.attune = typeof Attune;
    if (Attune) await stroll(told, config);
    const last = others();
    told.others = first === last ? "same" : `${first}\n${last}`;
    told.changes = changes();
    // What was seen goes along under the name of the window.
    window.name = textOf(told);
    location.href = leftFor;
  }

  const hostile = {
    __proto__: null,
    /** To be called between the hostile page's script and the SDK. */
    look() {
      kept.others = others();
      look();
    },
  };
  window.hostile = hostile;
  window.addEventListener("load", visit);
})();
