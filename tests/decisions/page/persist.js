// Asks for the same point again and again, and keeps a record. Loaded before the SDK.
window.persist = (() => {
  const now = () => window.fastClock?.now() ?? Date.now();
  const answers = [];
  let timer;

  async function askOnce() {
    const at = now();
    const { outcomes } = await window.witness.ask(["home_hero"]);
    const { status, code } = outcomes.home_hero;
    answers.push({ at, settledAt: now(), status, code: code ?? "" });
  }

  return {
    answers,
    start: (everyMs) => (timer = setInterval(askOnce, everyMs)),
    stop: () => clearInterval(timer),
  };
})();
