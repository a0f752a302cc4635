// docs/performance.md and its pictures, out of what was measured last.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";

import { root } from "../tools/versions.mjs";
import { contenders } from "./contenders.mjs";
import { judgeGoals } from "./goals.mjs";
import { versionOf } from "./packages.mjs";
import { drawPlots } from "./pictures.mjs";
import { conditions } from "./starts.mjs";
import { rowsOf } from "./tables.mjs";

const pictures = join(root, "docs/performance");

export const labels = Object.fromEntries(contenders.map(({ key, label }) => [key, label]));
Object.assign(labels, {
  "attune-wasm": "of Attune: the WebAssembly",
  "attune-stub": "of Attune: the snippet for the head",
  empty: "a page without any script",
});

/** @param results - by part, `{ things, at, machine }` */
export async function writeDocument(results) {
  const things = Object.values(results).flatMap((part) => part.things);
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  const plots = drawPlots(things, labels);
  for (const [name, svg] of plots) await writeFile(join(pictures, `${name}.svg`), svg);
  const frame = await readFile(join(root, "bench/performance.md"), "utf8");
  const isDrawn = new Set(plots.map(([name]) => name));
  const filled = frame
    .replace(/^!\[.*\]\(performance\/(.+)\.svg\)$/gm, (image, name) =>
      isDrawn.has(name) ? image : "",
    )
    .replace(/^<!-- (.+) -->$/gm, (_, what) => fill(what, things, results));
  const text = await format(filled, { parser: "markdown", printWidth: 100 });
  await writeFile(join(root, "docs/performance.md"), text);
}

/** What stands in the frame for a table. */
function fill(what, things, results) {
  const [kind, ...rest] = what.split(": ");
  const wanted = things.filter(({ name }) => name.startsWith(rest.join(": ")));
  const fillers = {
    goals: () => goalTable(things),
    figures: () => wanted.map(figureTable).join("\n\n"),
    starts: () => startTable(wanted),
    phases: () => phaseTable(wanted),
    calls: () => callTable(wanted),
    growth: () => callTable(things.filter(({ name }) => growthOf(name) === rest[0])),
    rooms: () => roomTable(wanted),
    measured: () => measuredWhen(results),
    peers: () => peerTable(),
  };
  if (!(kind in fillers)) throw new Error(`bench/performance.md asks for ${what}`);
  return fillers[kind]();
}

const table = (head, rows) =>
  [head, head.map((_, place) => (place === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

const nothing = "Not measured yet.";

function goalTable(things) {
  const rows = judgeGoals(things).map(({ text, limit, figure, isReached }) => [
    text,
    limit,
    figure,
    isReached ? "reached" : "**not reached**",
  ]);
  return table(["goal", "at most", "measured", ""], rows);
}

function figureTable(thing) {
  const rows = rowsOf(thing).map(({ label, figure, ratio }) => [
    labels[label] ?? label,
    spread(figure),
    ratio == null ? "" : ratio,
  ]);
  const { runs } = thing.attune;
  const head = runs ? `median of ${runs} runs (middle half)` : "";
  return table([`${thing.name} (${thing.unit})`, head, "Attune is so many times that"], rows);
}

function startTable(things) {
  if (things.length === 0) return nothing;
  const keys = rowsOf(things[0]).map(({ label }) => label);
  const shown = conditions
    .map(({ name }) => things.find((thing) => thing.name === name))
    .filter(Boolean);
  const cell = (thing, key) => {
    const { figure } = rowsOf(thing).find(({ label }) => label === key) ?? {};
    return figure ? Math.round(figure.median).toLocaleString("en") : "";
  };
  const ratios = ["**Attune over the floor**", ...shown.map(({ ratio }) => `**${ratio.floor} x**`)];
  const rows = keys.map((key) => [labels[key], ...shown.map((thing) => cell(thing, key))]);
  const heads = shown.map(
    ({ name, attune }) => `${name.replace(" start", "")} (${attune.runs} runs)`,
  );
  return table(["ms, median", ...heads], [...rows, ratios]);
}

const phases = ["evaluated", "compiled", "first request", "last request", "answered", "handed"];

function phaseTable(things) {
  const rows = things.flatMap((thing) =>
    rowsOf(thing)
      .filter(({ label }) => /^(attune|floor)/.test(label))
      .map(({ label, figure }) => [
        `${labels[label]}: ${thing.name}`,
        ...phases.map((phase) => Math.round(figure.phases[phase]) || ""),
      ]),
  );
  const heads = [
    "ms after navigation",
    "script evaluated",
    "wasm compiled",
    "first request left",
    "last request left",
    "answer arrived",
    "handed to the page",
  ];
  return rows.length > 0 ? table(heads, rows) : nothing;
}

const growthOf = (name) => /^call, [\d,]+ (\w+)$/.exec(name)?.[1];

function callTable(things) {
  const rows = things.map(({ name, attune, floor, ratio, overhead, each }) => [
    name.replace(/^call, /, ""),
    spread(attune),
    floor ? spread(floor) : "",
    ratio.floor ? `${ratio.floor} x` : "",
    overhead ?? "",
    each ?? "",
  ]);
  const heads = ["", "Attune, ms", "bare request, ms", "ratio", "difference, ms", "each, ms"];
  return rows.length > 0 ? table(heads, rows) : nothing;
}

function roomTable(things) {
  if (things.length === 0) return nothing;
  const [raw, brotli] = ["rooms, raw", "rooms, brotli"].map((wanted) =>
    things.find(({ name }) => name === wanted),
  );
  const rows = Object.entries(raw.rooms).map(([room, bytes]) => [
    room,
    bytes.toLocaleString("en"),
    brotli.rooms[room].toLocaleString("en"),
  ]);
  return table(["room", "bytes", "in brotli"], rows);
}

function measuredWhen(results) {
  const rows = Object.entries(results).map(([part, { at, machine }]) => [part, at, machine]);
  return table(["part", "measured", "where"], rows);
}

function peerTable() {
  const rows = contenders
    .filter((one) => one.package)
    .map(({ label, package: name }) => [label, `\`${name}\` ${versionOf(name)}`]);
  return table(["", "package"], rows);
}

function spread({ median, low, high }) {
  const text = median.toLocaleString("en");
  return low === undefined ? text : `${text} (${low} to ${high})`;
}
