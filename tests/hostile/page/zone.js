// What zone.js does, or an agent that follows asynchronous work: the page's Promise is another
// class, the native one's `then` leads through it, and timers, listeners, microtasks and requests
// are wrapped.
(() => {
  const Native = Promise;
  const nativeThen = Native.prototype.then;
  const tasks = [];
  const run = (work) =>
    function (...args) {
      tasks.push(args.length);
      try {
        return work.apply(this, args);
      } finally {
        tasks.pop();
      }
    };
  const wrap = (work) => (typeof work === "function" ? run(work) : work);

  class ZoneAwarePromise {
    #native;
    constructor(executor) {
      this.#native = new Native((resolve, reject) => executor(resolve, reject));
    }
    static resolve(value) {
      return new ZoneAwarePromise((resolve) => resolve(value));
    }
    static reject(reason) {
      return new ZoneAwarePromise((_, reject) => reject(reason));
    }
    static race(values) {
      return new ZoneAwarePromise((resolve, reject) => {
        for (const value of values) ZoneAwarePromise.resolve(value).then(resolve, reject);
      });
    }
    static all(values) {
      return new ZoneAwarePromise((resolve, reject) => {
        Native.all(values).then(resolve, reject);
      });
    }
    static allSettled(values) {
      return ZoneAwarePromise.resolve(Native.allSettled(values));
    }
    then(onFulfilled, onRejected) {
      return new ZoneAwarePromise((resolve, reject) => {
        nativeThen.call(
          nativeThen.call(this.#native, wrap(onFulfilled), wrap(onRejected)),
          resolve,
          reject,
        );
      });
    }
    catch(onRejected) {
      return this.then(undefined, onRejected);
    }
    finally(work) {
      return this.then(
        (value) => ZoneAwarePromise.resolve(work()).then(() => value),
        (reason) =>
          ZoneAwarePromise.resolve(work()).then(() => {
            throw reason;
          }),
      );
    }
    get [Symbol.toStringTag]() {
      return "Promise";
    }
  }
  window.Promise = ZoneAwarePromise;
  Native.prototype.then = function (onFulfilled, onRejected) {
    const wrapped = new ZoneAwarePromise((resolve, reject) => {
      nativeThen.call(this, resolve, reject);
    });
    return wrapped.then(onFulfilled, onRejected);
  };
  const { fetch, setTimeout, setInterval, queueMicrotask } = window;
  window.fetch = (...args) => ZoneAwarePromise.resolve(fetch(...args));
  window.setTimeout = (work, ...more) => setTimeout(wrap(work), ...more);
  window.setInterval = (work, ...more) => setInterval(wrap(work), ...more);
  window.queueMicrotask = (work) => queueMicrotask(wrap(work));
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const listeners = new WeakMap();
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (typeof listener !== "function") return addEventListener.call(this, type, listener, options);
    if (!listeners.has(listener)) listeners.set(listener, wrap(listener));
    return addEventListener.call(this, type, listeners.get(listener), options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    return removeEventListener.call(this, type, listeners.get(listener) ?? listener, options);
  };
})();
