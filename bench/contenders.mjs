// Who is measured, and what each can do.
//
// `script`: how its code gets into the page. "tag": dist/attune.js as it is; "stub": the same with
// `async`, behind the snippet of docs/script-tag.md; "module" and "bundle": made by esbuild of
// peers/<source>.js; "inline": floor/<source>.<job>.js in the page itself.
//
// Its jobs: "decide" asks for one decision, "zones" for six and shows them, "track" sends events.

const attune = [
  { key: "attune", label: "Attune, script tag", script: "tag", source: "salesforce" },
  { key: "attune-async", label: "Attune, async with stub", script: "stub", source: "salesforce" },
  { key: "attune-npm", label: "Attune, npm bundle", script: "module", source: "attune" },
  {
    key: "attune-sitecore",
    label: "Attune, script tag, Sitecore",
    script: "tag",
    source: "sitecore",
  },
];

const floors = [
  { key: "floor", label: "floor: inline fetch", script: "inline", source: "salesforce" },
  { key: "floor-sitecore", label: "floor for Sitecore", script: "inline", source: "sitecore" },
];

const peers = [
  peer("sitecore-cloudsdk", "Sitecore Cloud SDK", ["@sitecore-cloudsdk/core"]),
  peer("sitecore-engage", "Sitecore Engage", ["@sitecore/engage"]),
  peer("alloy", "Adobe alloy", ["@adobe/alloy"]),
  peer("croct", "Croct plug", ["@croct/plug"]),
  peer("growthbook", "GrowthBook", ["@growthbook/growthbook"], ["decide", "zones"]),
  peer("optimizely", "Optimizely", ["@optimizely/optimizely-sdk"]),
  peer("launchdarkly", "LaunchDarkly", ["launchdarkly-js-client-sdk"]),
  peer("ninetailed", "Ninetailed", ["@ninetailed/experience.js"]),
  peer("posthog", "PostHog", ["posthog-js"]),
  peer("snowplow", "Snowplow", ["@snowplow/browser-tracker"], ["track"]),
  peer("segment", "Segment", ["@segment/analytics-next"], ["track"]),
];

function peer(key, label, [name], jobs = ["decide", "zones", "track"]) {
  return { key, label, script: "bundle", source: key, package: name, jobs };
}

const jobsOfOurs = {
  attune: ["decide", "zones", "track"],
  "attune-npm": ["decide", "track"],
  floor: ["decide", "zones", "track"],
};
const ours = (contender) => ({ ...contender, jobs: jobsOfOurs[contender.key] ?? ["decide"] });

export const contenders = [...attune.map(ours), ...floors.map(ours), ...peers];

/** What a contender's figures are divided by. */
export function floorOf({ key }) {
  const isSitecore = key.includes("sitecore");
  return isSitecore ? "floor-sitecore" : "floor";
}
