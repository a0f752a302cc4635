// The functions of a WebAssembly module that are called by their place in a table.
//
// wasm-bindgen's crates put some 50 there that call closures of Rust's for JavaScript. The core has
// no such closures, but an optimizer cannot know that: 460 bytes of the script tag in brotli, with
// the glue that they ask for.
import { leb, reader, rewriteSections } from "./module_names.mjs";

const customSection = 0;
const elementSection = 9;
const constOpcode = 0x41;
const endOpcode = 0x0b;

/**
 * The same module with a function table in which some have left their places to the first of their
 * row, so that an optimizer sees that nothing calls them. The module must still have its names.
 *
 * @param {(name: string) => boolean} isIdle - whether nothing calls the function through the table
 */
export function emptyPlaces(wasm, isIdle) {
  return rewriteSections(wasm, {
    [elementSection](content) {
      const names = functionNames(wasm);
      return replaceElements(content, (place) => isIdle(names.get(place)));
    },
  });
}

function functionNames(wasm) {
  const names = new Map();
  rewriteSections(wasm, {
    [customSection](content) {
      const source = reader(content);
      const hasNames = source.text() === "name";
      while (hasNames && !source.isAtEnd()) {
        const isOfFunctions = source.number() === 1;
        const part = reader(source.bytes(source.number()));
        const count = isOfFunctions ? part.number() : 0;
        for (let at = 0; at < count; at++) names.set(part.number(), part.text());
      }
      return content;
    },
  });
  if (names.size === 0) throw new Error("the module's functions have no names");
  return names;
}

/** Rows of the kind that Rust makes: for the first table, from a constant place on. */
function replaceElements(content, isIdle) {
  const source = reader(content);
  const rows = source.number();
  const out = [...leb(rows)];
  for (let row = 0; row < rows; row++) {
    const [kind, opcode, from, end] = [0, 0, 0, 0].map(() => source.number());
    // A place above 63 would need another byte than an unsigned number.
    if (kind !== 0 || opcode !== constOpcode || from > 63 || end !== endOpcode) {
      throw new Error("the function table is filled in another way than this knows");
    }
    const places = Array.from({ length: source.number() }, () => source.number());
    const kept = places.map((place) => (isIdle(place) ? places[0] : place));
    out.push(kind, opcode, ...leb(from), end, ...leb(kept.length), ...kept.flatMap(leb));
  }
  source.mustBeAtEnd();
  return out;
}
