// A WebAssembly module by its sections.
import { readerOf } from "./bytes.mjs";

const headerLength = 8;
const customSection = 0;
const codeSection = 10;

/** @returns `[{ id, name, start, content }]`; `start` is where the content begins in the file */
export function sectionsOf(wasm) {
  const source = readerOf(wasm, headerLength);
  const sections = [];
  while (!source.isAtEnd()) {
    const begin = source.at();
    const id = source.byte();
    const length = source.number();
    const start = source.at();
    const content = source.take(length);
    sections.push({ id, begin, start, content, name: id === customSection ? nameOf(content) : "" });
  }
  return sections;
}

function nameOf(content) {
  const source = readerOf(content);
  return new TextDecoder().decode(source.take(source.number()));
}

/** The bytes of a custom section after its name, or none. */
export function customOf(sections, wanted) {
  const { content } = sections.find(({ name }) => name === wanted) ?? { content: new Uint8Array() };
  const source = readerOf(content);
  if (content.length > 0) source.take(source.number());
  return content.subarray(source.at());
}

export function codeOf(sections) {
  return sections.find(({ id }) => id === codeSection);
}

/** Each function's body, as `{ from, to }` in the file. */
export function bodiesOf(sections) {
  const { start, content } = codeOf(sections);
  const source = readerOf(content);
  return Array.from({ length: source.number() }, () => {
    const length = source.number();
    const from = start + source.at();
    source.take(length);
    return { from, to: from + length };
  });
}

export function withoutCustom(wasm, sections) {
  const kept = sections.filter(({ id }) => id !== customSection);
  const parts = kept.map(({ begin, start, content }) =>
    wasm.subarray(begin, start + content.length),
  );
  return Buffer.concat([wasm.subarray(0, headerLength), ...parts]);
}
