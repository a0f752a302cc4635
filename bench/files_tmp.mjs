// Where the bytes of the core are: each instruction of the finished module belongs to the room whose
// source it was written in, also where it was inlined elsewhere.
//
// The line table of the compiled module becomes a source map, because the optimizer carries that
// through all it does, and loses a line table.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { must } from "../tools/command.mjs";
import { bindToJavaScript, compile, readSurface, rewrite, shrinking } from "../tools/core.mjs";
import { dropUnusedExports } from "../tools/glue.mjs";
import { root } from "../tools/versions.mjs";
import { readLineTable } from "./line_table.mjs";
import { readSourceMap, writeSourceMap } from "./source_map.mjs";
import { bodiesOf, codeOf, customOf, sectionsOf, withoutCustom } from "./wasm_sections.mjs";

const stage = join(root, ".cache/stages/traced");
const tracing = [
  ...["--config", 'profile.release.debug="line-tables-only"'],
  ...["--config", "profile.release.strip=false"],
];

export async function measureRooms({ isQuick, say }) {
  if (isQuick) return [];
  say("rooms: a build that remembers where its code comes from (minutes, the first time)");
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  const { wasm, places } = await optimize(await bind());
  return tell(wasm, roomsOf(wasm, places));
}

async function bind() {
  const wasm = await compile([], tracing);
  await bindToJavaScript(wasm, stage, ["--keep-debug"]);
  const surface = await readSurface();
  await rewrite(stage, "attune_bg.wasm", (...both) => dropUnusedExports(...both, surface));
  return readFile(join(stage, "attune_bg.wasm"));
}

async function optimize(traced) {
  const sections = sectionsOf(traced);
  // The optimizer would try to keep the table up to date instead, and fail.
  const bare = withoutCustom(traced, sections);
  await writeFile(join(stage, "bare.wasm"), bare);
  const map = writeSourceMap(placesOf(sections, codeOf(sectionsOf(bare)).start));
  await writeFile(join(stage, "bare.map"), map);
  const path = (name) => join(stage, name);
  await must(process.execPath, [
    join(root, "node_modules/binaryen/bin/wasm-opt"),
    path("bare.wasm"),
    ...shrinking,
    ...["--input-source-map", path("bare.map"), "--output-source-map", path("rooms.map")],
    ...["-o", path("rooms.wasm")],
  ]);
  const wasm = await readFile(path("rooms.wasm"));
  return { wasm, places: readSourceMap(await readFile(path("rooms.map"), "utf8")) };
}

/** An address of the line table counts from the code section's content; a map, from the file. */
function placesOf(sections, codeStart) {
  const table = readLineTable(customOf(sections, ".debug_line"));
  const known = table.filter(({ address }) => address > 0 && address < 0xffffffff);
  const sorted = known.toSorted((one, other) => one.address - other.address);
  return sorted.map(({ address, file }) => ({ offset: codeStart + address, file }));
}

const foreign = [
  [/lol_alloc/, "allocator"],
  [/wasm-bindgen|js-sys|web-sys|gloo|serde/, "bindings to the browser"],
];

function roomOf(file) {
  if (!file) return "without a place";
  const known = foreign.find(([pattern]) => pattern.test(file));
  if (known) return known[1];
  const own = file.replace(root, "").replace(/^\.\//, "");
  // Libraries too are compiled in a folder of their own, and say "src/" then.
  if (!own.startsWith("src/") || !existsSync(join(root, own))) return "libraries";
  return own;

}

/** What is inlined everywhere, such as a call to JavaScript: it belongs to whoever makes it. */
function isPassedOn(file) {
  return !file || /(^|\/)(value|imports)\.rs$/.test(file) || !roomOf(file).startsWith("src/");
}

/** The bytes of each room, as `{ room: [{ from, to }] }` in the file. */
function roomsOf(wasm, places) {
  const rooms = new Map();
  const add = (room, from, to) => {
    if (!rooms.has(room)) rooms.set(room, []);
    rooms.get(room).push({ from, to });
  };
  let next = 0;
  for (const { from, to } of bodiesOf(sectionsOf(wasm))) {
    while (next < places.length && places[next].offset < from) next++;
    const inside = [];
    while (next < places.length && places[next].offset < to) inside.push(places[next++]);
    // What stands before the first instruction, the locals, is the function's own.
    const starts = inside.length > 0 ? inside : [{ offset: from }];
    const owners = ownersOf(starts);
    starts.forEach(({ offset }, place) => {
      add(owners[place], place === 0 ? from : offset, starts[place + 1]?.offset ?? to);
    });
  }
  return rooms;
}

/** The room of each stretch of a function: what is passed on goes to the room before it. */
function ownersOf(starts) {
  const first = starts.find(({ file }) => !isPassedOn(file));
  let around = first && roomOf(first.file);
  return starts.map(({ file }) => {
    if (!isPassedOn(file)) around = roomOf(file);
    return around ?? roomOf(file);
  });
}

function tell(wasm, rooms) {
  const sections = sectionsOf(wasm);
  const bare = withoutCustom(wasm, sections);
  const sizes = [...rooms].map(([room, parts]) => [room, sum(parts), saved(wasm, rooms, room)]);
  const rest = bare.length - sum([...rooms.values()].flat());
  const rows = [
    ...sizes.toSorted((one, other) => other[1] - one[1]),
    [
      "texts, tables, names before they are shortened",
      rest,
      compressed(bare) - compressed(codeOf(sections).content),
    ],
  ];
  return ["raw", "brotli"].map((form, place) => ({
    name: `rooms, ${form}`,
    unit: "bytes",
    attune: { median: place === 0 ? bare.length : compressed(bare) },
    variants: {},
    peers: {},
    floor: null,
    ratio: {},
    rooms: Object.fromEntries(rows.map((row) => [row[0], row[place + 1]])),
  }));
}

const sum = (parts) => parts.reduce((total, { from, to }) => total + to - from, 0);

/** How much smaller all code is, compressed, without one room's. */
function saved(wasm, rooms, room) {
  const bytesOf = (wanted) =>
    [...rooms]
      .filter(([name]) => wanted(name))
      .flatMap(([, parts]) => parts)
      .toSorted((one, other) => one.from - other.from)
      .map(({ from, to }) => wasm.subarray(from, to));
  const all = compressed(Buffer.concat(bytesOf(() => true)));
  return all - compressed(Buffer.concat(bytesOf((name) => name !== room)));
}

function compressed(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
