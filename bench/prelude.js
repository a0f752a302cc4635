// In the head of every page of the bench, before anything else.
const bench = { compiled: [], memories: [], shown: 0 };

/** The page has what it asked for. A moment later the driver is told, with what led to it. */
function handed(value) {
  bench.handed = performance.now();
  bench.value = typeof value === "function" ? null : value;
  bench.send = typeof value === "function" ? value : null;
  setTimeout(() => report(reportSoFar()), 60);
}

/** One decision is handed over as it is; six are shown first. */
function show(decisions) {
  if (points.length > 1) decisions.forEach((content, place) => showIn(points[place], content));
  else handed(decisions[0]);
}

function showIn(point, content) {
  const { Header, CallToActionUrl } = content;
  const zone = document.getElementById(point);
  // An answer may be faster than the parser.
  if (!zone) return addEventListener("DOMContentLoaded", () => showIn(point, content));
  zone.querySelector("h2").textContent = Header;
  zone.querySelector("a").href = CallToActionUrl;
  bench.shown++;
  if (bench.shown === points.length) handed({ Header });
}

function reportSoFar() {
  const entries = performance.getEntriesByType("resource");
  const requests = entries.map(({ name, startTime, responseEnd }) => ({
    url: name,
    start: startTime,
    end: responseEnd,
  }));
  return JSON.stringify({ ...bench, memories: null, requests });
}

Object.assign(globalThis, { bench, handed, show, showIn });

const Instance = WebAssembly.Instance;
WebAssembly.Instance = function (module, imports) {
  const instance = new Instance(module, imports);
  const memory = Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory);
  // What reads the core out of the script asks for nothing, and is soon gone.
  if (memory && imports) bench.memories.push(memory);
  return instance;
};

for (const name of ["compile", "compileStreaming"]) {
  const compile = WebAssembly[name];
  WebAssembly[name] = async (...source) => {
    const from = performance.now();
    const module = await compile(...source);
    bench.compiled.push([from, performance.now()]);
    return module;
  };
}
