// The functions of a WebAssembly module that has kept their names, and the bytes of each.

const codeSection = 10;
const functionNames = 1;

/** @returns `[{ name, body }]` in the order of the module */
export function readFunctions(wasm) {
  const module = new WebAssembly.Module(wasm);
  const imported = WebAssembly.Module.imports(module).filter(({ kind }) => kind === "function");
  const names = readNames(new Uint8Array(WebAssembly.Module.customSections(module, "name")[0]));
  const bodies = readBodies(wasm);
  return bodies.map((body, place) => {
    const index = imported.length + place;
    return { name: names.get(index) ?? `function ${index}`, body };
  });
}

function readBodies(wasm) {
  const source = reader(wasm, 8);
  for (;;) {
    const id = source.number();
    const length = source.number();
    if (id !== codeSection) {
      source.take(length);
      continue;
    }
    return Array.from({ length: source.number() }, () => source.take(source.number()));
  }
}

function readNames(bytes) {
  const source = reader(bytes, 0);
  const names = new Map();
  while (!source.isAtEnd()) {
    const id = source.number();
    const content = reader(source.take(source.number()), 0);
    if (id !== functionNames) continue;
    for (let left = content.number(); left > 0; left--) {
      const index = content.number();
      names.set(index, new TextDecoder().decode(content.take(content.number())));
    }
  }
  return names;
}

function reader(bytes, start) {
  let at = start;
  return {
    isAtEnd: () => at >= bytes.length,
    take: (length) => bytes.subarray(at, (at += length)),
    /** Seven bits a byte, the lowest first. */
    number() {
      let value = 0;
      for (let shift = 1; ; shift *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * shift;
        if (byte < 128) return value;
      }
    },
  };
}
