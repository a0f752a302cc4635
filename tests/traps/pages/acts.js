// What a page does to get into each export of the core, and what it sees of a trap there.
window.acts = (() => {
  const { arming } = window;
  const optIn = { provider: "Example CMP", purpose: "Tracking", status: "Opt In" };
  const other = { provider: "Other CMP", purpose: "Tracking", status: "Opt In" };
  const heard = { zone: [], official: [] };
  const zone = {
    contentZoneName: "zone",
    personalizationPoint: "home_hero",
    callback: ({ personalizations: [decision] }) => {
      heard.zone.push(decision.attributes.Header);
    },
  };
  const experiences = {
    personalizationExperienceConfigs: [
      {
        name: "offers",
        isEnabled: true,
        dataProvider: {
          type: "PersonalizationPoint",
          referenceType: "ApiName",
          value: "home_offers",
        },
        sourceMatchers: [{ type: "ContentZone", value: "official" }],
        transformationConfig: {
          when: "Immediately",
          method: "ContentZoneHandler",
          transformations: [],
        },
      },
    ],
  };

  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const event = (marker) => ({
    interaction: { name: "Trap Probe", eventType: "trapProbe", marker },
  });
  const fetchHero = (options) => Attune.Personalization.fetch(["home_hero"], {}, options);
  const say = (target, name, more = {}) =>
    target.dispatchEvent(Object.assign(new Event(name), more));

  /** What becomes of a promise, in words a test can compare. */
  const settled = (promise) => {
    const late = sleep(8000).then(() => "never settles");
    const known = Promise.resolve(promise).then(
      (value) => ({ value }),
      ({ code, retryable }) => ({ code, retryable }),
    );
    return Promise.race([known, late]);
  };
  /** Does something that tells nothing, and waits until it has got into the export. */
  const quietly = async (name, act) => {
    const before = arming.calls[name] ?? 0;
    act();
    const began = performance.now();
    while ((arming.calls[name] ?? 0) === before && performance.now() - began < 5000) await sleep(5);
    return {};
  };

  const acts = {
    personalize: () => settled(Attune.Personalization.Config.initialize(experiences)),
    consents: () => settled(Attune.updateConsents(other)),
    consent_records: () => settled(Attune.getConsents().map(({ consent }) => consent.provider)),
    decide: () => settled(fetchHero().then(headerOf)),
    expire: () => settled(fetchHero({ timeoutMs: 1 })),
    abandon: () => {
      const controller = new AbortController();
      const asked = settled(fetchHero({ signal: controller.signal }));
      controller.abort();
      return asked;
    },
    set_zone_handler: () => settled(Attune.ContentZoneHandler.set({ ...zone })),
    remove_zone_handler: () => settled(Attune.ContentZoneHandler.remove("none")),
    track: (marker) => settled(Attune.sendEvent(event(marker))),
    impression: (marker) => settled(Attune.Engagement.impression({ personalizationId: marker })),
    click: (marker) => settled(Attune.Engagement.click({ personalizationId: marker })),
    flush: () => settled(Attune.flush().then(({ queued }) => queued)),
    delivery_status: () => settled(typeof Attune.getDeliveryStatus().tracked),
    accounts: () => settled(Array.isArray(Attune.explain())),
    browser_id: () => settled(Attune.getBrowserId()),
    campaign: () => settled(Attune.getCampaign()),
    forget: () => settled(Attune.forget()),
    storage_changed: () =>
      quietly("storage_changed", () =>
        say(window, "storage", { key: "attune.none", newValue: null }),
      ),
    leave: () => quietly("leave", () => say(document, "freeze")),
    come_back: () => quietly("come_back", () => say(document, "resume")),
    turn: () => settled(fetchHero().then(headerOf)),
    turn_ended: () => settled(fetchHero().then(headerOf)),
    tick: (marker) =>
      quietly("tick", () => {
        void Attune.sendEvent(event(marker));
      }),
  };

  const headerOf = ({ personalizations: [decision] }) => decision.attributes.Header;

  function prepare() {
    Attune.Personalization.Config.initialize(experiences);
    Attune.ContentZoneHandler.set(zone);
    Attune.Personalization.Config.ContentZoneHandler.set("official", {
      onReady: (content) => {
        heard.official.push(JSON.parse(content).attributes.FirstTitle);
      },
    });
  }

  /** What the page can see of itself at once; none of it may change by a trap. */
  const look = () => ({
    id: Attune.getBrowserId(),
    campaign: Attune.getCampaign(),
    consents: Attune.getConsents().map(({ consent }) => `${consent.provider} ${consent.status}`),
  });

  /** Acts undisturbed, and gives how many imports the export has called. */
  async function measure(name) {
    arming.imports[name] = 0;
    await acts[name]("mk-undisturbed");
    return arming.imports[name];
  }

  /** Acts with a trap set, and gives what happened. */
  async function spring({ name, kind, place, marker }) {
    const before = look();
    arming.clear();
    arming.sprung.length = 0;
    arming.set(name, kind, place);
    const outcome = await acts[name](marker);
    arming.clear();
    return { before, outcome, sprung: [...arming.sprung], after: look() };
  }

  return {
    acts,
    event,
    experiences,
    fetchHero,
    headerOf,
    heard,
    look,
    measure,
    optIn,
    prepare,
    settled,
    sleep,
    spring,
  };
})();
