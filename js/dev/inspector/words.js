const pathOf = (record) => record.url.split("?")[0];

function counted(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([text, count]) => ({ text, count }));
}

/** The points a decision was asked for, also where the request was refused before any was looked at. */
function pointsOf(record) {
  if (record.decisions) {
    return record.decisions.map(({ point, outcome }) => ({ text: point, outcome }));
  }
  const { personalizationPoints, friendlyId } = record.body ?? {};
  if (typeof friendlyId === "string") return [{ text: friendlyId }];
  if (!Array.isArray(personalizationPoints)) return [];
  return personalizationPoints.map((point) => ({ text: String(point?.name ?? point?.id ?? "?") }));
}

function nameOfEvent(event) {
  const type = event?.eventType ?? event?.type ?? "?";
  const name = event?.interactionName;
  return name && name !== type ? `${type} / ${name}` : String(type);
}

export function eventsOf(record) {
  if (record.events?.length) return record.events;
  if (Array.isArray(record.body?.events)) return record.body.events;
  return record.body?.type ? [record.body] : [];
}

/** What a record is about, in parts: points with their outcome, events, or the address. */
export function subjectOf(record) {
  if (record.kind === "decision") {
    const points = pointsOf(record);
    if (points.length > 0) return points;
  }
  if (record.kind === "event") {
    const events = counted(eventsOf(record).map(nameOfEvent));
    if (events.length > 0) return events;
  }
  if (record.kind === "identity") {
    return [
      { text: pathOf(record).endsWith("create.json") ? "new browser id" : "guest of a browser" },
    ];
  }
  if (record.kind === "token") return [{ text: "access token" }];
  return [{ text: `${record.method} ${pathOf(record)}` }];
}

/** Which rule answered, or why nothing did. */
export function reasonOf(record) {
  const said = (record.decisions ?? []).map(({ rule, reason }) => rule ?? reason).filter(Boolean);
  if (said.length > 0) return [...new Set(said)].join(", ");
  if (record.status === 0) return "no answer";
  if (record.fault) return "scripted failure";
  return messageOf(record) ?? (record.notes ?? []).join(", ");
}

/** The sentence in a refusal, whichever service refused. */
export function messageOf(record) {
  if (record.status < 400) return undefined;
  const { response } = record;
  if (typeof response === "string") return response;
  return (
    response?.message ??
    response?.error?.message ??
    response?.error_description ??
    response?.error_msg
  );
}

export function familyOf(status) {
  if (status === 0 || status >= 500) return "broken";
  return status >= 400 ? "refused" : "fine";
}

export function timeOf(record) {
  const at = new Date(record.at);
  const two = (number) => String(number).padStart(2, "0");
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  return `${clock}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

export function shortId(id) {
  return id.length > 12 && !id.includes("@") ? id.slice(0, 8) : id;
}

/** Everything a text filter looks at. */
export function haystackOf(record) {
  return JSON.stringify([
    record.service,
    record.kind,
    record.method,
    record.url,
    record.status,
    record.body,
    record.response,
    record.decisions,
    record.notes,
    record.id,
    record.campaign,
  ]).toLowerCase();
}
