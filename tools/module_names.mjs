// The names in a WebAssembly module: what it imports and exports, read and written anew.
import { TextDecoder, TextEncoder } from "node:util";

const headerLength = 8;
const importSection = 2;
const exportSection = 7;
const functionKind = 0;

/**
 * The names in the module's order.
 *
 * @returns {{ imports: { module: string, name: string }[], exports: string[] }}
 */
export function readNames(wasm) {
  const names = { imports: [], exports: [] };
  rewriteNames(wasm, {
    importName: (one) => void names.imports.push(one),
    exportName: (one) => (names.exports.push(one), one),
  });
  return names;
}

/**
 * The same module under other names.
 *
 * @param importName - `({ module, name }, place) => { module, name }`; nothing leaves it as it is
 * @param exportName - `(name) => name`; nothing takes the export away
 */
export function rewriteNames(wasm, { importName = () => {}, exportName = (name) => name }) {
  return rewriteSections(wasm, {
    [importSection]: (content) => renameImports(content, importName),
    [exportSection]: (content) => renameExports(content, exportName),
  });
}

/** The same module with the content of some sections rewritten: `{ [section]: (content) => content }`. */
export function rewriteSections(wasm, rewrite) {
  const parts = [wasm.subarray(0, headerLength)];
  const source = reader(wasm.subarray(headerLength));
  while (!source.isAtEnd()) {
    const id = source.number();
    const content = source.bytes(source.number());
    const renamed = rewrite[id]?.(content) ?? content;
    parts.push([id], leb(renamed.length), renamed);
  }
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

function renameImports(content, importName) {
  const source = reader(content);
  const count = source.number();
  const entries = [];
  for (let place = 0; place < count; place++) {
    const old = { module: source.text(), name: source.text() };
    const { module, name } = importName(old, place) ?? old;
    const kind = source.number();
    // A memory or a table would be followed by something else than the number of a type.
    if (kind !== functionKind) throw new Error(`the import ${old.name} is not a function`);
    entries.push(...text(module), ...text(name), kind, ...leb(source.number()));
  }
  source.mustBeAtEnd();
  return [...leb(count), ...entries];
}

function renameExports(content, exportName) {
  const source = reader(content);
  const count = source.number();
  const entries = [];
  for (let place = 0; place < count; place++) {
    const name = exportName(source.text());
    const what = [source.number(), ...leb(source.number())];
    if (name !== undefined) entries.push([...text(name), ...what]);
  }
  source.mustBeAtEnd();
  return [...leb(entries.length), ...entries.flat()];
}

export function reader(bytes) {
  let at = 0;
  const next = () => {
    if (at >= bytes.length) throw new Error("the module ends in the middle of a section");
    return bytes[at++];
  };
  const take = (length) => {
    if (at + length > bytes.length) throw new Error("a section is longer than the module");
    return bytes.subarray(at, (at += length));
  };
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = next();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  return {
    number,
    bytes: take,
    text: () => new TextDecoder("utf-8", { fatal: true }).decode(take(number())),
    isAtEnd: () => at === bytes.length,
    mustBeAtEnd() {
      if (at !== bytes.length) throw new Error("a section holds more than its entries");
    },
  };
}

export function leb(value) {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...leb((value - low) / 128)];
}

function text(value) {
  const bytes = new TextEncoder().encode(value);
  return [...leb(bytes.length), ...bytes];
}
