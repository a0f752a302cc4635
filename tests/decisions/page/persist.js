// Asks for the same point again and again, and keeps a record. Loaded before the SDK.
window.persist = (() => {
  const now = () => window.fastClock?.now() ?? Date.now();
  const answers = [];
  let timer;
  let longest = 0;
  let latest;

  function beat() {
    if (latest) longest = Math.max(longest, now() - latest);
    latest = now();
  }

  async function askOnce() {
    const at = now();
    const { outcomes } = await window.witness.ask(["home_hero"]);
    const { status, code } = outcomes.home_hero;
    answers.push({ at, settledAt: now(), status, code: code ?? "" });
  }

  return {
    answers,
    /** How long at most nothing in the page could run since the start. */
    heldUp: () => longest,
    start(everyMs) {
      setInterval(beat, 100);
      timer = setInterval(askOnce, everyMs);
    },
    stop: () => clearInterval(timer),
  };
})();
