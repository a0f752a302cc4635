import { ask } from "./feed.js";

/** A fault without a path and without an end takes the whole service down. */
function isDown(faults, service) {
  return faults.some(
    (fault) =>
      fault.service === service &&
      fault.path === undefined &&
      fault.times === undefined &&
      (fault.status !== undefined || fault.drop === true),
  );
}

function stateOf(faults, service) {
  if (isDown(faults, service)) return "down";
  const scripted = faults.filter((fault) => fault.service === service).length;
  if (scripted === 0) return "up";
  return scripted === 1 ? "1 fault" : `${scripted} faults`;
}

export function showFaults(faults) {
  for (const button of document.querySelectorAll("button[data-service]")) {
    const state = stateOf(faults, button.dataset.service);
    button.setAttribute("aria-checked", String(state !== "down"));
    button.dataset.state = state === "up" || state === "down" ? state : "scripted";
    button.querySelector(".switch-state").textContent = state;
  }
}

async function turn(button) {
  const { service } = button.dataset;
  const goesDown = button.getAttribute("aria-checked") === "true";
  await ask("DELETE", `faults?service=${service}`);
  if (goesDown) await ask("POST", "faults", { service, status: 503 });
}

/** The server announces every change on the stream, to all open inspectors alike. */
export function wireControls(onProblem) {
  const guarded = (work) => () => work().catch((cause) => onProblem(cause.message));
  for (const button of document.querySelectorAll("button[data-service]")) {
    button.addEventListener(
      "click",
      guarded(() => turn(button)),
    );
  }
  document.querySelector("#new-visit").addEventListener(
    "click",
    guarded(() => ask("POST", "visits/end")),
  );
  document.querySelector("#clear").addEventListener(
    "click",
    guarded(() => ask("DELETE", "journal")),
  );
  guarded(async () => showFaults(await ask("GET", "faults")))();
}
