// Loaded before the SDK: sets traps at the exports of a core built to trap on demand, in whichever
// instance is in use when the export is called.
window.arming = (() => {
  const { Instance } = WebAssembly;
  const kinds = ["unreachable", "memory", "stack", "own stack"];
  const places = { before: 1, after: 2 };
  const plans = [];
  const sprung = [];
  const calls = {};
  // How many imports the last call of an export has called.
  const imports = {};
  let counting = 0;
  let instances = 0;
  // How many imports are still called before the trap, and of which kind it is.
  let left = 0;
  let armed;

  /** An export of the core that does as it is told by the first plan that is about it. */
  function guarded(name, { [name]: real, arm }, memory) {
    return (...args) => {
      calls[name] = (calls[name] ?? 0) + 1;
      const at = plans.findIndex((plan) => plan.name === name);
      if (at < 0 || plans[at].skip-- > 0) {
        counting = 0;
        real(...args);
        imports[name] = Math.max(imports[name] ?? 0, counting);
        return;
      }
      const [plan] = plans.splice(at, 1);
      const kind = kinds.indexOf(plan.kind);
      if (typeof plan.place === "string") arm(kind, places[plan.place]);
      else [left, armed] = [plan.place, kind];
      try {
        real(...args);
        // The work was done before it came to that place: the next call may get there.
        if (left > 0) plans.push(plan);
      } catch (error) {
        note(plan, error, memory);
        throw error;
      } finally {
        left = 0;
      }
    };
  }

  /** Writes down what happened, and how long it takes until the next call has worked. */
  function note(plan, error, memory) {
    const began = performance.now();
    const record = { ...plan, error: String(error), bytes: memory.buffer.byteLength };
    sprung.push(record);
    queueMicrotask(() => {
      record.nextId = Attune.getBrowserId();
      record.nextMs = performance.now() - began;
    });
  }

  WebAssembly.Instance = function (module, given) {
    // What reads the embedded core asks for nothing.
    if (!given) return new Instance(module);
    const [list] = given;
    const counted = list.map((work) => (...args) => {
      counting += 1;
      if (left > 0 && --left === 0) exports.trap(armed);
      return work(...args);
    });
    instances += 1;
    const { exports } = new Instance(module, [counted]);
    const memory = Object.values(exports).find((each) => each instanceof WebAssembly.Memory);
    const wrapped = Object.keys(exports)
      .filter((name) => name.length > 1 && typeof exports[name] === "function")
      .map((name) => [name, guarded(name, exports, memory)]);
    return { exports: { ...exports, ...Object.fromEntries(wrapped) } };
  };

  return {
    /** @param place - "before" or "after" the export's work, or the how manieth import it calls */
    set: (name, kind, place, skip = 0) => plans.push({ name, kind, place, skip }),
    /** Traps that were set and did not go off are set no more. */
    clear: () => plans.splice(0),
    sprung,
    calls,
    imports,
    instances: () => instances,
  };
})();
