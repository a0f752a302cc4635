// The page of each contender: the same but for how its code gets in.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../tools/versions.mjs";

const read = (...path) => readFileSync(join(root, ...path), "utf8");

/** Told to the driver once the page has what it asked for, and a moment later what led to it. */
const prelude = `
  const bench = { compiled: [] };
  function handed(value) {
    bench.handed = performance.now();
    bench.value = value;
    setTimeout(() => report(JSON.stringify({
      ...bench,
      value: typeof value === "function" ? null : (value ?? null),
      nav: (({requestStart,responseStart,responseEnd,domInteractive}) => [requestStart,responseStart,responseEnd,domInteractive])(performance.getEntriesByType("navigation")[0]),
      requests: performance.getEntriesByType("resource").map((entry) => ({
        url: entry.name, start: entry.startTime, end: entry.responseEnd, type: entry.initiatorType,
      })),
    })), 60);
  }
  for (const name of ["compile", "compileStreaming"]) {
    const compile = WebAssembly[name];
    WebAssembly[name] = async (...source) => {
      const from = performance.now();
      const module = await compile(...source);
      bench.compiled.push([from, performance.now()]);
      return module;
    };
  }
`;

const attributes = {
  salesforce:
    'data-salesforce-endpoint="https://bench.c360a.salesforce.com" data-salesforce-app-source-id="bench-source"',
  sitecore:
    'data-sitecore-endpoint="https://api-engage-eu.sitecorecloud.io" data-sitecore-client-key="bench-client-key" data-sitecore-point-of-sale="shop.example"',
};

const uses = {
  decide:
    'Attune.Personalization.fetch(["home_hero"]).then(({ personalizations: [hero] }) => handed(hero.attributes));',
  track:
    'handed(() => Attune.sendEvent({ interaction: { name: "bench visit", eventType: "benchVisit" } }));',
};

const evaluated = "<script>bench.evaluated = performance.now()</script>";

const heads = {
  tag: ({ source }, job) =>
    `<script src="/attune.js" ${attributes[source]} data-consent="opt-in"></script>
${evaluated}
<script>${uses[job]}</script>`,
  stub: ({ source }, job) =>
    `<script>${stub()}</script>
<script async src="/attune.js" ${attributes[source]} data-consent="opt-in"></script>
<script>${uses[job]}</script>`,
  module: ({ key }, job) => `<script type="module" src="/${key}.${job}.js"></script>`,
  bundle: ({ key }, job) => `<script src="/${key}.${job}.js"></script>\n${evaluated}`,
  inline: ({ source }, job) =>
    `<script>(() => { ${read("bench", "floor", `${source}.${job}.js`)} })()</script>\n${evaluated}`,
};

/** The snippet for the head, out of the document that tells pages to use it. */
function stub() {
  return /```html\n<script>\n([^]*?)<\/script>/.exec(read("docs", "script-tag.md"))[1];
}

export function pageOf(contender, job) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>bench</title>
<link rel="icon" href="data:,">
<script>${prelude}</script>
${contender ? heads[contender.script](contender, job) : "<script>handed(null)</script>"}
</head>
<body><main><section id="hero"><h1>Welcome</h1></section></main></body>
</html>
`;
}
