const JOURNAL = "/__attune/journal";

/**
 * The stream is opened before the backlog is read, so no record falls between the two; what comes
 * both ways is dropped by its number.
 */
export function follow({ onRecords, onCleared, onVisitsEnded, onFaults, onDecisionFile, onState }) {
  let last = 0;
  const take = (records) => {
    const fresh = records.filter((record) => record.n > last);
    if (fresh.length === 0) return;
    last = fresh.at(-1).n;
    onRecords(fresh);
  };
  const waiting = [];
  let ready = false;
  const stream = new EventSource("/__attune/stream");
  stream.onmessage = ({ data }) => {
    const record = JSON.parse(data);
    if (ready) take([record]);
    else waiting.push(record);
  };
  stream.onopen = async () => {
    onState("live");
    try {
      const response = await fetch(JOURNAL);
      const backlog = await response.json();
      // A restarted server counts from the start again.
      if (backlog.length > 0 && backlog.at(-1).n < last) last = 0;
      take(backlog);
    } catch {
      onState("lost");
    }
    ready = true;
    take(waiting.splice(0));
  };
  stream.onerror = () => onState("lost");
  stream.addEventListener("cleared", onCleared);
  stream.addEventListener("visits-ended", onVisitsEnded);
  stream.addEventListener("faults", ({ data }) => onFaults(JSON.parse(data)));
  stream.addEventListener("decision-file", ({ data }) => onDecisionFile(JSON.parse(data).message));
}

export async function ask(method, path, body) {
  const response = await fetch(`/__attune/${path}`, {
    method,
    ...(body
      ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } }
      : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}
