// A clock that runs faster than the browser's, the same one in every tab: times, timers and dates
// all agree, only the network is as slow as it is. Loaded before the SDK; `harness` has `speed` and
// `epoch`, the moment at which fast and native time are equal.
window.fastClock = (() => {
  const { speed, epoch } = window.harness;
  const NativeDate = Date;
  const nativeNow = performance.now.bind(performance);
  let stepped = 0;

  const now = () => epoch + (NativeDate.now() - epoch) * speed;

  window.Date = class Date extends NativeDate {
    constructor(...args) {
      super(...(args.length > 0 ? args : [Math.round(now() + stepped)]));
    }
    static now() {
      return Math.round(now() + stepped);
    }
  };
  performance.now = () => nativeNow() * speed;
  for (const name of ["setTimeout", "setInterval"]) {
    const native = window[name].bind(window);
    window[name] = (act, milliseconds = 0, ...args) => native(act, milliseconds / speed, ...args);
  }
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, milliseconds / speed);

  return {
    /** Fast time, which nobody steps. */
    now,
    /** As when the user, or a time server, sets the clock of the machine. */
    step: (milliseconds) => (stepped += milliseconds),
  };
})();
