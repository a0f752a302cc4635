// What a test page does with the SDK, and what it tells the test about it. Loaded after the SDK.
window.probe = (() => {
  // Absent where nobody listens, as in a page that is only being prerendered.
  const tell = (about, more) => window.tellHarness?.(JSON.stringify({ about, ...more }));

  const acts = {
    event: (marker, pad) =>
      Attune.sendEvent({
        interaction: { name: "Delivery Probe", eventType: "deliveryProbe", marker, pad },
      }),
    impression: (marker) => Attune.Engagement.impression({ personalizationId: marker }),
    click: (marker) => Attune.Engagement.click({ personalizationId: marker }),
  };

  /** Says when the SDK has promised to keep the event, and not before. */
  function track({ kind = "event", marker, pad }) {
    tell("called", { marker });
    return acts[kind](marker, pad).then(
      () => tell("resolved", { marker, at: Date.now() }),
      (error) => tell("refused", { marker, code: String(error.code ?? error) }),
    );
  }

  /** Tracks one event after the other until the page is gone, or there are enough. */
  function pump({ prefix, everyMs, most, stamps }) {
    const kinds = ["event", "impression", "event", "click"];
    let count = 0;
    const timer = setInterval(async () => {
      const number = count++;
      if (count >= most) clearInterval(timer);
      await track({ kind: kinds[number % kinds.length], marker: `${prefix}-${number}` });
      // What the browser itself keeps of a write that came after the event's.
      if (stamps) localStorage.setItem("stamp", String(number));
    }, everyMs);
  }

  const exits = {
    link: () => document.getElementById("next").click(),
    reload: () => location.reload(),
    back: () => history.back(),
    // The rest is done to the page from outside.
    outside: () => tell("leaving"),
  };

  /** Tracks each wish at its time; those without a time in the very turn in which the page is left. */
  function trackAndLeave(wishes, exit, afterMs) {
    for (const wish of wishes) {
      if (wish.atMs !== undefined) setTimeout(() => track(wish), wish.atMs);
    }
    setTimeout(() => {
      for (const wish of wishes) if (wish.atMs === undefined) track(wish);
      exits[exit]();
    }, afterMs);
  }

  /** Markers of events that storage still holds. */
  function stored() {
    const texts = Object.entries({ ...localStorage }).flat();
    return [...new Set(texts.join("\n").match(/mk-[a-z0-9]+(?:-[a-z0-9]+)*/g) ?? [])];
  }

  addEventListener("pageshow", ({ persisted }) => tell("shown", { persisted }));

  return { track, pump, trackAndLeave, stored, tell };
})();
