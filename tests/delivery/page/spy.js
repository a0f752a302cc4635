// Watches what the SDK asks of the browser. Loaded before the SDK, and changes nothing it can see.
window.spy = (() => {
  const listeners = [];
  const { addEventListener: add } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    listeners.push(String(type));
    return add.call(this, type, ...rest);
  };

  const bodies = new WeakMap();
  const NativeRequest = window.Request;
  window.Request = class Request extends NativeRequest {
    constructor(input, init) {
      super(input, init);
      bodies.set(this, init?.body ?? bodies.get(input));
    }
  };

  const bytesOf = (body) => (body ? new Blob([body]).size : 0);

  /** Keepalive requests the browser still holds for this page, and how many there ever were. */
  const held = { bytes: 0, requests: 0, mostBytes: 0, mostRequests: 0, sent: 0, refused: [] };

  function hold(bytes) {
    held.sent += 1;
    held.bytes += bytes;
    held.requests += 1;
    held.mostBytes = Math.max(held.mostBytes, held.bytes);
    held.mostRequests = Math.max(held.mostRequests, held.requests);
    tell();
  }

  function release(bytes, error) {
    held.bytes -= bytes;
    held.requests -= 1;
    if (error) held.refused.push(String(error));
    tell();
  }

  // In storage of the tab: what a page tells while it is being left does not get through.
  const tell = () => sessionStorage.setItem("spy", JSON.stringify(held));

  const { fetch } = window;
  window.fetch = (input, init) => {
    const sent = fetch(input, init);
    const isKept = init?.keepalive ?? (input instanceof NativeRequest && input.keepalive);
    if (isKept) {
      const bytes = bytesOf(init?.body ?? bodies.get(input));
      hold(bytes);
      sent.then(
        () => release(bytes),
        (error) => release(bytes, error),
      );
    }
    return sent;
  };

  const { sendBeacon } = navigator;
  navigator.sendBeacon = (address, body) => {
    const isTaken = sendBeacon.call(navigator, address, body);
    hold(bytesOf(body));
    // Nobody tells when a beacon is through: it counts to the end.
    if (!isTaken) held.refused.push("sendBeacon: false");
    return isTaken;
  };

  return { listeners, held };
})();
