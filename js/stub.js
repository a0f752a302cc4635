// The snippet for the page's <head>, minified into the README: calls made before attune.js has
// arrived are kept here, and attune.js carries them out in order (adopt_queue.ts).
//
// A Proxy, because the names of the whole surface would be longer than all of this. It answers to
// every name; a call of one that does not exist is refused when attune.js adopts it.
((page) => {
  const queue = [];
  const nothing = () => {};
  // What the surface answers before init; all else that answers at once says null, or is an undo.
  const known = {
    getCampaign: {},
    getConsents: [],
    getDeliveryStatus: { tracked: 0, delivered: 0, queued: 0, dropped: {} },
  };
  const at = (path) =>
    new Proxy(nothing, {
      // Without a "then", or awaiting the stub would call it.
      get: (_, name) => (name === "q" ? queue : name === "then" ? null : at([...path, name])),
      apply(_, self, args) {
        if (/^(get|is)/.test(path)) return known[path] || null;
        const result = new Promise((resolve, reject) => queue.push([path, args, resolve, reject]));
        result.catch(nothing);
        return /^(obs|set)/.test(path[1]) ? () => result.then((undo) => undo(), nothing) : result;
      },
    });
  page.Attune = page.Attune || at([]);
})(globalThis);
