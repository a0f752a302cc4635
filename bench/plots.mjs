// What was measured, as pictures: bars for what is compared, lines for what grows. Plain SVG, which
// follows the reader's light or dark.
import { rowsOf } from "./tables.mjs";

const width = 760;
const labelWidth = 190;
const rowHeight = 22;
const barRoom = width - labelWidth - 120;

const style = `<style>
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .title { font-weight: 600; font-size: 15px }
    .note { fill: #57606a; font-size: 12px }
    .own { fill: #0b6e4f } .variant { fill: #5fae93 } .floor { fill: #8c959f } .peer { fill: #b6c2cf }
    .goal { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 4 3 }
    .spread { stroke: #24292f; stroke-width: 1 }
    .axis { stroke: #d0d7de } .line { fill: none; stroke-width: 2 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .note { fill: #9198a1 } .spread { stroke: #e6edf3 }
      .peer { fill: #4a5560 } .axis { stroke: #3d444d }
    }
  </style>`;

/**
 * One bar for each contender, the shortest on top.
 *
 * @param goal - where a line is drawn, in the unit of the thing
 */
export function barPlot({ thing, title, note = "", goal, labels, divisor = 1, unit = thing.unit }) {
  const rows = rowsOf(thing)
    .map((row) => ({ ...row, kind: kindOf(thing, row.label) }))
    .toSorted((one, other) => one.figure.median - other.figure.median);
  const most = Math.max(goal ?? 0, ...rows.map(({ figure }) => figure.high ?? figure.median));
  const scale = (figure) => (figure / most) * barRoom;
  const bars = rows.map((row, place) => bar(row, place, { scale, labels, divisor, unit }));
  const height = 60 + rows.length * rowHeight + (note ? 20 : 0);
  const line = goal === undefined ? "" : goalLine(labelWidth + scale(goal), height);
  return svg(height, title, [line, ...bars, noteAt(note, height)]);
}

function kindOf({ variants }, label) {
  if (label === "attune") return "own";
  if (label === "floor") return "floor";
  return label in variants ? "variant" : "peer";
}

function bar({ label, figure, kind }, place, { scale, labels, divisor, unit }) {
  const y = 44 + place * rowHeight;
  const { median, low, high } = figure;
  const end = labelWidth + scale(high ?? median) + 6;
  const spread =
    low === undefined
      ? ""
      : `<line class="spread" x1="${at(labelWidth + scale(low))}" x2="${at(labelWidth + scale(high))}" y1="${y + 8}" y2="${y + 8}"/>`;
  return [
    `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${labels[label] ?? label}</text>`,
    `<rect class="${kind}" x="${labelWidth}" y="${y}" width="${at(Math.max(scale(median), 1))}" height="16" rx="2"/>`,
    spread,
    `<text x="${at(end)}" y="${y + 13}">${figureText(median / divisor)} ${unit}</text>`,
  ].join("");
}

const goalLine = (x, height) =>
  `<line class="goal" x1="${at(x)}" x2="${at(x)}" y1="40" y2="${height - 14}"/>`;

/** Two lines on logarithmic axes: what grows in proportion is straight, at 45 degrees. */
export function growthPlot({ things, counts, title, note = "" }) {
  const height = 340;
  const lines = { own: (thing) => thing.attune.median, floor: (thing) => thing.floor.median };
  const all = things.flatMap((thing) => [thing.attune.median, thing.floor.median]);
  const x = axis(Math.min(...counts), Math.max(...counts), 70, width - 150);
  const y = axis(Math.min(...all), Math.max(...all), height - 60, 60);
  const grid = counts.map(
    (count) =>
      `<line class="axis" x1="${x(count)}" x2="${x(count)}" y1="50" y2="${height - 50}"/><text x="${x(count)}" y="${height - 32}" text-anchor="middle">${count.toLocaleString("en")}</text>`,
  );
  const drawn = Object.entries(lines).map(([kind, of]) => {
    const points = things.map((thing, place) => [x(counts[place]), y(of(thing))]);
    const [lastX, lastY] = points.at(-1);
    const color = kind === "own" ? "#0b6e4f" : "#8c959f";
    const dots = points.map(([px, py], place) => {
      const time = `${figureText(of(things[place]))} ms`;
      return `<circle class="${kind}" cx="${px}" cy="${py}" r="4"/><text class="note" x="${px}" y="${py + (kind === "own" ? -9 : 18)}" text-anchor="middle">${time}</text>`;
    });
    const name = kind === "own" ? "Attune" : "bare fetch";
    return `<polyline class="line" stroke="${color}" points="${points.join(" ")}"/>${dots.join("")}<text x="${lastX + 40}" y="${lastY + 4}">${name}</text>`;
  });
  return svg(height, title, [...grid, ...drawn, noteAt(note, height)]);
}

function axis(from, to, start, end) {
  const length = Math.log(to / from) || 1;
  return (value) => at(start + (Math.log(value / from) / length) * (end - start));
}

function svg(height, title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">
  ${style}
  <text class="title" x="12" y="24">${escape(title)}</text>
  ${parts.filter(Boolean).join("\n  ")}
</svg>
`;
}

const noteAt = (note, height) =>
  note && `<text class="note" x="12" y="${height - 8}">${escape(note)}</text>`;

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

const at = (place) => Number(place.toFixed(1));

function figureText(figure) {
  const digits = figure < 10 ? 2 : figure < 100 ? 1 : 0;
  return figure.toLocaleString("en", { maximumFractionDigits: digits });
}
