// The page of each contender: the same but for how its code gets in.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../tools/versions.mjs";
import { points } from "./services/content.mjs";

const read = (...path) => readFileSync(join(root, ...path), "utf8");

const prelude = read("bench", "prelude.js");

const attributes = {
  salesforce: `data-salesforce-endpoint="https://bench.c360a.salesforce.com"
    data-salesforce-app-source-id="bench-source"`,
  sitecore: `data-sitecore-endpoint="https://api-engage-eu.sitecorecloud.io"
    data-sitecore-client-key="bench-client-key" data-sitecore-point-of-sale="shop.example"`,
};

/** The deadline is far: a slow machine is to be measured, not given up. */
const vouched = 'data-consent="opt-in" data-timeout-ms="60000"';

const asking = "Attune.Personalization.fetch(points)";

/** What a page with the script tag calls, for each job. Its zones are also observed. */
const uses = {
  decide: `${asking}.then(({ personalizations }) => show(personalizations.map((one) => one.attributes)));`,
  zones: `for (const point of points) {
  const callback = ({ personalizations: [decision] }) => {
    showIn(point, decision.attributes);
    Attune.Engagement.observe(document.getElementById(point), decision);
  };
  Attune.ContentZoneHandler.set({ contentZoneName: point, callback });
}
${asking};`,
  track: `handed(() =>
  Attune.sendEvent({ interaction: { name: "bench visit", eventType: "benchVisit" } }));`,
};

const evaluated = "<script>bench.evaluated = performance.now()</script>";

const heads = {
  tag: ({ source }, job) =>
    `<script src="/attune.js" ${attributes[source]} ${vouched}></script>
${evaluated}
<script>${uses[job]}</script>`,
  stub: ({ source }, job) =>
    `<script>${stub()}</script>
<script async src="/attune.js" ${attributes[source]} ${vouched}></script>
<script>${uses[job]}</script>`,
  module: ({ key }, job) => `<script type="module" src="/${key}.${fileOf(job)}.js"></script>`,
  bundle: ({ key }, job) => `<script src="/${key}.${fileOf(job)}.js"></script>\n${evaluated}`,
  inline: ({ source }, job) =>
    `<script>(() => { ${read("bench", "floor", `${source}.${fileOf(job)}.js`)} })()</script>
${evaluated}`,
};

/** One decision or six: the code is the same. */
export const fileOf = (job) => (job === "zones" ? "decide" : job);

/** The snippet for the head, out of the document that tells pages to use it. */
export function stub() {
  return /```html\n<script>\n([^]*?)<\/script>/.exec(read("docs", "script-tag.md"))[1];
}

export function pageOf(contender, job) {
  const asked = job === "zones" ? points : points.slice(0, 1);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>bench</title>
<link rel="icon" href="data:,">
<script>const points = ${JSON.stringify(asked)};
${prelude}</script>
${contender ? heads[contender.script](contender, job) : "<script>handed(null)</script>"}
</head>
<body><main>${asked.map(zone).join("")}</main></body>
</html>
`;
}

const zone = (point) => `<section id="${point}"><h2>Welcome</h2><a href="/">More</a></section>`;
