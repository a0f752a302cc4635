// In a page where Attune is started: what each call costs over the bare request.
const service = "https://bench.c360a.salesforce.com";

function askBare(names) {
  return fetch(`${service}/personalization/decisions`, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({
      context: { individualId: "3f9c0d2b7a61e845", requestUrl: location.href },
      personalizationPoints: names.map((name) => ({ name })),
    }),
  }).then((response) => response.json());
}

function sendBare(count) {
  const event = { eventType: "benchVisit", dateTime: new Date().toISOString() };
  const events = Array.from({ length: count }, () => event);
  return fetch(`${service}/web/events/bench-source/`, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: `event=${btoa(JSON.stringify({ events }))}`,
  });
}

/** A slow call is to be measured, not given up. */
const patient = { timeoutMs: 60_000 };

const event = { interaction: { name: "bench visit", eventType: "benchVisit" } };

/** The two in turn, so that what slows the machine slows both. */
async function inTurn(count, ...works) {
  const times = works.map(() => []);
  for (let run = -1; run < count; run++) {
    for (const [place, work] of works.entries()) {
      const time = await timeOf(work);
      if (run >= 0) times[place].push(time);
    }
  }
  return times;
}

async function timeOf(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** @returns `[attune, floor]`, the milliseconds of each call */
function compareFetch(names, count) {
  return inTurn(
    count,
    () => Attune.Personalization.fetch(names, {}, patient),
    () => askBare(names),
  );
}

const someEvents = async (count, send) => {
  for (let sent = 0; sent < count; sent++) await send();
};

/** Until each event is safely queued, of Attune; the queue is emptied between. */
async function timeEvents(count) {
  const times = [];
  for (let run = -1; run < count; run++) {
    const time = await timeOf(() => someEvents(50, () => Attune.sendEvent(event)));
    if (run >= 0) times.push(time / 50);
    await drained();
  }
  return times;
}

async function drained() {
  for (;;) {
    await Attune.flush();
    const { queued, dropped } = Attune.getDeliveryStatus();
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    if (lost > 0) throw new Error(`${lost} events were dropped: ${JSON.stringify(dropped)}`);
    if (queued === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A page keeps 500 events at most, so they are queued in portions that fit. */
const portion = 400;

async function queueAndDrain(count) {
  for (let left = count; left > 0; left -= portion) {
    await someEvents(Math.min(left, portion), () => Attune.sendEvent(event));
    await drained();
  }
}

/** Ten a request, as Attune sends them, one request after the other. */
async function sendAllBare(count) {
  for (let left = count; left > 0; left -= 10) await sendBare(Math.min(left, 10));
}

const compareEvents = (count, runs) =>
  inTurn(
    runs,
    () => queueAndDrain(count),
    () => sendAllBare(count),
  );

const zonesOf = (count) => Array.from({ length: count }, (_, place) => `zone_${place}`);

/** Handlers set, points asked, every handler called, handlers removed. */
async function showZones(count) {
  const names = zonesOf(count);
  let left = count;
  const all = new Promise((resolve) => {
    const callback = () => {
      left--;
      if (left === 0) resolve();
    };
    for (const name of names) Attune.ContentZoneHandler.set({ contentZoneName: name, callback });
  });
  await Attune.Personalization.fetch(names, {}, patient);
  await all;
  for (const name of names) Attune.ContentZoneHandler.remove(name);
}

async function showZonesBare(count) {
  const { personalizations } = await askBare(zonesOf(count));
  let shown = 0;
  for (const { personalizationPointName } of personalizations) {
    if (personalizationPointName) shown++;
  }
  return shown;
}

const compareZones = (count, runs) =>
  inTurn(
    runs,
    () => showZones(count),
    () => showZonesBare(count),
  );

const works = {
  ask: () => Attune.Personalization.fetch(["home_hero"]),
  askBare: () => askBare(["home_hero"]),
  send: () => Attune.sendEvent(event),
  sendBare: () => sendBare(1),
};

async function repeat(name, count) {
  for (let done = 0; done < count; done++) await works[name]();
}

/** Asks, shows, reports the impression; what it reports is delivered before the queue is full. */
async function askShowTell(count) {
  for (let round = 0; round < count; round++) {
    const { personalizations } = await Attune.Personalization.fetch(["home_hero"], {}, patient);
    showIn("home_hero", personalizations[0].attributes);
    await Attune.Engagement.click(personalizations[0]);
    if (round % 100 === 0) await drained();
  }
  await drained();
}

globalThis.calls = {
  askShowTell,
  drained,
  repeat,
  compareFetch,
  timeEvents,
  compareEvents,
  compareZones,
};
