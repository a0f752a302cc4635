// Hardened as by SES: every built-in, and all that can be reached from it, is frozen.
(() => {
  const roots = Reflect.ownKeys(window)
    .filter((name) => typeof name === "string")
    .map((name) => Reflect.getOwnPropertyDescriptor(window, name)?.value)
    .filter((value) => value !== window)
    .filter((value) => /^(function|object)$/.test(typeof value) && value !== null);
  const syntax = [async () => {}, function* () {}, async function* () {}, [].values(), /x/g.exec];
  const seen = new Set([window, document, location, localStorage, sessionStorage, window.hostile]);
  const waiting = [...roots, ...syntax.map((value) => Object.getPrototypeOf(value))];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (seen.has(value) || value instanceof Node) continue;
    seen.add(value);
    try {
      Object.freeze(value);
    } catch {
      // Some of the browser's own cannot be.
    }
    const next = [Object.getPrototypeOf(value)];
    for (const key of Reflect.ownKeys(value)) {
      const { get, set, value: held } = Reflect.getOwnPropertyDescriptor(value, key) ?? {};
      next.push(get, set, held);
    }
    waiting.push(...next.filter((each) => /^(function|object)$/.test(typeof each) && each));
  }
})();
